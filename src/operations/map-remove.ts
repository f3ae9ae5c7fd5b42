import type { Value } from '../values.ts'
import { withCount } from './cdt.ts'
import { MapOp } from '../collections/cdt-codes.ts'
import { checkArray, checkInteger, checkKey, type Integer } from '../collections/check.ts'
import { interval } from './interval.ts'
import type { Operation } from './operation.ts'
import type { Many, MapReturnType, One } from '../collections/return-types.ts'
import { MAP_REMOVE, MAP_REMOVE_MANY, select, type SelectManyOptions, type SelectOptions } from './select.ts'

/**
 * Removes the entry of a key. Null when the bin is missing; for a missing key null, -1, 0, false or no
 * entry, as the return type is. `BIN_TYPE` when it is no map.
 */
export function removeByKey<Return extends MapReturnType = 'none'>(
  bin: string,
  key: Value,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'maps.removeByKey'
  const args = { key: checkKey(where, 'key', key) }
  return select(MAP_REMOVE, where, bin, MapOp.removeByKey, options, args)
}

/**
 * Removes the entries of those of the keys that the map has; null when the bin is missing. `BIN_TYPE` when it is no map,
 * `OP_NOT_APPLICABLE` for the return types `rank` and `reverseRank`.
 */
export function removeByKeyList<Return extends MapReturnType = 'none'>(
  bin: string,
  keys: readonly Value[],
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByKeyList'
  const args = { keys: checkArray(where, 'keys', keys) }
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeByKeyList, options, args)
}

/**
 * Removes the entries whose keys are at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no map.
 */
export function removeByKeyRange<Return extends MapReturnType = 'none'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByKeyRange'
  const args = interval(where, begin, end)
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeByKeyInterval, options, args)
}

/**
 * Removes `count` entries from an index on that is counted from where the key stands, or would stand: 0 is that place, -1 the
 * entry before it. Null when the bin is missing. `BIN_TYPE` when it is no map.
 * @param count default: to the end
 */
export function removeByKeyRelIndexRange<Return extends MapReturnType = 'none'>(
  bin: string,
  key: Value,
  index: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByKeyRelIndexRange'
  const relative = { key: checkKey(where, 'key', key), index: checkInteger(where, 'index', index) }
  const args = withCount(where, relative, count)
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeByKeyRelIndexRange, options, args)
}

/**
 * Removes the entry at an index in the order of keys; negative counts from the end. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the map; `BIN_TYPE` when it is no map.
 */
export function removeByIndex<Return extends MapReturnType = 'none'>(
  bin: string,
  index: Integer,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'maps.removeByIndex'
  const args = { index: checkInteger(where, 'index', index) }
  return select(MAP_REMOVE, where, bin, MapOp.removeByIndex, options, args)
}

/**
 * Removes `count` entries from an index on in the order of keys, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no map.
 * @param count default: to the end
 */
export function removeByIndexRange<Return extends MapReturnType = 'none'>(
  bin: string,
  index: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByIndexRange'
  const args = withCount(where, { index: checkInteger(where, 'index', index) }, count)
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeByIndexRange, options, args)
}

/**
 * Removes the entry at a rank: 0 has the smallest value, -1 the largest. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for a rank beyond the map; `BIN_TYPE` when it is no map.
 */
export function removeByRank<Return extends MapReturnType = 'none'>(
  bin: string,
  rank: Integer,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'maps.removeByRank'
  const args = { rank: checkInteger(where, 'rank', rank) }
  return select(MAP_REMOVE, where, bin, MapOp.removeByRank, options, args)
}

/**
 * Removes `count` entries from a rank on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no map.
 * @param count default: to the largest
 */
export function removeByRankRange<Return extends MapReturnType = 'none'>(
  bin: string,
  rank: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByRankRange'
  const args = withCount(where, { rank: checkInteger(where, 'rank', rank) }, count)
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeByRankRange, options, args)
}

/**
 * Removes all entries whose value equals a value; null when the bin is missing. `WILDCARD` in it matches anything.
 * `BIN_TYPE` when it is no map.
 */
export function removeByValue<Return extends MapReturnType = 'none'>(
  bin: string,
  value: Value,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByValue'
  const args = { value }
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeAllByValue, options, args)
}

/**
 * Removes all entries whose value equals one of the values; null when the bin is missing. `BIN_TYPE` when it is no map.
 */
export function removeByValueList<Return extends MapReturnType = 'none'>(
  bin: string,
  values: readonly Value[],
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByValueList'
  const args = { values: checkArray(where, 'values', values) }
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeByValueList, options, args)
}

/**
 * Removes all entries whose values are at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no map.
 */
export function removeByValueRange<Return extends MapReturnType = 'none'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByValueRange'
  const args = interval(where, begin, end)
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeByValueInterval, options, args)
}

/**
 * Removes `count` entries from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller. Null when the bin is missing. `BIN_TYPE` when it is no map.
 * @param count default: to the largest
 */
export function removeByValueRelRankRange<Return extends MapReturnType = 'none'>(
  bin: string,
  value: Value,
  rank: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.removeByValueRelRankRange'
  const args = withCount(where, { value, rank: checkInteger(where, 'rank', rank) }, count)
  return select(MAP_REMOVE_MANY, where, bin, MapOp.removeByValueRelRankRange, options, args)
}
