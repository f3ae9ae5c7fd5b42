import { describe, expect, it } from 'vitest'
import { AerospikeError } from '../../../src/index.ts'
import { valuesIn } from '../../../src/query/aggregate-frame.ts'

interface Message {
  readonly code?: number
  readonly last?: boolean
  readonly bins?: readonly (readonly [name: string, type: number, value: Buffer])[]
}

function frame(...messages: readonly Message[]): Buffer {
  return Buffer.concat(messages.map(message))
}

function message({ code = 0, last = false, bins = [] }: Message): Buffer {
  const header = Buffer.alloc(22)
  header[0] = 22
  header[3] = last ? 1 : 0
  header[5] = code
  header.writeUInt16BE(bins.length, 20)
  const parts = bins.map(([name, type, value]) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(4 + name.length + value.length)
    head[4] = 1
    head[5] = type
    head[7] = name.length
    return Buffer.concat([head, Buffer.from(name), value])
  })
  return Buffer.concat([header, ...parts])
}

const ONE = Buffer.from('0000000000000001', 'hex')
const success = (type: number, value: Buffer): Message => ({ bins: [['SUCCESS', type, value]] })

function thrown(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

describe('values of an aggregation', () => {
  it('come with their types and lengths, one behind the other', () => {
    const values = valuesIn(frame(success(1, ONE), success(3, Buffer.from('ab')), { last: true }), 'n')
    expect(values.toString('hex')).toBe('0100000008' + '0000000000000001' + '0300000002' + '6162')
  })

  it('may be none', () => {
    expect(valuesIn(frame({ last: true }), 'n')).toHaveLength(0)
    expect(valuesIn(frame({ code: 2, last: true }), 'n')).toHaveLength(0)
    expect(valuesIn(frame({ code: 2 }), 'n')).toHaveLength(0)
    expect(valuesIn(frame(success(0, Buffer.alloc(0))), 'n')).toHaveLength(0)
  })

  it('give way to what went wrong', () => {
    const failed = frame(success(1, ONE), { bins: [['FAILURE', 3, Buffer.from('own words')]] })
    expect(thrown(() => valuesIn(failed, 'n'))).toMatchObject({
      code: 'UDF_FAILED',
      hint: 'own words',
      node: 'n',
    })
    expect(thrown(() => valuesIn(frame({ code: 201 }), 'n'))).toMatchObject({ code: 'INDEX_NOT_FOUND' })
    expect(thrown(() => valuesIn(frame({ bins: [['OTHER', 1, ONE]] }), 'n'))).toMatchObject({
      code: 'PROTOCOL',
    })
    expect(thrown(() => valuesIn(frame({}), 'n'))).toMatchObject({ code: 'PROTOCOL' })
  })

  it('that are cut are refused, wherever they are cut', () => {
    const whole = frame(success(1, ONE), success(3, Buffer.from('ab')), { last: true })
    const ends = new Set([0, 22 + 15 + 8, 22 + 15 + 8 + 22 + 15 + 2])
    for (let end = 0; end < whole.length; end++) {
      const outcome = thrown(() => valuesIn(whole.subarray(0, end), 'n'))
      if (ends.has(end)) expect(outcome).toBeInstanceOf(Buffer)
      else expect(outcome).toBeInstanceOf(AerospikeError)
    }
  })
})
