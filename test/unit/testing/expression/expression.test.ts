import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExpOp, ExpType, ExpWriteFlag } from '../../../../src/expressions/codes.ts'
import {
  compileExpression,
  compileFilter,
  expressionModify,
  expressionRead,
} from '../../../../src/testing/expression/index.ts'
import type { Particle } from '../../../../src/testing/particle.ts'
import { ParticleType } from '../../../../src/wire/proto.ts'
import { Float, name, payload } from '../payload/pack.ts'
import { recordOf } from './record.ts'

const int = (value: number): Particle => {
  const data = Buffer.alloc(8)
  data.writeBigInt64BE(BigInt(value))
  return { type: ParticleType.integer, data }
}
const record = recordOf({
  bins: new Map([
    ['i', int(7)],
    ['s', { type: ParticleType.string, data: Buffer.from('hello') }],
    ['l', { type: ParticleType.list, data: payload([1, 2, 3]) }],
  ]),
  digest: Buffer.from('000102030405060708090a0b0c0d0e0f10111213', 'hex'),
  setName: 'people',
  key: { type: ParticleType.string, data: Buffer.from('k') },
  now: 1_000_000_000_500,
  lastUpdate: 1_000_000_000_000,
  voidTime: 1_000_000_100,
  recordSize: 144,
})
const bin = (type: number, of: string) => [ExpOp.bin, type, name(of)]
const value = (expression: unknown): unknown => {
  const { code, result } = expressionRead(payload([expression, 0]), record)
  if (code !== 0 || result === undefined) return code
  if (result.type === ParticleType.integer) return result.data.readBigInt64BE()
  if (result.type === ParticleType.double) return result.data.readDoubleBE()
  if (result.type === ParticleType.boolean) return result.data[0] === 1
  return result.data.toString()
}

describe('expressions', () => {
  it('keep an unknown apart from true and false', () => {
    const missing = [ExpOp.eq, bin(ExpType.int, 'none'), 1]
    expect(compileFilter(payload(missing))?.matches(record)).toBe(false)
    expect(compileFilter(payload([ExpOp.not, missing]))?.matches(record)).toBe(false)
    expect(compileFilter(payload([ExpOp.or, missing, true]))?.matches(record)).toBe(true)
    expect(value([ExpOp.and, missing, false])).toBe(false)
    expect(value(missing)).toBe(26)
  })

  it('compute in 64 bits', () => {
    expect(value([ExpOp.add, 2n ** 63n - 1n, 1])).toBe(-(2n ** 63n))
    expect(value([ExpOp.div, 100, 3, 2])).toBe(16n)
    expect(value([ExpOp.div, 1, 0])).toBe(26)
    expect(value([ExpOp.toInt, new Float(1e300)])).toBe(-(2n ** 63n))
    expect(value([ExpOp.intRightShift, -1, 60])).toBe(15n)
    expect(value([ExpOp.intArithmeticRightShift, -16, 2])).toBe(-4n)
  })

  it('tell metadata', () => {
    expect(value([ExpOp.sinceUpdate])).toBe(500n)
    expect(value([ExpOp.ttl])).toBe(100n)
    expect(value([ExpOp.voidTime])).toBe(1_000_000_100_000_000_000n)
    expect(value([ExpOp.lastUpdate])).toBe(1_000_000_000_000_000_000n)
    expect(value([ExpOp.setName])).toBe('people')
    expect(value([ExpOp.recordSize])).toBe(144n)
    expect(value([ExpOp.deviceSize])).toBe(0n)
    expect(value([ExpOp.digestModulo, 5])).toBe(BigInt(0x13121110) % 5n)
    expect(value([ExpOp.key, ExpType.string])).toBe('k')
    expect(value([ExpOp.key, ExpType.int])).toBe(26)
  })

  it('call operations on values without touching the bin', () => {
    const appended = [ExpOp.call, ExpType.list, 0x40, [1, 9, 0, 0], bin(ExpType.list, 'l')]
    expect(value([ExpOp.call, ExpType.int, 0, [16], appended])).toBe(4n)
    expect(value([ExpOp.call, ExpType.int, 0, [16], bin(ExpType.list, 'l')])).toBe(3n)
  })

  it('refuse what does not fit together', () => {
    const refused = [
      [ExpOp.eq, 1, 'one'],
      [ExpOp.add, 1, new Float(1)],
      [ExpOp.variable, name('x')],
      [ExpOp.let, name('1x'), 1, 2],
      [ExpOp.cond, true, 1],
      [ExpOp.bin, ExpType.int, name('a name far too long')],
      [ExpOp.regex, 1, name('('), 'x'],
      [],
      [99],
      [ExpOp.call, ExpType.int, 7, [16], bin(ExpType.list, 'l')],
    ]
    for (const expression of refused) expect(compileExpression(payload(expression))).toBeUndefined()
    expect(compileFilter(payload([ExpOp.add, 1, 2]))).toBeUndefined()
    expect(compileFilter(Buffer.concat([payload([ExpOp.unknown]), Buffer.from([1])]))).toBeUndefined()
  })

  it('refuse to nest without end', () => {
    const deep = Buffer.concat([Buffer.alloc(200_000, Buffer.from([0x92, ExpOp.not])), Buffer.from([0xc3])])
    expect(compileFilter(deep)).toBeUndefined()
  })

  it('write by flags', () => {
    const write = (old: Particle | undefined, expression: unknown, flags: number) =>
      expressionModify(old, payload([expression, flags]), record)
    expect(write(undefined, 5, 0)).toEqual({ code: 0, bin: int(5) })
    expect(write(undefined, 5, ExpWriteFlag.updateOnly)).toEqual({ code: 17 })
    expect(write(int(1), 5, ExpWriteFlag.createOnly)).toEqual({ code: 6 })
    expect(write(int(1), 5, ExpWriteFlag.createOnly | ExpWriteFlag.policyNoFail)).toEqual({ code: 0 })
    expect(write(int(1), null, 0)).toEqual({ code: 26 })
    expect(write(int(1), null, ExpWriteFlag.allowDelete)).toEqual({ code: 0, bin: null })
    expect(write(int(1), [ExpOp.unknown], 0)).toEqual({ code: 26 })
    expect(write(int(1), [ExpOp.unknown], ExpWriteFlag.evalNoFail)).toEqual({ code: 0 })
    expect(write(int(1), 5, 32)).toEqual({ code: 4 })
  })

  it('never throw, whatever the bytes', () => {
    const whole = payload([
      ExpOp.and,
      [ExpOp.eq, bin(ExpType.string, 's'), 'hello'],
      [ExpOp.let, name('x'), bin(ExpType.int, 'i'), [ExpOp.gt, [ExpOp.variable, name('x')], 3]],
      [ExpOp.gt, [ExpOp.call, ExpType.int, 0, [16], bin(ExpType.list, 'l')], 1],
    ])
    expect(compileFilter(whole)?.matches(record)).toBe(true)
    for (let end = 0; end < whole.length; end++) {
      expect(compileExpression(whole.subarray(0, end))).toBeUndefined()
    }
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.uint8Array({ maxLength: 40 }),
        (at, byte, tail) => {
          const broken = Buffer.concat([whole.subarray(0, at), Buffer.from([byte]), whole.subarray(at + 1)])
          for (const bytes of [broken, Buffer.from(tail), Buffer.concat([whole.subarray(0, at), tail])]) {
            compileExpression(bytes)?.evaluate(record)
          }
        },
      ),
    )
  })
})

describe('filters of paths within one another', () => {
  const within = (filters: number, steps: number): unknown => {
    let data: unknown = [1]
    for (let step = 1; step < steps; step++) data = [data]
    let filter: unknown = [ExpOp.eq, [ExpOp.loopVariable, ExpType.int, 1], 1]
    for (let i = 0; i < filters; i++) {
      const context = [...Array.from({ length: steps - 1 }, () => [0x10, 0]).flat(), 4, filter]
      const path = [ExpOp.call, ExpType.list, 0, [0xfe, context, 1], [ExpOp.quote, data]]
      filter = [ExpOp.call, ExpType.int, 0, [16], path]
      if (i < filters - 1) filter = [ExpOp.gt, filter, 0]
    }
    return filter
  }

  it('are evaluated as deep as a client builds them', () => {
    expect(value(within(49, 1))).toBe(1n)
    expect(value(within(10, 64))).toBe(1n)
  })

  it('do not overflow the stack', () => {
    expect(value(within(200, 1))).toBe(26)
    expect(value(within(60, 64))).toBe(26)
  })
})
