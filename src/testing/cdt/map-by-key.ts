/**
 * Selecting entries of a map by key and by index (position in key order).
 * Source: aerospike-server 8.1.2, as/src/base/particle_map.c (packed_map_get_remove_by_key_interval, …_by_index_range, …_all).
 */
import { ReturnType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { booleanParticle } from '../payload/particles.ts'
import { Code } from '../result-code.ts'
import { compareKeys, countBelow, findKey, findKeyOrdered, keyInterval, keyTo } from './map-find.ts'
import { elements, elementsInPlace, rankNumbers } from './map-results.ts'
import { isKeyOrdered } from './packed.ts'
import type { PackedMap } from './packed.ts'
import { indexMask, invert, inverseMask, range, rangeMask, relative } from './ranges.ts'
import type { Range } from './ranges.ts'
import { refuse } from './refusal.ts'
import {
  intListResult,
  isReverse,
  marked,
  notFound,
  rangeNumbers,
  rangeResult,
  span,
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
import { indexes, pickRising } from './sort.ts'

/** Nothing found, by key: there are no ranks to speak of. */
function noKey(want: Wanted, index: number): Selection {
  if (wantsRankRange(want)) refuse(Code.opNotApplicable)
  return { result: notFound(want, index) }
}

/** All entries (packed_map_get_remove_all). */
export function allEntries(map: PackedMap, want: Wanted): Selection {
  return { result: allResult(map, want), mask: rangeMask(map.count, { start: 0, count: map.count }) }
}

function allResult(map: PackedMap, want: Wanted): Particle | undefined {
  const total = map.count
  if (wantsElements(want)) return elementsInPlace(map, want, indexes(total))
  if (wantsIndexRange(want) || wantsRankRange(want)) return intListResult([0, total])
  if ((wantsIndex(want) || wantsRank(want)) && want.multi) {
    return intListResult(span(0, total, total, isReverse(want)))
  }
  return rangeNumbers(want, 0, total, total)
}

/** The entry of a key. */
export function byKey(map: PackedMap, want: Wanted, key: Buffer): Selection {
  if (wantsRankRange(want)) refuse(Code.opNotApplicable)
  if (isKeyOrdered(map)) {
    const { found, index } = findKeyOrdered(map, key)
    return found ? byIndexRange(map, want, BigInt(index), 1n) : noKey(want, -1)
  }
  refuseInvertedSingle(want)
  const at = findKey(map, key)
  if (at < 0) return noKey(want, -1)
  return { result: keyResult(map, want, key, at), mask: indexMask(map.count, [at]) }
}

function keyResult(map: PackedMap, want: Wanted, key: Buffer, at: number): Particle | undefined {
  if (wantsElements(want)) return elements(map, want, [at])
  if (wantsRank(want)) return rankNumbers(map, want, [at])
  if (!wantsIndex(want) && !wantsIndexRange(want)) return rangeNumbers(want, at, 1, map.count)
  return rangeResult(
    want,
    countBelow(map, (i) => keyTo(map, i, key)),
    1,
    map.count,
  )
}

/** The entries of keys from `start` on and below `end`; without `end`, all the larger ones. */
export function byKeyInterval(
  map: PackedMap,
  want: Wanted,
  start: Buffer,
  end: Buffer | undefined,
): Selection {
  if (wantsRankRange(want)) refuse(Code.opNotApplicable)
  if (isKeyOrdered(map)) {
    const found = keyInterval(map, start, end)
    return byIndexRange(map, want, BigInt(found.start), BigInt(found.count))
  }
  const inside = new Uint8Array(map.count)
  for (let i = 0; i < map.count; i++) if (isBetween((to) => keyTo(map, i, to), start, end)) inside[i] = 1
  const mask = want.inverted ? inverseMask(inside) : inside
  const index = countBelow(map, (i) => keyTo(map, i, start))
  return { result: keyIntervalResult(map, want, mask, index), mask }
}

export function isBetween(
  compareTo: (limit: Buffer) => number,
  start: Buffer,
  end: Buffer | undefined,
): boolean {
  return compareTo(start) >= 0 && (end === undefined || compareTo(end) < 0)
}

function keyIntervalResult(
  map: PackedMap,
  want: Wanted,
  mask: Uint8Array,
  index: number,
): Particle | undefined {
  const chosen = marked(mask)
  if (wantsElements(want)) return elementsInPlace(map, want, chosen)
  if (wantsRank(want)) return rankNumbers(map, want, chosen)
  const count = want.inverted ? map.count - chosen.length : chosen.length
  return rangeResult(want, index, count, map.count)
}

export function byIndexRange(map: PackedMap, want: Wanted, index: bigint, count: bigint): Selection {
  const picked = range(index, count, map.count, want.multi)
  if (wantsRankRange(want)) refuse(Code.opNotApplicable)
  if (!want.inverted) return indexRange(map, want, picked)
  refuseInvertedSingle(want)
  const inverse = invert(picked, map.count)
  if ('range' in inverse) return indexRange(map, upright(want), inverse.range)
  return isKeyOrdered(map) ? outside(map, upright(want), picked) : indexRange(map, want, picked)
}

function indexRange(map: PackedMap, want: Wanted, { start, count }: Range): Selection {
  if (count === 0) return noKey(want, start)
  if (count === map.count) return allEntries(map, want)
  if (!isKeyOrdered(map)) return indexRangeUnordered(map, want, { start, count })
  const mask = rangeMask(map.count, { start, count })
  const chosen = marked(mask)
  if (wantsElements(want)) return { result: elements(map, want, chosen), mask }
  if (wantsRank(want)) return { result: rankNumbers(map, want, chosen), mask }
  return { result: rangeResult(want, start, count, map.count), mask }
}

function indexRangeUnordered(map: PackedMap, want: Wanted, { start, count }: Range): Selection {
  const chosen = pickRising(map.count, start, count, (a, b) => compareKeys(map, a, b))
  const inside = indexMask(map.count, chosen)
  const mask = want.inverted ? inverseMask(inside) : inside
  if (wantsRank(want)) return { result: rankNumbers(map, want, want.inverted ? marked(mask) : chosen), mask }
  if (!wantsElements(want)) return { result: rangeResult(want, start, count, map.count), mask }
  const result = want.inverted ? elementsInPlace(map, want, marked(mask)) : elements(map, want, chosen)
  return { result, mask }
}

/** All but a range in the middle of a map kept by key (packed_map_trim_ordered). */
function outside(map: PackedMap, want: Wanted, inside: Range): Selection {
  const mask = inverseMask(rangeMask(map.count, inside))
  return { result: outsideResult(map, want, mask, inside), mask }
}

function outsideResult(map: PackedMap, want: Wanted, mask: Uint8Array, inside: Range): Particle | undefined {
  const chosen = marked(mask)
  if (wantsElements(want)) return elements(map, want, chosen)
  if (wantsRank(want)) return rankNumbers(map, want, chosen)
  if (want.type === ReturnType.exists) return booleanParticle(true)
  return rangeNumbers({ ...want, inverted: true }, inside.start, inside.count, map.count)
}

/** Entries by index, counted from where a key is or would be. */
export function byRelativeIndex(
  map: PackedMap,
  want: Wanted,
  key: Buffer,
  index: bigint,
  count: bigint,
): Selection {
  const base = isKeyOrdered(map) ? findKeyOrdered(map, key).index : countBelow(map, (i) => keyTo(map, i, key))
  const at = relative(index, count, base)
  return byIndexRange(map, want, at.index, at.count)
}
