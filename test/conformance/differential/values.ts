import { Double, GeoJSON, OrderedList, OrderedMap, type Value } from '../../../src/index.ts'
import { toTagged } from '../tagged.ts'
import type { Random } from './random.ts'

// Values out of a small world, so that they meet: equal ones, neighbours, other types of the same number.

const INTEGERS = [
  0,
  1,
  -1,
  127,
  128,
  -129,
  300,
  70_000,
  2 ** 31,
  2n ** 62n,
  2n ** 63n - 1n,
  -(2n ** 62n),
] as const
const TEXTS = ['', 'a', 'b', 'c', 'ab', 'é😀', 'key', 'x'.repeat(40)] as const

export function integer(r: Random): number | bigint {
  return r.chance(0.8) ? r.int(-3, 8) : r.pick(INTEGERS)
}

export function text(r: Random): string {
  return r.chance(0.7) ? r.pick(['a', 'b', 'c', 'd']) : r.pick(TEXTS)
}

export function scalar(r: Random): Value {
  return r.either<Value>(
    () => integer(r),
    () => integer(r),
    () => text(r),
    () => new Double(r.pick([0, 1, 1.5, -2.5, 3, 1e300, Infinity, -Infinity])),
    () => r.chance(0.5),
    () => null,
    () => r.bytes(0, 3),
    () => GeoJSON.point(r.int(-2, 2), r.int(-2, 2)),
  )
}

export function mapKey(r: Random): Value {
  return r.either<Value>(
    () => text(r),
    () => text(r),
    () => integer(r),
    () => r.bytes(0, 2),
  )
}

/** Entries whose keys differ on the wire, as a server insists. */
export function entries(r: Random, max: number, value: () => Value): Map<Value, Value> {
  const byIdentity = new Map(
    r.list(0, max, () => mapKey(r)).map((key) => [JSON.stringify(toTagged(wide(key))), key]),
  )
  return new Map([...byIdentity.values()].map((key) => [key, value()]))
}

function wide(key: Value): unknown {
  return typeof key === 'number' ? BigInt(key) : key
}

/** Nested lists and maps, without an order of their own. */
export function plain(r: Random, depth: number): Value {
  if (depth === 0 || r.chance(0.4)) return scalar(r)
  return r.chance(0.5) ? r.list(0, 4, () => plain(r, depth - 1)) : entries(r, 4, () => plain(r, depth - 1))
}

/** Nested lists and maps, some of them ordered. */
export function value(r: Random, depth: number): Value {
  if (depth === 0 || r.chance(0.55)) return scalar(r)
  return r.chance(0.5) ? list(r, depth) : map(r, depth)
}

export function list(r: Random, depth: number): Value {
  const items = r.list(0, 5, () => value(r, depth - 1))
  return r.chance(0.3) ? new OrderedList(items) : items
}

export function map(r: Random, depth: number): Value {
  const all = entries(r, 5, () => value(r, depth - 1))
  return r.chance(0.4) ? new OrderedMap(all, { order: r.pick(['key', 'keyValue']) }) : all
}
