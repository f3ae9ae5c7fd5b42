import fc from 'fast-check'
import {
  Double,
  ForeignBlob,
  GeoJSON,
  HyperLogLog,
  MsgpackExtension,
  OrderedList,
  OrderedMap,
  type Value,
} from '../../src/values.ts'

const MIN = -(2n ** 63n)
const MAX = 2n ** 63n - 1n

/** Text of any characters, with lengths around the limits of the headers and of the short ways through the code. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom(10, 11, 12, 13, 29, 30, 31, 32, 33, 84, 85, 127, 254, 255, 256),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    .map(([length, tail]) => 'x'.repeat(length) + tail),
)

export const integer = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.integer({ min: -300, max: 300 }),
  fc.bigInt({ min: MIN, max: MAX }),
  fc
    .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: -1, max: 1 }), fc.boolean())
    .map(([bits, near, negative]) => {
      const value = 2n ** BigInt(bits) + BigInt(near)
      return negative ? (value > -MIN ? MIN : -value) : value > MAX ? MAX : value
    }),
)

/** Doubles that are no whole numbers, which are integers or need a {@link Double}. */
export const fraction = fc.double().filter((value) => !Number.isInteger(value) || Object.is(value, -0))

export const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }).map((b) => Buffer.from(b)),
)

const scalar: fc.Arbitrary<Value> = fc.oneof(
  integer,
  fraction,
  fc.boolean(),
  fc.constant(null),
  text,
  bytes,
  fc.double().map((value) => new Double(value)),
  bytes.map((b) => new HyperLogLog(b)),
  fc.tuple(fc.constantFrom(7, 8, 9, 10, 11, 12, 99), bytes).map(([type, b]) => new ForeignBlob(type, b)),
)

/** A key of a map, and what tells it from another. */
const mapKey = fc.oneof(text, integer, bytes)

function keyIdentity(key: string | number | bigint | Uint8Array): string {
  if (typeof key === 'string') return `text ${key}`
  return typeof key === 'object' ? `bytes ${Buffer.from(key).toString('hex')}` : `integer ${key}`
}

function nested(maxDepth: number, maxLength: number): fc.Arbitrary<Value> {
  return fc.letrec<{ any: Value }>((tie) => ({
    any: fc.oneof(
      { maxDepth, withCrossShrink: true },
      scalar,
      fc.array(tie('any'), { maxLength }),
      fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '1', '0')), tie('any'), {
        maxKeys: maxLength,
      }),
      fc
        .uniqueArray(fc.tuple(mapKey, tie('any')), { maxLength, selector: ([key]) => keyIdentity(key) })
        .map((entries) => new Map<Value, Value>(entries)),
    ),
  })).any
}

/** Every value of the table "Values", nested; without GeoJSON, whose text is hidden from comparison. */
export const value = nested(3, 18)
/** The same, less deep and long. */
export const smallValue = nested(2, 5)

/** Values of which an ordered list can be made: no markers, nothing that compares equal and is not. */
export const comparable: fc.Arbitrary<Value> = fc.letrec<{ any: Value }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.integer({ min: -3, max: 3 }), integer),
    fc.double({ noNaN: true }).filter((d) => !Number.isInteger(d)),
    fc.boolean(),
    fc.constant(null),
    fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), text),
    bytes,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '\uffff', '😀'), tie('any'), { maxKeys: 4 }),
    fc.array(tie('any'), { maxLength: 4 }).map((items) => new OrderedList(items)),
    fc
      .dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'), { maxKeys: 3 })
      .map((object) => new OrderedMap(object)),
    bytes.map((b) => new HyperLogLog(b)),
  ),
})).any

/** What a value is read back as, with the default options. */
export function expected(value: Value): unknown {
  if (typeof value === 'bigint') return BigInt(Number.MAX_SAFE_INTEGER) >= value && value >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value // prettier-ignore
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Double) return value.value
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (Array.isArray(value)) return value.map((item) => expected(item as Value))
  if ([HyperLogLog, ForeignBlob, MsgpackExtension, GeoJSON].some((kind) => value instanceof kind))
    return value
  const entries: [unknown, unknown][] = [...(value instanceof Map ? (value as ReadonlyMap<Value, Value>) : Object.entries(value as Record<string, Value>))].map(([k, v]) => [expected(k), expected(v)]) // prettier-ignore
  const plain = entries.every(([key]) => typeof key === 'string' && key !== '__proto__')
  return plain ? Object.fromEntries(entries as [string, unknown][]) : new Map(entries)
}
