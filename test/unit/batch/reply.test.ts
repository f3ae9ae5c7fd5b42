import { describe, expect, test } from 'vitest'
import { readTrailer, RowReader, type RowTaker } from '../../../src/batch/reply.ts'
import type { AnyResult } from '../../../src/batch/result.ts'
import type { BatchRow, RowAction } from '../../../src/batch/row.ts'
import * as rows from '../../../src/batch/rows.ts'
import { AerospikeError } from '../../../src/errors/index.ts'
import { Key } from '../../../src/key.ts'
import * as ops from '../../../src/operations/scalar.ts'
import { DECODE_DEFAULTS, type DecodeOptions } from '../../../src/values.ts'
import { writeOperation } from '../../../src/wire/message.ts'
import type { Value } from '../../../src/values.ts'
import { Writer } from '../../../src/wire/writer.ts'

interface Reply {
  readonly index: number
  readonly code?: number
  readonly generation?: number
  readonly info3?: number
  readonly bins?: readonly (readonly [string, Value])[]
  /** Whether the reply has a field, as those of transactions have. */
  readonly field?: boolean
}

function message(
  writer: Writer,
  { index, code = 0, generation = 1, info3 = 0, bins = [], field = false }: Reply,
): void {
  writer.bytes(Buffer.from([22, 0, 0, info3, 0, code]))
  writer.u32(generation)
  writer.u32(0)
  writer.u32(index)
  writer.u16(field ? 1 : 0)
  writer.u16(bins.length)
  if (field) writer.bytes(Buffer.from([0, 0, 0, 8, 3, 1, 2, 3, 4, 5, 6, 7]))
  for (const [name, value] of bins) writeOperation(writer, 1, name, value)
}

function frame(...replies: readonly Reply[]): Buffer {
  const writer = new Writer()
  for (const reply of replies) message(writer, reply)
  return writer.toBuffer()
}

const key = (n: number): Key => new Key('test', 'set', n)
const asked: readonly BatchRow[] = [
  rows.get(key(0)),
  rows.operate(key(1), [ops.read('x'), ops.read('y')]),
  rows.put(key(2), { x: 1 }),
  rows.remove(key(3)),
  rows.apply(key(4), 'm', 'f'),
  rows.operate(key(5), [ops.add('x', 1), ops.read('x')]),
]

/** Takes rows as a run does: each once. */
class Taken implements RowTaker {
  readonly results: AnyResult[] = []
  readonly refusals: (readonly [number, AerospikeError])[] = []
  readonly #due = new Set(asked.keys())

  isDue(index: number): boolean {
    return this.#due.has(index)
  }

  key(index: number): Key {
    return (asked[index] as BatchRow).key
  }

  action(index: number): RowAction {
    return asked[index] as BatchRow
  }

  done(index: number, result: AnyResult): void {
    this.#due.delete(index)
    this.results.push(result)
  }

  refused(index: number, error: AerospikeError): void {
    this.#due.delete(index)
    this.refusals.push([index, error])
  }
}

function read(buffer: Buffer, options: DecodeOptions = DECODE_DEFAULTS, keepAfter = -1): Taken {
  const taken = new Taken()
  const reader = new RowReader(taken, 100, options)
  reader.begin(buffer, 0, buffer.length)
  for (let n = 0; !reader.finished; n++) {
    if (n === keepAfter) {
      const rest = Buffer.from(buffer.subarray(reader.position))
      reader.begin(rest, 0, rest.length)
    }
    reader.next()
  }
  return taken
}

const all = frame(
  { index: 2, generation: 9 },
  {
    index: 0,
    generation: 3,
    bins: [
      ['a', 1],
      ['l', [1, 'x', { k: 2 }]],
    ],
    field: true,
  },
  {
    index: 1,
    bins: [
      ['x', 5],
      ['y', null],
    ],
  },
  { index: 3 },
  { index: 4, bins: [['SUCCESS', 'done']] },
  {
    index: 5,
    generation: 4,
    bins: [
      ['x', null],
      ['x', 7],
    ],
  },
)

describe('the rows of a frame', () => {
  test('are given by their number, whatever their order, each as its row asks for it', () => {
    const { results, refusals } = read(all)
    expect(refusals).toEqual([])
    expect(results).toEqual([
      { status: 'ok', index: 102, key: asked[2]?.key, metadata: { generation: 9, ttl: -1 } },
      {
        status: 'ok',
        index: 100,
        key: asked[0]?.key,
        record: { key: asked[0]?.key, bins: { a: 1, l: [1, 'x', { k: 2 }] }, generation: 3, ttl: -1 },
      },
      {
        status: 'ok',
        index: 101,
        key: asked[1]?.key,
        record: { key: asked[1]?.key, bins: { x: 5 }, generation: 1, ttl: -1 },
        results: [5, null],
      },
      { status: 'ok', index: 103, key: asked[3]?.key },
      { status: 'ok', index: 104, key: asked[4]?.key, value: 'done' },
      {
        status: 'ok',
        index: 105,
        key: asked[5]?.key,
        record: { key: asked[5]?.key, bins: { x: 7 }, generation: 4, ttl: -1 },
        results: [null, 7],
      },
    ])
  })

  test('are the same when reading stops behind any of them and goes on in a copy', () => {
    const whole = read(all)
    for (let after = 0; after < asked.length; after++)
      expect(read(all, DECODE_DEFAULTS, after)).toEqual(whole)
  })

  test('cut at any place are rows and then a protocol error, never anything else', () => {
    for (let end = 1; end < all.length; end++) {
      const taken = new Taken()
      const cut = Buffer.from(all.subarray(0, end))
      const reader = new RowReader(taken, 100, DECODE_DEFAULTS)
      reader.begin(cut, 0, end)
      try {
        while (!reader.finished) reader.next()
      } catch (error) {
        expect(error).toMatchObject({ code: 'PROTOCOL' })
      }
      expect(taken.refusals).toEqual([])
      expect(taken.results.length).toBeLessThan(asked.length)
    }
  })

  test('that are missing or filtered out have no record', () => {
    const { results } = read(frame({ index: 0, code: 2 }, { index: 1, code: 27 }, { index: 2, code: 2 }))
    expect(results).toEqual([
      { status: 'notFound', index: 100, key: asked[0]?.key, record: null },
      { status: 'filteredOut', index: 101, key: asked[1]?.key, record: null },
      { status: 'notFound', index: 102, key: asked[2]?.key },
    ])
  })

  test('that were refused carry their own error and leave the others be', () => {
    const { results, refusals } = read(frame({ index: 2, code: 3 }, { index: 0, bins: [['a', 1]] }))
    expect(refusals.map(([index, { code }]) => [index, code])).toEqual([[2, 'GENERATION']])
    expect(results).toHaveLength(1)
  })

  test('a function that failed says why', () => {
    const { refusals } = read(frame({ index: 4, code: 100, bins: [['FAILURE', 'm.lua:1: oh no']] }))
    expect(refusals[0]?.[1]).toMatchObject({ code: 'UDF_FAILED', hint: 'm.lua:1: oh no' })
  })

  test('a value that cannot be given is an error of its row alone', () => {
    const buffer = frame(
      {
        index: 0,
        bins: [
          ['a', 2n ** 60n],
          ['b', 1],
        ],
      },
      { index: 2 },
    )
    const { results, refusals } = read(buffer, { integers: 'number', maps: 'auto' })
    expect(refusals.map(([index, { code }]) => [index, code])).toEqual([[0, 'INTEGER_UNSAFE']])
    expect(results.map(({ index }) => index)).toEqual([102])
  })

  test.each([
    ['a number beyond the rows', frame({ index: 6 })],
    ['a row answered twice', frame({ index: 3 }, { index: 3 })],
    ['the end among rows', frame({ index: 3 }, { index: 0, info3: 1 })],
    ['no message', Buffer.alloc(40)],
  ])('%s is a protocol error', (_, buffer) => {
    expect(() => read(buffer)).toThrow(AerospikeError)
  })
})

describe('the last frame', () => {
  test('has the result of the whole', () => {
    const ok = frame({ index: 0, info3: 1 })
    expect(readTrailer(ok, 0, ok.length)).toBe(0)
    const full = frame({ index: 0, info3: 1, code: 152 })
    expect(readTrailer(full, 0, full.length)).toBe(152)
  })

  test('is none of the others', () => {
    expect(readTrailer(all, 0, all.length)).toBeUndefined()
    const one = frame({ index: 3 })
    expect(readTrailer(one, 0, one.length)).toBeUndefined()
  })
})
