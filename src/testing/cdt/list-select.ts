/**
 * Selecting elements of a list: what a get answers, and what a remove takes out.
 * Source: aerospike-server 8.1.2, as/src/base/particle_list.c (packed_list_get_remove_*).
 */
import { ReturnType } from '../../operations/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { compareAt } from './compare.ts'
import { findItems, foundNumbers, readItems, runNumbers, search } from './items.ts'
import type { Run } from './items.ts'
import { element, isOrderedList, offset, slice } from './packed.ts'
import type { PackedList } from './packed.ts'
import { indexMask, invert, inverseMask, range, rangeMask, relative, weight } from './ranges.ts'
import type { Range } from './ranges.ts'
import { refuse, ResultCode } from './refusal.ts'
import {
  boolResult,
  elementResult,
  intListResult,
  intResult,
  isReverse,
  listResult,
  marked,
  maskNumbers,
  notFound,
  RangeType,
  rangeNumbers,
  rangeResult,
  span,
  upright,
  wantsIndexRange,
  wantsMap,
  wantsRankRange,
} from './results.ts'
import type { Wanted } from './results.ts'
import { pickByRank } from './sort.ts'

/** What a selection answers, and the elements it means; no mask when there are none. */
export interface Selection {
  result: Particle | undefined
  mask?: Uint8Array
}

function listNotFound(want: Wanted, index: number): Selection {
  if (want.type === ReturnType.key || wantsMap(want)) refuse(ResultCode.opNotApplicable)
  return { result: notFound(want, index) }
}

function refuseInvertedSingle(want: Wanted): void {
  if (want.inverted && !want.multi) refuse(ResultCode.opNotApplicable)
}

/** How many elements come before a value in value order. */
function rankOf(list: PackedList, value: Buffer, at = 0): number {
  let rank = 0
  for (let i = 0; i < list.count; i++) if (compareAt(list.buf, offset(list, i), value, at) < 0) rank++
  return rank
}

/** Elements `from`…`to - 1`, each by its rank among all. */
function ranks(list: PackedList, want: Wanted, from: number, to: number): number[] {
  const out: number[] = []
  for (let i = from; i < to; i++) {
    const rank = rankOf(list, list.buf, offset(list, i))
    out.push(isReverse(want) ? list.count - rank - 1 : rank)
  }
  return out
}

function valuesOf(list: PackedList, indexes: readonly number[]): Buffer[] {
  return indexes.map((i) => element(list, i))
}

export function byIndexRange(list: PackedList, want: Wanted, index: bigint, count: bigint): Selection {
  const picked = range(index, count, list.count, want.multi)
  if (!want.inverted) return indexRange(list, want, picked)
  if (!want.multi || wantsIndexRange(want) || wantsRankRange(want)) refuse(ResultCode.opNotApplicable)
  const inverse = invert(picked, list.count)
  if ('inside' in inverse) return outside(list, upright(want), inverse.inside)
  return indexRange(list, upright(want), inverse.range)
}

function indexRange(list: PackedList, want: Wanted, { start, count }: Range): Selection {
  if (count === 0) return listNotFound(want, start)
  return { result: indexRangeResult(list, want, start, count), mask: rangeMask(list.count, { start, count }) }
}

function indexRangeResult(
  list: PackedList,
  want: Wanted,
  start: number,
  count: number,
): Particle | undefined {
  const total = list.count
  switch (want.type) {
    case ReturnType.rank:
    case ReturnType.reverseRank:
      return indexRangeRanks(list, want, start, count)
    case ReturnType.value:
      return want.multi
        ? listResult([slice(list, start, start + count)], count)
        : elementResult(element(list, start))
    case RangeType.rank:
    case RangeType.reverseRank:
      return isOrderedList(list) ? rangeResult(want, start, count, total) : refuse(ResultCode.opNotApplicable)
    default:
      return rangeResult(want, start, count, total)
  }
}

function indexRangeRanks(list: PackedList, want: Wanted, start: number, count: number): Particle | undefined {
  if (count === list.count) return rangeNumbers(want, 0, count, count)
  if (isOrderedList(list)) return rangeNumbers(want, start, count, list.count)
  const numbers = ranks(list, want, start, start + count)
  return want.multi ? intListResult(numbers) : intResult(numbers[0] ?? 0)
}

/** All but a range in the middle (packed_list_trim). */
function outside(list: PackedList, want: Wanted, inside: Range): Selection {
  const mask = inverseMask(rangeMask(list.count, inside))
  return { result: outsideResult(list, want, inside), mask }
}

function outsideResult(list: PackedList, want: Wanted, { start, count }: Range): Particle | undefined {
  const total = list.count
  const end = start + count
  switch (want.type) {
    case ReturnType.none:
      return undefined
    case ReturnType.count:
      return intResult(total - count)
    case ReturnType.exists:
      return boolResult(true)
    case ReturnType.rank:
    case ReturnType.reverseRank:
      if (isOrderedList(list)) return twoSpans(want, start, end, total)
      return intListResult([...ranks(list, want, 0, start), ...ranks(list, want, end, total)])
    case ReturnType.index:
    case ReturnType.reverseIndex:
      return twoSpans(want, start, end, total)
    case ReturnType.value:
      return listResult([slice(list, 0, start), slice(list, end, total)], total - count)
    default:
      return refuse(ResultCode.opNotApplicable)
  }
}

function twoSpans(want: Wanted, start: number, end: number, total: number): Particle {
  const reverse = isReverse(want)
  return intListResult([...span(0, start, total, reverse), ...span(end, total - end, total, reverse)])
}

/** The ranks of an ordered list's elements from `start` on, below `end`; to the end of the list when that is undefined. */
function orderedInterval(list: PackedList, start: Buffer, end: Buffer | undefined): Range {
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

function firstIndex(list: PackedList, match: (index: number) => boolean): number {
  for (let i = 0; i < list.count; i++) if (match(i)) return i
  return -1
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
      return refuse(ResultCode.opNotApplicable)
    default:
      return rangeResult(want, rank, want.inverted ? list.count - count : count, list.count)
  }
}

function maskValues(list: PackedList, want: Wanted, mask: Uint8Array): Particle | undefined {
  const values = valuesOf(list, marked(mask))
  if (want.multi) return listResult(values)
  return values[0] === undefined ? undefined : elementResult(values[0])
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
  if (want.inverted && wantsRankRange(want)) refuse(ResultCode.opNotApplicable)
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
      return refuse(ResultCode.opNotApplicable)
    default:
      return rangeResult(want, start, count, list.count)
  }
}

export function byValueList(list: PackedList, want: Wanted, parameter: Buffer): Selection {
  if (wantsIndexRange(want) || wantsRankRange(want)) refuse(ResultCode.opNotApplicable)
  const items = readItems(parameter)
  if (items.length === 0) {
    if (!want.inverted) return listNotFound(want, 0)
    return byIndexRange(list, upright(want), 0n, BigInt(list.count))
  }
  if (isOrderedList(list)) return byValuesOrdered(list, want, items)
  const found = findItems(items, list.count, list.buf, (i) => offset(list, i), want)
  const mask = found.mask
  if (want.type === ReturnType.rank || want.type === ReturnType.reverseRank) {
    return { result: foundNumbers(want, found, list.count), mask }
  }
  return { result: maskResult(list, want, mask), mask }
}

function byValuesOrdered(list: PackedList, want: Wanted, items: readonly Buffer[]): Selection {
  const runs = items.map((item): Run => {
    const { start, count } = orderedEqual(list, item, true)
    return { rank: start, count }
  })
  const chosen = new Uint8Array(list.count)
  for (const { rank, count } of runs) chosen.fill(1, rank, rank + count)
  const mask = want.inverted ? inverseMask(chosen) : chosen
  return { result: valuesOrderedResult(list, want, mask, runs), mask }
}

function valuesOrderedResult(
  list: PackedList,
  want: Wanted,
  mask: Uint8Array,
  runs: readonly Run[],
): Particle | undefined {
  switch (want.type) {
    case ReturnType.index:
    case ReturnType.reverseIndex:
    case ReturnType.rank:
    case ReturnType.reverseRank:
      return want.inverted ? maskNumbers(want, mask) : runNumbers(want, runs, list.count)
    case ReturnType.value:
      if (want.inverted) return maskValues(list, want, mask)
      return runValues(list, runs)
    default:
      return maskResult(list, want, mask)
  }
}

function runValues(list: PackedList, runs: readonly Run[]): Particle {
  const parts = runs.map(({ rank, count }) => slice(list, rank, rank + count))
  return listResult(
    parts,
    runs.reduce((sum, run) => sum + run.count, 0),
  )
}

/** What is the same however the elements were found: their count, positions and values. */
function maskResult(list: PackedList, want: Wanted, mask: Uint8Array): Particle | undefined {
  switch (want.type) {
    case ReturnType.none:
      return undefined
    case ReturnType.index:
    case ReturnType.reverseIndex:
      return maskNumbers(want, mask)
    case ReturnType.count:
      return intResult(weight(mask))
    case ReturnType.exists:
      return boolResult(weight(mask) !== 0)
    case ReturnType.value:
      return maskValues(list, want, mask)
    default:
      return refuse(ResultCode.opNotApplicable)
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
