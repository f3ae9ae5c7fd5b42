/**
 * Selecting entries of a map by a list of keys or values.
 * Source: aerospike-server 8.1.2, as/src/base/particle_map.c (packed_map_get_remove_all_by_*_list).
 */
import { ReturnType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { booleanParticle } from '../payload/particles.ts'
import { Code } from '../result-code.ts'
import { findItems, foundNumbers, readItems, runNumbers, search } from './items.ts'
import type { Run } from './items.ts'
import { allEntries } from './map-by-key.ts'
import { findKeyOrdered, keysOf, valueRange } from './map-find.ts'
import { elementsInPlace, indexNumbers, rankNumbers } from './map-results.ts'
import { scan } from '../payload/msgpack.ts'
import { isKeyOrdered, offset, valueOffset } from './packed.ts'
import type { PackedMap } from './packed.ts'
import { inverseMask, weight } from './ranges.ts'
import { Refusal, refuse } from './refusal.ts'
import {
  intResult,
  marked,
  maskNumbers,
  notFound,
  upright,
  wantsElements,
  wantsIndex,
  wantsIndexRange,
  wantsRank,
  wantsRankRange,
} from './results.ts'
import type { Wanted } from './results.ts'
import type { Selection } from './selection.ts'
import { indexes } from './sort.ts'

export function byKeyList(map: PackedMap, want: Wanted, parameter: Buffer): Selection {
  const items = readItems(parameter)
  if (items.length === 0) {
    if (wantsRank(want)) refuse(Code.opNotApplicable)
    return noItems(map, want)
  }
  return isKeyOrdered(map) ? byKeysOrdered(map, want, items) : byKeysUnordered(map, want, items)
}

export function byValueList(map: PackedMap, want: Wanted, parameter: Buffer): Selection {
  const items = readItems(parameter)
  if (items.length === 0) return noItems(map, want)
  // The server takes a map of one entry for indexed.
  const order = map.byValue ?? (map.count <= 1 ? indexes(map.count) : undefined)
  if (order !== undefined) return byValuesIndexed(map, want, order, items)
  const found = findItems(items, map.count, map.buf, (i) => valueOffset(map, i), want)
  const mask = found.mask
  if (wantsRank(want)) return { result: foundNumbers(want, found, map.count), mask }
  if (wantsIndex(want)) return { result: indexNumbers(map, want, marked(mask)), mask }
  return { result: maskResult(map, want, mask), mask }
}

function noItems(map: PackedMap, want: Wanted): Selection {
  if (wantsIndexRange(want) || wantsRankRange(want)) refuse(Code.opNotApplicable)
  return want.inverted ? allEntries(map, upright(want)) : { result: nothing(want) }
}

/** Here the server does not look whether the return type exists. */
function nothing(want: Wanted): Particle | undefined {
  try {
    return notFound(want, 0)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function byKeysOrdered(map: PackedMap, want: Wanted, items: readonly Buffer[]): Selection {
  const runs = items.map((item) => keyRun(map, item))
  const mask = runsMask(map, want, runs, undefined)
  if (!wantsIndex(want)) return { result: maskResult(map, want, mask), mask }
  return { result: want.inverted ? maskNumbers(want, mask) : runNumbers(want, runs, map.count), mask }
}

/** A key selects one entry, a wildcard or infinity in it perhaps several. */
function keyRun(map: PackedMap, item: Buffer): Run {
  const notes = { nonStorage: false }
  scan(item, 0, item.length, notes)
  if (!notes.nonStorage) {
    const { found, index } = findKeyOrdered(map, item)
    return { rank: index, count: found ? 1 : 0 }
  }
  const { found, rank } = search(keysOf(map), item, { target: 0 })
  if (!found) return { rank, count: 0 }
  return { rank, count: search(keysOf(map), item, { start: rank, target: map.count }).rank - rank }
}

function runsMask(
  map: PackedMap,
  want: Wanted,
  runs: readonly Run[],
  positions: readonly number[] | undefined,
): Uint8Array {
  const mask = new Uint8Array(map.count)
  for (const { rank, count } of runs) {
    for (let i = rank; i < rank + count; i++) mask[positions?.[i] ?? i] = 1
  }
  return want.inverted ? inverseMask(mask) : mask
}

function byKeysUnordered(map: PackedMap, want: Wanted, items: readonly Buffer[]): Selection {
  const found = findItems(items, map.count, map.buf, (i) => offset(map, i), want)
  const mask = found.mask
  if (wantsIndex(want)) return { result: foundNumbers(want, found, map.count), mask }
  return { result: maskResult(map, want, mask), mask }
}

function byValuesIndexed(
  map: PackedMap,
  want: Wanted,
  order: readonly number[],
  items: readonly Buffer[],
): Selection {
  const runs = items.map((item): Run => {
    const { start, count } = valueRange(map, order, item, want.multi)
    return { rank: start, count }
  })
  const mask = runsMask(map, want, runs, order)
  if (!wantsIndex(want) && !wantsRank(want)) return { result: maskResult(map, want, mask), mask }
  if (!want.inverted) {
    return { result: runNumbers(want, runs, map.count, wantsIndex(want) ? order : undefined), mask }
  }
  const numbers = wantsIndex(want) ? indexNumbers : rankNumbers
  return { result: numbers(map, want, marked(mask)), mask }
}

/** What is the same however the entries were found: their count, keys and values. */
function maskResult(map: PackedMap, want: Wanted, mask: Uint8Array): Particle | undefined {
  if (wantsElements(want)) return elementsInPlace(map, want, marked(mask))
  switch (want.type) {
    case ReturnType.none:
      return undefined
    case ReturnType.count:
      return intResult(weight(mask))
    case ReturnType.exists:
      return booleanParticle(weight(mask) !== 0)
    default:
      return refuse(Code.opNotApplicable)
  }
}
