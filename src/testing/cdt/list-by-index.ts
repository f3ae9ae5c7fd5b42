/**
 * Selecting elements of a list by index.
 * Source: aerospike-server 8.1.2, as/src/base/particle_list.c (packed_list_get_remove_by_index_range, packed_list_trim).
 */
import { ReturnType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { booleanParticle } from '../payload/particles.ts'
import { Code } from '../result-code.ts'
import { rankOf } from './list-find.ts'
import { element, isOrderedList, offset, slice } from './packed.ts'
import type { PackedList } from './packed.ts'
import { invert, inverseMask, range, rangeMask } from './ranges.ts'
import type { Range } from './ranges.ts'
import { refuse } from './refusal.ts'
import {
  elementResult,
  intListResult,
  intResult,
  isReverse,
  listResult,
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
import type { Selection } from './selection.ts'

export function listNotFound(want: Wanted, index: number): Selection {
  if (want.type === ReturnType.key || wantsMap(want)) refuse(Code.opNotApplicable)
  return { result: notFound(want, index) }
}

export function byIndexRange(list: PackedList, want: Wanted, index: bigint, count: bigint): Selection {
  const picked = range(index, count, list.count, want.multi)
  if (!want.inverted) return indexRange(list, want, picked)
  if (!want.multi || wantsIndexRange(want) || wantsRankRange(want)) refuse(Code.opNotApplicable)
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
      return isOrderedList(list) ? rangeResult(want, start, count, total) : refuse(Code.opNotApplicable)
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

/** Elements `from`…`to - 1`, each by its rank among all. */
function ranks(list: PackedList, want: Wanted, from: number, to: number): number[] {
  const out: number[] = []
  for (let i = from; i < to; i++) {
    const rank = rankOf(list, list.buf, offset(list, i))
    out.push(isReverse(want) ? list.count - rank - 1 : rank)
  }
  return out
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
      return booleanParticle(true)
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
      return refuse(Code.opNotApplicable)
  }
}

function twoSpans(want: Wanted, start: number, end: number, total: number): Particle {
  const reverse = isReverse(want)
  return intListResult([...span(0, start, total, reverse), ...span(end, total - end, total, reverse)])
}
