import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { Packr } from 'msgpackr'
import { describe, expect, test } from 'vitest'
import { compareAt } from '../../src/testing/payload/compare.ts'
import { DECODE_DEFAULTS, OrderedList, OrderedMap, type Value } from '../../src/values.ts'
import { packValue } from '../../src/wire/msgpack/pack.ts'
import { Cursor, unpackValue } from '../../src/wire/msgpack/unpack.ts'
import { readParticle, writeParticle } from '../../src/wire/particle.ts'
import { Writer } from '../../src/wire/writer.ts'
import { comparable, expected, fraction, integer, smallValue, text, value } from './arbitraries.ts'
import { RUNS, SEED } from './settings.ts'

const settings = { numRuns: RUNS, seed: SEED }

function pack(item: Value): Buffer {
  const writer = new Writer(1)
  packValue(writer, item)
  return writer.toBuffer()
}

function atBin(item: Value): unknown {
  const writer = new Writer(1)
  writer.u8(0xc1)
  const type = writeParticle(writer, item)
  const end = writer.position
  writer.u32(0xc1c1c1c1)
  return readParticle(type, writer.toBuffer(), 1, end, DECODE_DEFAULTS)
}

describe('values', () => {
  test('what is written as a bin is read back', () => {
    fc.assert(
      fc.property(value, (item) => {
        expect(isDeepStrictEqual(atBin(item), expected(item))).toBe(true)
      }),
      settings,
    )
  })

  test('what is written into a list is read back, and ends where it should', () => {
    fc.assert(
      fc.property(value, (item) => {
        const bytes = pack([item, 'end'])
        const cursor = new Cursor(bytes)
        expect(isDeepStrictEqual(unpackValue(cursor, DECODE_DEFAULTS), expected([item, 'end']))).toBe(true)
        expect(cursor.position).toBe(bytes.length)
      }),
      settings,
    )
  })

  test('what was read is written as the same bytes again, but for whole doubles', () => {
    const noDoubles = fc.oneof(integer, text, fraction, fc.array(integer), fc.dictionary(text, integer))
    fc.assert(
      fc.property(fc.array(noDoubles), (items) => {
        const bytes = pack(items)
        const read = unpackValue(new Cursor(bytes), { ...DECODE_DEFAULTS, maps: 'map' })
        expect(pack(read)).toEqual(bytes)
      }),
      settings,
    )
  })
})

describe('the packer against msgpackr', () => {
  const packr = new Packr({ useRecords: false, variableMapSize: true, moreTypes: false })
  // msgpackr takes wider integers for doubles.
  const small = fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 })
  const plain = fc.letrec<{ any: Value }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      small,
      fraction.filter((d) => !Object.is(d, -0)),
      fc.boolean(),
      fc.constant(null),
      text,
      fc.array(tie('any'), { maxLength: 20 }),
      fc
        .uniqueArray(fc.tuple(fc.oneof(small, text), tie('any')), { selector: ([key]) => key, maxLength: 20 })
        .map((e) => new Map<Value, Value>(e)),
    ),
  })).any

  /** Aerospike's text is msgpack's with a type byte in front, which is a character like any other. */
  function typed(item: Value): unknown {
    if (typeof item === 'string') return `\x03${item}`
    if (Array.isArray(item)) return item.map((each) => typed(each as Value))
    if (!(item instanceof Map)) return item
    return new Map([...(item as ReadonlyMap<Value, Value>)].map(([k, v]) => [typed(k), typed(v)]))
  }

  test('both give the same bytes for what both know', () => {
    fc.assert(
      fc.property(plain, (item) => {
        expect(pack(item).toString('hex')).toBe(packr.pack(typed(item)).toString('hex'))
      }),
      settings,
    )
  })

  test.each([0, 15, 16, 17, 65_535, 65_536])('a list and a map of %i', (length) => {
    const list = Array.from({ length }, (_, i) => i - 100)
    const map = new Map(list.map((i) => [i, null]))
    expect(pack(list).equals(packr.pack(list))).toBe(true)
    expect(pack(map).equals(packr.pack(map))).toBe(true)
  })
})

describe('ordered lists and maps', () => {
  /** Whether elements packed one after another stand in the order of the memory server, which has its own way to compare. */
  function inOrder(items: readonly Value[]): boolean {
    const packed = items.map(pack)
    return packed.every((bytes, i) => i === 0 || compareAt(packed[i - 1]!, 0, bytes, 0) <= 0)
  }
  const elements = (bytes: Buffer, maps: 'map' | 'auto') =>
    unpackValue(new Cursor(bytes), { ...DECODE_DEFAULTS, maps }) as Value[]

  test('a list comes out sorted, whatever order it was given in, with all its elements', () => {
    fc.assert(
      fc.property(fc.array(comparable, { maxLength: 12 }), (items) => {
        const bytes = pack(new OrderedList(items))
        const sorted = elements(bytes, 'map')
        expect(sorted.length).toBe(items.length)
        expect(inOrder(sorted)).toBe(true)
        expect(elements(pack(new OrderedList(items.toReversed())), 'map')).toEqual(sorted)
      }),
      settings,
    )
  })

  test('a map comes out sorted by its keys, with all its pairs', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.oneof(integer, text), smallValue), { selector: ([key]) => String(key) + typeof key, maxLength: 12 }) // prettier-ignore
    fc.assert(
      fc.property(entries, (pairs) => {
        const unique = new Map<Value, Value>(pairs.map(([k, v]) => [expected(k) as Value, v]))
        const bytes = pack(new OrderedMap(unique))
        expect(pack(new OrderedMap([...unique].toReversed()))).toEqual(bytes)
        const read = unpackValue(new Cursor(bytes), { ...DECODE_DEFAULTS, maps: 'map' }) as Map<Value, Value>
        expect(read.size).toBe(unique.size)
        expect(inOrder([...read.keys()])).toBe(true)
        for (const [key, item] of unique) {
          expect(isDeepStrictEqual(read.get(key), elements(pack([item]), 'map')[0])).toBe(true)
        }
      }),
      settings,
    )
  })
})
