import type { Integer } from '../collections/check.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { Many, MapReturnType, One } from '../collections/return-types.ts'
import type { Value } from '../values.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'
import type { SelectManyOptions, SelectOptions } from './select.ts'

/**
 * Removes the entry of a key. Null when the bin is missing; for a missing key null, -1, 0, false or no
 * entry, as the return type is. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.removeByKey('prices', 'tea', { returnType: 'value' })
 * // { prices: { tea: 3, milk: 2 } } becomes { prices: { milk: 2 } }, answers 3
 */
export function removeByKey<Return extends MapReturnType = 'none'>(
  bin: string,
  key: Value,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(MAPS.removeByKey, bin, { key }, options)
}

/**
 * Removes the entries of those of the keys that the map has; null when the bin is missing. `BIN_TYPE` when it is no map,
 * `OP_NOT_APPLICABLE` for the return types `rank` and `reverseRank`.
 *
 * @example
 * maps.removeByKeyList('prices', ['tea', 'rice'], { returnType: 'count' })
 * // { prices: { tea: 3, milk: 2 } } becomes { prices: { milk: 2 } }, answers 1
 */
export function removeByKeyList<Return extends MapReturnType = 'none'>(
  bin: string,
  keys: readonly Value[],
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByKeyList, bin, { keys }, options)
}

/**
 * Removes the entries whose keys are at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.removeByKeyRange('ages', 'b', undefined)
 * // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { ann: 31 } }
 */
export function removeByKeyRange<Return extends MapReturnType = 'none'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByKeyRange, bin, { begin, end }, options)
}

/**
 * Removes `count` entries from an index on that is counted from where the key stands, or would stand: 0 is that place, -1 the
 * entry before it. Null when the bin is missing. `BIN_TYPE` when it is no map.
 * @param count default: to the end
 * @example
 * maps.removeByKeyRelIndexRange('ages', 'bea', 0, 1)
 * // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { ann: 31, cid: 9 } }
 */
export function removeByKeyRelIndexRange<Return extends MapReturnType = 'none'>(
  bin: string,
  key: Value,
  index: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByKeyRelIndexRange, bin, { key, index, count }, options)
}

/**
 * Removes the entry at an index in the order of keys; negative counts from the end. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the map; `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.removeByIndex('prices', 0, { returnType: 'key' })
 * // { prices: { tea: 3, milk: 2 } } becomes { prices: { tea: 3 } }, answers 'milk'
 */
export function removeByIndex<Return extends MapReturnType = 'none'>(
  bin: string,
  index: Integer,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(MAPS.removeByIndex, bin, { index }, options)
}

/**
 * Removes `count` entries from an index on in the order of keys, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no map.
 * @param count default: to the end
 * @example
 * maps.removeByIndexRange('ages', 0, 2) // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { cid: 9 } }
 */
export function removeByIndexRange<Return extends MapReturnType = 'none'>(
  bin: string,
  index: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByIndexRange, bin, { index, count }, options)
}

/**
 * Removes the entry at a rank: 0 has the smallest value, -1 the largest. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for a rank beyond the map; `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.removeByRank('ages', -1, { returnType: 'key' })
 * // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { bob: 5, cid: 9 } }, answers 'ann'
 */
export function removeByRank<Return extends MapReturnType = 'none'>(
  bin: string,
  rank: Integer,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(MAPS.removeByRank, bin, { rank }, options)
}

/**
 * Removes `count` entries from a rank on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no map.
 * @param count default: to the largest
 * @example
 * maps.removeByRankRange('ages', 0, 2) // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { ann: 31 } }
 */
export function removeByRankRange<Return extends MapReturnType = 'none'>(
  bin: string,
  rank: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByRankRange, bin, { rank, count }, options)
}

/**
 * Removes all entries whose value equals a value; null when the bin is missing. `WILDCARD` in it matches anything.
 * `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.removeByValue('ages', 5, { returnType: 'key' })
 * // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { ann: 31, cid: 9 } }, answers ['bob']
 */
export function removeByValue<Return extends MapReturnType = 'none'>(
  bin: string,
  value: Value,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByValue, bin, { value }, options)
}

/**
 * Removes all entries whose value equals one of the values; null when the bin is missing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.removeByValueList('ages', [5, 9])
 * // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { ann: 31 } }
 */
export function removeByValueList<Return extends MapReturnType = 'none'>(
  bin: string,
  values: readonly Value[],
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByValueList, bin, { values }, options)
}

/**
 * Removes all entries whose values are at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.removeByValueRange('ages', undefined, 18)
 * // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { ann: 31 } }
 */
export function removeByValueRange<Return extends MapReturnType = 'none'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByValueRange, bin, { begin, end }, options)
}

/**
 * Removes `count` entries from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller. Null when the bin is missing. `BIN_TYPE` when it is no map.
 * @param count default: to the largest
 * @example
 * maps.removeByValueRelRankRange('ages', 6, 0, 1)
 * // { ages: { ann: 31, bob: 5, cid: 9 } } becomes { ages: { ann: 31, bob: 5 } }
 */
export function removeByValueRelRankRange<Return extends MapReturnType = 'none'>(
  bin: string,
  value: Value,
  rank: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.removeByValueRelRankRange, bin, { value, rank, count }, options)
}
