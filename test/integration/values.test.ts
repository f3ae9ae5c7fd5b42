import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  type Client,
  ctx,
  Double,
  GeoJSON,
  HyperLogLog,
  lists,
  maps,
  ops,
  type Value,
} from '../../src/index.ts'
import { bytes, expected, fraction, integer, text } from '../property/arbitraries.ts'
import { RUNS, SEED } from '../property/settings.ts'
import { freshKey, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

vi.setConfig({ testTimeout: 60_000 + RUNS * 2_000 })

/** A sketch as the server keeps it: it refuses bytes that are none in a bin of their own. */
const sketch = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((registers) => {
  const header = Buffer.alloc(11)
  header[1] = 4
  return new HyperLogLog(Buffer.concat([header, registers]))
})

const scalar: fc.Arbitrary<Value> = fc.oneof(
  integer,
  fraction,
  fc.double().map((value) => new Double(value)),
  fc.boolean(),
  fc.constant(null),
  text,
  bytes,
  fc
    .tuple(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -90, max: 90 }))
    .map(([longitude, latitude]) => GeoJSON.point(longitude, latitude)),
  sketch,
)

const mapKey = fc.oneof(text, integer, bytes)

function identity(key: string | number | bigint | Uint8Array): string {
  if (typeof key === 'string') return `text ${key}`
  return typeof key === 'object' ? `bytes ${Buffer.from(key).toString('hex')}` : `integer ${key}`
}

/** Every value of the table "Values" that a record can hold, nested. */
const value: fc.Arbitrary<Value> = fc.letrec<{ any: Value }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('any'), { maxLength: 6 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '1', '0')), tie('any'), {
      maxKeys: 6,
    }),
    fc
      .uniqueArray(fc.tuple(mapKey, tie('any')), { maxLength: 6, selector: ([key]) => identity(key) })
      .map((entries) => new Map<Value, Value>(entries)),
  ),
})).any

/** Two values alike, also in what Node's comparison does not look into. */
function same(read: unknown, written: Value): boolean {
  return isDeepStrictEqual(visible(read), visible(expected(written)))
}

/** GeoJSON as its text, which it hides. */
function visible(item: unknown): unknown {
  if (item instanceof GeoJSON) return { geo: item.toString() }
  if (Array.isArray(item)) return item.map(visible)
  if (item instanceof Map) return new Map([...item].map(([key, inner]) => [key, visible(inner)]))
  if (typeof item !== 'object' || item === null || Object.getPrototypeOf(item) !== Object.prototype)
    return item
  return new Map(Object.entries(item).map(([key, inner]) => [key, visible(inner)]))
}

describe.each(TOPOLOGIES)('values on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })

  afterAll(async () => {
    await client.close()
    await server.close()
  })

  /** Runs the same on any number of values, each in a record that is gone when it held. */
  function property(check: (key: ReturnType<typeof freshKey>, item: Value) => Promise<void>): Promise<void> {
    return fc.assert(
      fc.asyncProperty(value, async (item) => {
        const key = freshKey()
        await check(key, item)
        await client.remove(key)
      }),
      { numRuns: RUNS, seed: SEED },
    )
  }

  test('what is written into a bin is read back', () =>
    property(async (key, item) => {
      await client.put(key, { other: 1, v: item })
      const read = (await client.get(key))?.bins['v'] ?? null
      expect(same(read, item)).toBe(true)
    }))

  test('what is written into a list is read back', () =>
    property(async (key, item) => {
      const { results } = await client.operate(key, [
        ops.write('l', ['first', item]),
        lists.append('l', item),
        lists.insert('l', 0, item),
        lists.get('l', 0),
        lists.getRange('l', 1),
      ])
      expect(results.slice(1, 3)).toEqual([3, 4])
      expect(same(results[3], item)).toBe(true)
      expect(same(results[4], ['first', item, item])).toBe(true)
    }))

  test('what is written into a map is read back', () =>
    property(async (key, item) => {
      const { results } = await client.operate(key, [
        ops.write('m', { first: item }),
        maps.put('m', 'second', item, { order: 'key' }),
        maps.put('o', 7, item, { order: 'key' }),
        maps.getByKey('m', 'second'),
        ops.read('m'),
        maps.getByKey('o', 7),
      ])
      expect(same(results[3], item)).toBe(true)
      expect(same(results[4], { first: item, second: item })).toBe(true)
      expect(same(results[5], item)).toBe(true)
    }))

  test('what is written deep down is read back', () =>
    property(async (key, item) => {
      const inner = [ctx.mapKey('a', { create: 'key' }), ctx.mapKey('b', { create: 'unordered' })]
      const { results } = await client.operate(key, [
        maps.put('m', 'c', [item, { d: item }], { context: inner }),
        lists.append('m', item, { context: [...inner, ctx.mapKey('c')] }),
        ops.read('m'),
      ])
      expect(results[1]).toBe(3)
      expect(same(results[2], { a: { b: { c: [item, { d: item }, item] } } })).toBe(true)
    }))

  test('what may be a key of a map is read back', () =>
    fc.assert(
      fc.asyncProperty(mapKey, scalar, async (mapKey, item) => {
        const key = freshKey()
        const { results } = await client.operate(key, [
          maps.put('m', mapKey, item),
          maps.getByKey('m', mapKey, { returnType: 'keyValue' }),
        ])
        expect(same(results[1], [[mapKey, item]])).toBe(true)
        await client.remove(key)
      }),
      { numRuns: RUNS, seed: SEED },
    ))
})
