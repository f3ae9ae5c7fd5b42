/**
 * What operations on maps answer about the entries they selected.
 * Source: aerospike-server 8.1.2, as/src/base/particle_map.c (packed_map_build_*_result_*).
 */
import { ReturnType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { PACKED_NIL } from '../payload/pack.ts'
import { compareValues } from '../payload/compare.ts'
import { indexesOf, rankOf, ranksOf } from './map-find.ts'
import { element, isKeyOrdered, mapKey, mapValue } from './packed.ts'
import type { PackedMap } from './packed.ts'
import {
  elementResult,
  intListResult,
  intResult,
  isReverse,
  listResult,
  mapResult,
  notFound,
  wantsMap,
} from './results.ts'
import type { Wanted } from './results.ts'
import { sorted } from './sort.ts'

/** Keys, values or both of entries, in the order given; a single answer is that of the first. */
export function elements(map: PackedMap, want: Wanted, indexes: readonly number[]): Particle | undefined {
  if (wantsMap(want))
    return mapResult(
      want,
      indexes.map((i) => element(map, i)),
    )
  const part = want.type === ReturnType.key ? mapKey : mapValue
  if (want.multi) return listResult(indexes.map((i) => part(map, i)))
  const first = indexes[0]
  return first === undefined ? undefined : elementResult(part(map, first))
}

/** The same for entries in the order in which they lie, which is not yet by key where the map is not. */
export function elementsInPlace(
  map: PackedMap,
  want: Wanted,
  indexes: readonly number[],
): Particle | undefined {
  if (want.type !== ReturnType.orderedMap || isKeyOrdered(map)) return elements(map, want, indexes)
  const pairs = indexes.map((i) => element(map, i))
  const pair = (i: number): Buffer => pairs[i] ?? PACKED_NIL
  return mapResult(want, sorted(pairs.length, (a, b) => compareValues(pair(a), pair(b))).map(pair))
}

/** Indexes (positions in key order) of entries. */
export function indexNumbers(map: PackedMap, want: Wanted, indexes: readonly number[]): Particle | undefined {
  if (indexes.length === 0) return notFound(want, -1)
  return numbers(map, want, isKeyOrdered(map) ? indexes : at(indexesOf(map), indexes))
}

/** Ranks (positions in value order) of entries. */
export function rankNumbers(map: PackedMap, want: Wanted, indexes: readonly number[]): Particle | undefined {
  const first = indexes[0]
  if (!want.multi && first !== undefined) return numbers(map, want, [rankOf(map, first)])
  return numbers(map, want, at(ranksOf(map), indexes))
}

function at(places: readonly number[], indexes: readonly number[]): number[] {
  return indexes.map((i) => places[i] ?? 0)
}

function numbers(map: PackedMap, want: Wanted, values: readonly number[]): Particle {
  const counted = isReverse(want) ? values.map((i) => map.count - i - 1) : values
  return want.multi ? intListResult(counted) : intResult(counted[0] ?? 0)
}
