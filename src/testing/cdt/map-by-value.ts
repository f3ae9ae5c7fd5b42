/**
 * Selecting entries of a map by value and by rank (position in value order).
 * Source: aerospike-server 8.1.2, as/src/base/particle_map.c (packed_map_get_remove_by_value_interval, …_by_rank_range).
 */
import { ReturnType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import { allEntries, isBetween } from './map-by-key.ts'
import { compareEntries, countBelow, firstMatch, valueInterval, valueRange, valueTo } from './map-find.ts'
import { elements, elementsInPlace, indexNumbers } from './map-results.ts'
import type { PackedMap } from './packed.ts'
import { indexMask, invert, inverseMask, range, relative } from './ranges.ts'
import type { Range } from './ranges.ts'
import { refuse } from './refusal.ts'
import {
  marked,
  notFound,
  rangeNumbers,
  rangeResult,
  upright,
  wantsElements,
  wantsIndex,
  wantsIndexRange,
  wantsRank,
  wantsRankRange,
} from './results.ts'
import type { Wanted } from './results.ts'
import { refuseInvertedSingle } from './selection.ts'
import type { Selection } from './selection.ts'
import { pickRising } from './sort.ts'

function noValue(want: Wanted, rank: number): Selection {
  if (wantsIndexRange(want)) refuse(Code.opNotApplicable)
  return { result: notFound(want, rank) }
}

/** The entries of a value: all of them, or for a single answer the first. */
export function byValue(map: PackedMap, want: Wanted, value: Buffer): Selection {
  const early = valuePrelude(map, want)
  if (early !== undefined) return early
  if (map.byValue !== undefined) {
    return indexedValues(map, want, map.byValue, valueRange(map, map.byValue, value, want.multi))
  }
  const rank = countBelow(map, (i) => valueTo(map, i, value))
  if (want.multi) return unorderedValues(map, want, rank, (i) => valueTo(map, i, value) === 0)
  const first = firstMatch(map, (i) => valueTo(map, i, value))
  return unorderedValues(map, want, rank, (i) => i === first)
}

export function byValueInterval(
  map: PackedMap,
  want: Wanted,
  start: Buffer,
  end: Buffer | undefined,
): Selection {
  const early = valuePrelude(map, want)
  if (early !== undefined) return early
  if (map.byValue !== undefined) {
    return indexedValues(map, want, map.byValue, valueInterval(map, map.byValue, start, end))
  }
  const rank = countBelow(map, (i) => valueTo(map, i, start))
  return unorderedValues(map, want, rank, (i) => isBetween((to) => valueTo(map, i, to), start, end))
}

function valuePrelude(map: PackedMap, want: Wanted): Selection | undefined {
  if (wantsIndexRange(want)) refuse(Code.opNotApplicable)
  refuseInvertedSingle(want)
  return map.count === 0 ? noValue(want, -1) : undefined
}

/** Entries of ranks in a stored index: answers come in value order, unless inverted or for an ordered map. */
function indexedValues(
  map: PackedMap,
  want: Wanted,
  order: readonly number[],
  { start, count }: Range,
): Selection {
  const chosen = order.slice(start, start + count)
  const inside = indexMask(map.count, chosen)
  const mask = want.inverted ? inverseMask(inside) : inside
  const inPlace = want.inverted || want.type === ReturnType.orderedMap
  if (wantsElements(want)) return { result: elements(map, want, inPlace ? marked(mask) : chosen), mask }
  if (wantsIndex(want))
    return { result: indexNumbers(map, want, want.inverted ? marked(mask) : chosen), mask }
  return { result: rangeResult(want, start, count, map.count), mask }
}

function unorderedValues(
  map: PackedMap,
  want: Wanted,
  rank: number,
  match: (index: number) => boolean,
): Selection {
  const inside = new Uint8Array(map.count)
  let count = 0
  for (let i = 0; i < map.count; i++) {
    if (!match(i)) continue
    inside[i] = 1
    count++
  }
  if (count === 0) {
    if (want.inverted) return allEntries(map, upright(want))
    return noValue(want, wantsRank(want) || wantsRankRange(want) ? rank : 0)
  }
  const mask = want.inverted ? inverseMask(inside) : inside
  const chosen = marked(mask)
  if (wantsElements(want)) return { result: elementsInPlace(map, want, chosen), mask }
  if (wantsIndex(want)) return { result: indexNumbers(map, want, chosen), mask }
  return { result: rangeResult(want, rank, count, map.count), mask }
}

export function byRankRange(map: PackedMap, want: Wanted, rank: bigint, count: bigint): Selection {
  const picked = range(rank, count, map.count, want.multi)
  if (wantsIndexRange(want)) refuse(Code.opNotApplicable)
  if (!want.inverted) return rankRange(map, want, picked)
  refuseInvertedSingle(want)
  const inverse = invert(picked, map.count)
  return 'range' in inverse ? rankRange(map, upright(want), inverse.range) : rankRange(map, want, picked)
}

function rankRange(map: PackedMap, want: Wanted, { start, count }: Range): Selection {
  if (count === 0) return noValue(want, start)
  const compare = (a: number, b: number): number => compareEntries(map, a, b)
  const chosen = map.byValue?.slice(start, start + count) ?? pickRising(map.count, start, count, compare)
  const inside = indexMask(map.count, chosen)
  const mask = want.inverted ? inverseMask(inside) : inside
  return { result: rankRangeResult(map, want, { start, count }, chosen, mask), mask }
}

function rankRangeResult(
  map: PackedMap,
  want: Wanted,
  { start, count }: Range,
  chosen: readonly number[],
  mask: Uint8Array,
): Particle | undefined {
  const total = map.count
  if (wantsElements(want)) {
    const inPlace = want.inverted || want.type === ReturnType.orderedMap
    return inPlace ? elementsInPlace(map, want, marked(mask)) : elements(map, want, chosen)
  }
  if (wantsIndex(want)) return indexNumbers(map, want, want.inverted ? marked(mask) : chosen)
  if (wantsRankRange(want)) return rangeResult(want, start, want.inverted ? total - count : count, total)
  return rangeNumbers(want, start, count, total)
}

/** Entries by rank, counted from where a value is or would be. */
export function byRelativeRank(
  map: PackedMap,
  want: Wanted,
  value: Buffer,
  rank: bigint,
  count: bigint,
): Selection {
  const base =
    map.byValue === undefined
      ? countBelow(map, (i) => valueTo(map, i, value))
      : valueRange(map, map.byValue, value, want.multi).start
  const at = relative(rank, count, base)
  return byRankRange(map, want, at.index, at.count)
}
