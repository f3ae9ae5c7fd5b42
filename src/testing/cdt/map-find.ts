/**
 * Finding entries of a map by key and by value, and their indexes (in key order) and ranks (in value order).
 * Source: aerospike-server 8.1.2, as/src/base/particle_map.c (packed_map_find_*, packed_map_get_range_*).
 */
import { compareAt } from '../payload/compare.ts'
import { search } from './items.ts'
import type { OrderedValues } from './items.ts'
import { isKeyOrdered, offset, valueOffset } from './packed.ts'
import type { PackedMap } from './packed.ts'
import type { Range } from './ranges.ts'
import { sorted } from './sort.ts'

export function compareKeys(map: PackedMap, a: number, b: number): number {
  return compareAt(map.buf, offset(map, a), map.buf, offset(map, b))
}

/** By value alone: equal values are equal. */
function compareOnlyValues(map: PackedMap, a: number, b: number): number {
  return compareAt(map.buf, valueOffset(map, a), map.buf, valueOffset(map, b))
}

/** By value, then by key. */
export function compareEntries(map: PackedMap, a: number, b: number): number {
  return compareOnlyValues(map, a, b) || compareKeys(map, a, b)
}

/** How the key at `index` compares to a key (or to a wildcard or infinity). */
export function keyTo(map: PackedMap, index: number, key: Buffer): number {
  return compareAt(map.buf, offset(map, index), key, 0)
}

export function valueTo(map: PackedMap, index: number, value: Buffer): number {
  return compareAt(map.buf, valueOffset(map, index), value, 0)
}

/** How many entries come before, by what `order` says of each. */
export function countBelow(map: PackedMap, order: (index: number) => number): number {
  let below = 0
  for (let i = 0; i < map.count; i++) if (order(i) < 0) below++
  return below
}

export function firstMatch(map: PackedMap, order: (index: number) => number): number {
  for (let i = 0; i < map.count; i++) if (order(i) === 0) return i
  return -1
}

/** A key in a map kept by key: where it is, or would be. */
export function findKeyOrdered(map: PackedMap, key: Buffer): { found: boolean; index: number } {
  let lower = 0
  let upper = map.count
  if (upper === 0) return { found: false, index: 0 }
  let index = upper >> 1
  for (;;) {
    const order = compareAt(key, 0, map.buf, offset(map, index))
    if (order === 0) return { found: true, index }
    if (order > 0) {
      if (index >= upper - 1) return { found: false, index: index + 1 }
      lower = index + 1
      index = (index + upper) >> 1
    } else {
      if (index === lower) return { found: false, index }
      upper = index
      index = (index + lower) >> 1
    }
  }
}

/** A key in any map: its position, -1 when it is not there. */
export function findKey(map: PackedMap, key: Buffer): number {
  if (isKeyOrdered(map)) {
    const { found, index } = findKeyOrdered(map, key)
    return found ? index : -1
  }
  return firstMatch(map, (i) => -keyTo(map, i, key))
}

/** The indexes, in a map kept by key, of the keys from `start` on and below `end`. */
export function keyInterval(map: PackedMap, start: Buffer, end: Buffer | undefined): Range {
  const first = findKeyOrdered(map, start).index
  const last = end === undefined ? map.count : findKeyOrdered(map, end).index
  return { start: first, count: Math.max(last - first, 0) }
}

/** The keys of a map kept by key, to be searched. */
export function keysOf(map: PackedMap): OrderedValues {
  return { total: map.count, buf: map.buf, offset: (i) => offset(map, i) }
}

function valuesOf(map: PackedMap, byValue: readonly number[]): OrderedValues {
  return {
    total: map.count,
    buf: map.buf,
    at: (rank) => byValue[rank] ?? 0,
    offset: (i) => valueOffset(map, i),
  }
}

/** The ranks of the entries of one value, in a map with an index by value. */
export function valueRange(map: PackedMap, byValue: readonly number[], value: Buffer, multi: boolean): Range {
  const values = valuesOf(map, byValue)
  const { found, rank } = search(values, value, { target: 0 })
  if (!found) return { start: rank, count: 0 }
  if (!multi) return { start: rank, count: 1 }
  return { start: rank, count: search(values, value, { target: map.count }).rank - rank }
}

/** The ranks of the entries of values from `start` on and below `end`, in a map with an index by value. */
export function valueInterval(
  map: PackedMap,
  byValue: readonly number[],
  start: Buffer,
  end: Buffer | undefined,
): Range {
  const values = valuesOf(map, byValue)
  const first = search(values, start, { target: 0 }).rank
  const last = end === undefined ? map.count : search(values, end, { target: 0 }).rank
  return { start: first, count: Math.max(last - first, 0) }
}

/** Where each position comes in an order: the inverse of a list of positions. */
function placesIn(order: readonly number[]): number[] {
  const places: number[] = []
  for (const [place, index] of order.entries()) places[index] = place
  return places
}

/** The index of each position. */
export function indexesOf(map: PackedMap): number[] {
  return placesIn(sorted(map.count, (a, b) => compareKeys(map, a, b)))
}

/** The rank of each position; equal values rank by position. */
export function ranksOf(map: PackedMap): number[] {
  return placesIn(map.byValue ?? sorted(map.count, (a, b) => compareOnlyValues(map, a, b)))
}

/** The rank of one position; without an index, equal values rank by key. */
export function rankOf(map: PackedMap, index: number): number {
  if (map.byValue !== undefined) return map.byValue.indexOf(index)
  return countBelow(map, (i) => compareEntries(map, i, index))
}
