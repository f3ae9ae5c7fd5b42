import type { Integer } from '../collections/check.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import type { Many, MapReturnType, One } from '../collections/return-types.ts'
import type { Value } from '../values.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'
import type { SelectManyOptions, SelectOptions } from './select.ts'

/**
 * Answers how many entries a map has, null when the bin is missing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.size('prices') // 2 for { prices: { tea: 3, milk: 2 } }
 */
export function size(bin: string, options?: ContextOption): Operation<number | null> {
  return callOperation(MAPS.size, bin, {}, options)
}

/**
 * Selects the entry of a key; by default answers its value. Null when the bin is missing; for a missing key null, -1, 0, false or no
 * entry, as the return type is. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.getByKey('prices', 'tea') // 3 for { prices: { tea: 3, milk: 2 } }
 */
export function getByKey<Return extends MapReturnType = 'value'>(
  bin: string,
  key: Value,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(MAPS.getByKey, bin, { key }, options)
}

/**
 * Selects the entries of those of the keys that the map has; null when the bin is missing. `BIN_TYPE` when it is no map,
 * `OP_NOT_APPLICABLE` for the return types `rank` and `reverseRank`.
 *
 * @example
 * maps.getByKeyList('prices', ['tea', 'rice'], { returnType: 'key' })
 * // ['tea'] for { prices: { tea: 3, milk: 2 } }
 */
export function getByKeyList<Return extends MapReturnType = 'value'>(
  bin: string,
  keys: readonly Value[],
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByKeyList, bin, { keys }, options)
}

/**
 * Selects the entries whose keys are at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.getByKeyRange('ages', 'b', undefined) // [5, 9] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByKeyRange<Return extends MapReturnType = 'value'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByKeyRange, bin, { begin, end }, options)
}

/**
 * Selects `count` entries from an index on that is counted from where the key stands, or would stand: 0 is that place, -1 the
 * entry before it. Null when the bin is missing. `BIN_TYPE` when it is no map.
 * @param count default: to the end
 * @example
 * maps.getByKeyRelIndexRange('ages', 'bea', 0, 1) // [5] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByKeyRelIndexRange<Return extends MapReturnType = 'value'>(
  bin: string,
  key: Value,
  index: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByKeyRelIndexRange, bin, { key, index, count }, options)
}

/**
 * Selects the entry at an index in the order of keys; negative counts from the end. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the map; `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.getByIndex('prices', 0, { returnType: 'key' }) // 'milk' for { prices: { tea: 3, milk: 2 } }
 */
export function getByIndex<Return extends MapReturnType = 'value'>(
  bin: string,
  index: Integer,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(MAPS.getByIndex, bin, { index }, options)
}

/**
 * Selects `count` entries from an index on in the order of keys, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no map.
 * @param count default: to the end
 * @example
 * maps.getByIndexRange('ages', 0, 2) // [31, 5] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByIndexRange<Return extends MapReturnType = 'value'>(
  bin: string,
  index: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByIndexRange, bin, { index, count }, options)
}

/**
 * Selects the entry at a rank: 0 has the smallest value, -1 the largest. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for a rank beyond the map; `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.getByRank('ages', -1, { returnType: 'key' }) // 'ann' for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByRank<Return extends MapReturnType = 'value'>(
  bin: string,
  rank: Integer,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(MAPS.getByRank, bin, { rank }, options)
}

/**
 * Selects `count` entries from a rank on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no map.
 * @param count default: to the largest
 * @example
 * maps.getByRankRange('ages', 0, 2, { returnType: 'key' })
 * // ['bob', 'cid'] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByRankRange<Return extends MapReturnType = 'value'>(
  bin: string,
  rank: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByRankRange, bin, { rank, count }, options)
}

/**
 * Selects all entries whose value equals a value; null when the bin is missing. `WILDCARD` in it matches anything.
 * `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.getByValue('ages', 5, { returnType: 'key' }) // ['bob'] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByValue<Return extends MapReturnType = 'value'>(
  bin: string,
  value: Value,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByValue, bin, { value }, options)
}

/**
 * Selects all entries whose value equals one of the values; null when the bin is missing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.getByValueList('ages', [5, 9], { returnType: 'count' }) // 2 for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByValueList<Return extends MapReturnType = 'value'>(
  bin: string,
  values: readonly Value[],
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByValueList, bin, { values }, options)
}

/**
 * Selects all entries whose values are at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.getByValueRange('ages', 5, 18, { returnType: 'key' })
 * // ['bob', 'cid'] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByValueRange<Return extends MapReturnType = 'value'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByValueRange, bin, { begin, end }, options)
}

/**
 * Selects `count` entries from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller. Null when the bin is missing. `BIN_TYPE` when it is no map.
 * @param count default: to the largest
 * @example
 * maps.getByValueRelRankRange('ages', 6, 0, 1) // [9] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByValueRelRankRange<Return extends MapReturnType = 'value'>(
  bin: string,
  value: Value,
  rank: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(MAPS.getByValueRelRankRange, bin, { value, rank, count }, options)
}
