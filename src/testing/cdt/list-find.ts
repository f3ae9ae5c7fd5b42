/**
 * Finding elements of a list by value.
 * Source: aerospike-server 8.1.2, as/src/base/particle_list.c (packed_list_find_*).
 */
import { compareAt } from '../payload/compare.ts'
import { search } from './items.ts'
import { offset } from './packed.ts'
import type { PackedList } from './packed.ts'
import type { Range } from './ranges.ts'

/** How many elements come before a value in value order. */
export function rankOf(list: PackedList, value: Buffer, at = 0): number {
  let rank = 0
  for (let i = 0; i < list.count; i++) if (compareAt(list.buf, offset(list, i), value, at) < 0) rank++
  return rank
}

export function firstIndex(list: PackedList, match: (index: number) => boolean): number {
  for (let i = 0; i < list.count; i++) if (match(i)) return i
  return -1
}

/** The ranks of an ordered list's elements from `start` on, below `end`; to the end of the list when that is undefined. */
export function orderedInterval(list: PackedList, start: Buffer, end: Buffer | undefined): Range {
  const first = searchList(list, start, { target: 0 }).rank
  if (end === undefined) return { start: first, count: list.count - first }
  if (compareAt(start, 0, end, 0) >= 0) return { start: first, count: 0 }
  return { start: first, count: searchList(list, end, { start: first, target: 0 }).rank - first }
}

/** The ranks of an ordered list's elements that equal a value. */
export function orderedEqual(list: PackedList, value: Buffer, multi: boolean): Range {
  const { found, rank } = searchList(list, value, { target: 0 })
  if (!found || !multi) return { start: rank, count: found ? 1 : 0 }
  const last = searchList(list, value, { start: rank + 1, target: list.count })
  return { start: rank, count: last.found ? last.rank - rank : 1 }
}

export function searchList(
  list: PackedList,
  value: Buffer,
  where: { start?: number; target: number },
): { found: boolean; rank: number } {
  const values = { total: list.count, buf: list.buf, offset: (i: number): number => offset(list, i) }
  return search(values, value, where)
}
