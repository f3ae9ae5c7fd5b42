/**
 * Selecting elements of a list by a list of values.
 * Source: aerospike-server 8.1.2, as/src/base/particle_list.c (packed_list_get_remove_all_by_value_list).
 */
import { ReturnType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { booleanParticle } from '../payload/particles.ts'
import { Code } from '../result-code.ts'
import { findItems, foundNumbers, readItems, runNumbers } from './items.ts'
import type { Run } from './items.ts'
import { byIndexRange, listNotFound } from './list-by-index.ts'
import { maskValues } from './list-by-value.ts'
import { orderedEqual } from './list-find.ts'
import { isOrderedList, offset, slice } from './packed.ts'
import type { PackedList } from './packed.ts'
import { inverseMask, weight } from './ranges.ts'
import { refuse } from './refusal.ts'
import {
  intResult,
  listResult,
  maskNumbers,
  upright,
  wantsIndexRange,
  wantsRank,
  wantsRankRange,
} from './results.ts'
import type { Wanted } from './results.ts'
import type { Selection } from './selection.ts'

export function byValueList(list: PackedList, want: Wanted, parameter: Buffer): Selection {
  if (wantsIndexRange(want) || wantsRankRange(want)) refuse(Code.opNotApplicable)
  const items = readItems(parameter)
  if (items.length === 0) {
    if (!want.inverted) return listNotFound(want, 0)
    return byIndexRange(list, upright(want), 0n, BigInt(list.count))
  }
  if (isOrderedList(list)) return byValuesOrdered(list, want, items)
  const found = findItems(items, list.count, list.buf, (i) => offset(list, i), want)
  const mask = found.mask
  if (wantsRank(want)) return { result: foundNumbers(want, found, list.count), mask }
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
      return booleanParticle(weight(mask) !== 0)
    case ReturnType.value:
      return maskValues(list, want, mask)
    default:
      return refuse(Code.opNotApplicable)
  }
}
