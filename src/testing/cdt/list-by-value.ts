/**
 * Selecting elements of a list by value and by rank.
 * Source: aerospike-server 8.1.2, as/src/base/particle_list.c (packed_list_get_remove_by_value_interval, …_by_rank_range).
 */
import { ReturnType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import { compareAt } from '../payload/compare.ts'
import { byIndexRange, listNotFound } from './list-by-index.ts'
import { firstIndex, orderedEqual, orderedInterval, rankOf, searchList } from './list-find.ts'
import { element, isOrderedList, offset } from './packed.ts'
import type { PackedList } from './packed.ts'
import { indexMask, inverseMask, range, relative, weight } from './ranges.ts'
import type { Range } from './ranges.ts'
import { refuse } from './refusal.ts'
import {
  elementResult,
  intResult,
  listResult,
  marked,
  maskNumbers,
  RangeType,
  rangeResult,
  wantsRankRange,
} from './results.ts'
import type { Wanted } from './results.ts'
import { refuseInvertedSingle } from './selection.ts'
import type { Selection } from './selection.ts'
import { pickByRank } from './sort.ts'

/** Elements equal to a value: all of them, or for a single answer the first. */
export function byValue(list: PackedList, want: Wanted, value: Buffer): Selection {
  refuseInvertedSingle(want)
  if (isOrderedList(list)) return orderedRange(list, want, orderedEqual(list, value, want.multi))
  const equal = (i: number): boolean => compareAt(list.buf, offset(list, i), value, 0) === 0
  if (want.multi) return unorderedMatch(list, want, rankOf(list, value), equal)
  const index = firstIndex(list, equal)
  if (index < 0)
    return { result: unorderedResult(list, want, rankOf(list, value), new Uint8Array(list.count)) }
  const mask = indexMask(list.count, [index])
  return { result: unorderedResult(list, want, rankOf(list, value), mask), mask }
}

/** Elements from `start` on and below `end`; without `end`, all the larger ones. */
export function byValueInterval(
  list: PackedList,
  want: Wanted,
  start: Buffer,
  end: Buffer | undefined,
): Selection {
  if (isOrderedList(list)) return orderedRange(list, want, orderedInterval(list, start, end))
  const match = (i: number): boolean => {
    const at = offset(list, i)
    if (compareAt(list.buf, at, start, 0) < 0) return false
    return end === undefined || compareAt(list.buf, at, end, 0) < 0
  }
  return unorderedMatch(list, want, rankOf(list, start), match)
}

function orderedRange(list: PackedList, want: Wanted, { start, count }: Range): Selection {
  if (count === 0 && !want.multi) return listNotFound(want, 0)
  return byIndexRange(list, want, BigInt(start), BigInt(count))
}

function unorderedMatch(
  list: PackedList,
  want: Wanted,
  rank: number,
  match: (index: number) => boolean,
): Selection {
  const mask = new Uint8Array(list.count)
  for (let i = 0; i < list.count; i++) if (match(i) !== want.inverted) mask[i] = 1
  return { result: unorderedResult(list, want, rank, mask), mask }
}

/** `rank` is that of the smallest element selected. */
function unorderedResult(
  list: PackedList,
  want: Wanted,
  rank: number,
  mask: Uint8Array,
): Particle | undefined {
  const count = weight(mask)
  switch (want.type) {
    case ReturnType.index:
    case ReturnType.reverseIndex:
      return want.multi || count > 0 ? maskNumbers(want, mask) : intResult(-1)
    case ReturnType.value:
      return maskValues(list, want, mask)
    case RangeType.index:
    case RangeType.reverseIndex:
      return refuse(Code.opNotApplicable)
    default:
      return rangeResult(want, rank, want.inverted ? list.count - count : count, list.count)
  }
}

export function maskValues(list: PackedList, want: Wanted, mask: Uint8Array): Particle | undefined {
  const values = valuesOf(list, marked(mask))
  if (want.multi) return listResult(values)
  return values[0] === undefined ? undefined : elementResult(values[0])
}

function valuesOf(list: PackedList, indexes: readonly number[]): Buffer[] {
  return indexes.map((i) => element(list, i))
}

export function byRankRange(list: PackedList, want: Wanted, rank: bigint, count: bigint): Selection {
  refuseInvertedSingle(want)
  if (isOrderedList(list)) return byIndexRange(list, want, rank, count)
  const picked = range(rank, count, list.count, want.multi)
  const compare = (a: number, b: number): number =>
    compareAt(list.buf, offset(list, a), list.buf, offset(list, b))
  const { order } = pickByRank(list.count, picked.start, picked.count, compare)
  const chosen = indexMask(list.count, order)
  const mask = want.inverted ? inverseMask(chosen) : chosen
  if (weight(mask) === 0) return listNotFound(want, picked.start)
  if (want.inverted && wantsRankRange(want)) refuse(Code.opNotApplicable)
  return { result: rankRangeResult(list, want, picked, mask, order), mask }
}

function rankRangeResult(
  list: PackedList,
  want: Wanted,
  { start, count }: Range,
  mask: Uint8Array,
  order: readonly number[],
): Particle | undefined {
  switch (want.type) {
    case ReturnType.index:
    case ReturnType.reverseIndex:
      return maskNumbers(want, mask)
    case ReturnType.value:
      if (want.inverted || !want.multi) return maskValues(list, want, mask)
      return listResult(valuesOf(list, order))
    case RangeType.index:
    case RangeType.reverseIndex:
      return refuse(Code.opNotApplicable)
    default:
      return rangeResult(want, start, count, list.count)
  }
}

/** Elements by rank, counted from where a value is or would be. */
export function byRelativeRank(
  list: PackedList,
  want: Wanted,
  value: Buffer,
  rank: bigint,
  count: bigint,
): Selection {
  const base = isOrderedList(list) ? searchList(list, value, { target: 0 }).rank : rankOf(list, value)
  const at = relative(rank, count, base)
  return byRankRange(list, want, at.index, at.count)
}
