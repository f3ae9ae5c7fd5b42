import type { Value } from '../values.ts'
import { cdtRead, type ContextOption, withCount } from './cdt.ts'
import { MapOp } from '../collections/cdt-codes.ts'
import { checkArray, checkInteger, checkKey, checkOptions, type Integer } from '../collections/check.ts'
import { interval } from './interval.ts'
import type { Operation } from './operation.ts'
import type { Many, MapReturnType, One } from '../collections/return-types.ts'
import { MAP_GET, MAP_GET_MANY, select, type SelectManyOptions, type SelectOptions } from './select.ts'

/** Answers how many entries a map has, null when the bin is missing. `BIN_TYPE` when it is no map. */
export function size(bin: string, options: ContextOption = {}): Operation<number | null> {
  const where = 'maps.size'
  checkOptions(where, options, { context: 'context' })
  return cdtRead({ where, bin, op: MapOp.size, args: {}, context: options.context })
}

/**
 * Selects the entry of a key; by default answers its value. Null when the bin is missing; for a missing key null, -1, 0, false or no
 * entry, as the return type is. `BIN_TYPE` when it is no map.
 */
export function getByKey<Return extends MapReturnType = 'value'>(
  bin: string,
  key: Value,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'maps.getByKey'
  const args = { key: checkKey(where, 'key', key) }
  return select(MAP_GET, where, bin, MapOp.getByKey, options, args)
}

/**
 * Selects the entries of those of the keys that the map has; null when the bin is missing. `BIN_TYPE` when it is no map,
 * `OP_NOT_APPLICABLE` for the return types `rank` and `reverseRank`.
 */
export function getByKeyList<Return extends MapReturnType = 'value'>(
  bin: string,
  keys: readonly Value[],
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByKeyList'
  const args = { keys: checkArray(where, 'keys', keys) }
  return select(MAP_GET_MANY, where, bin, MapOp.getByKeyList, options, args)
}

/**
 * Selects the entries whose keys are at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no map.
 */
export function getByKeyRange<Return extends MapReturnType = 'value'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByKeyRange'
  const args = interval(where, begin, end)
  return select(MAP_GET_MANY, where, bin, MapOp.getByKeyInterval, options, args)
}

/**
 * Selects `count` entries from an index on that is counted from where the key stands, or would stand: 0 is that place, -1 the
 * entry before it. Null when the bin is missing. `BIN_TYPE` when it is no map.
 * @param count default: to the end
 */
export function getByKeyRelIndexRange<Return extends MapReturnType = 'value'>(
  bin: string,
  key: Value,
  index: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByKeyRelIndexRange'
  const relative = { key: checkKey(where, 'key', key), index: checkInteger(where, 'index', index) }
  const args = withCount(where, relative, count)
  return select(MAP_GET_MANY, where, bin, MapOp.getByKeyRelIndexRange, options, args)
}

/**
 * Selects the entry at an index in the order of keys; negative counts from the end. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the map; `BIN_TYPE` when it is no map.
 */
export function getByIndex<Return extends MapReturnType = 'value'>(
  bin: string,
  index: Integer,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'maps.getByIndex'
  const args = { index: checkInteger(where, 'index', index) }
  return select(MAP_GET, where, bin, MapOp.getByIndex, options, args)
}

/**
 * Selects `count` entries from an index on in the order of keys, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no map.
 * @param count default: to the end
 */
export function getByIndexRange<Return extends MapReturnType = 'value'>(
  bin: string,
  index: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByIndexRange'
  const args = withCount(where, { index: checkInteger(where, 'index', index) }, count)
  return select(MAP_GET_MANY, where, bin, MapOp.getByIndexRange, options, args)
}

/**
 * Selects the entry at a rank: 0 has the smallest value, -1 the largest. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for a rank beyond the map; `BIN_TYPE` when it is no map.
 */
export function getByRank<Return extends MapReturnType = 'value'>(
  bin: string,
  rank: Integer,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'maps.getByRank'
  const args = { rank: checkInteger(where, 'rank', rank) }
  return select(MAP_GET, where, bin, MapOp.getByRank, options, args)
}

/**
 * Selects `count` entries from a rank on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no map.
 * @param count default: to the largest
 */
export function getByRankRange<Return extends MapReturnType = 'value'>(
  bin: string,
  rank: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByRankRange'
  const args = withCount(where, { rank: checkInteger(where, 'rank', rank) }, count)
  return select(MAP_GET_MANY, where, bin, MapOp.getByRankRange, options, args)
}

/**
 * Selects all entries whose value equals a value; null when the bin is missing. `WILDCARD` in it matches anything.
 * `BIN_TYPE` when it is no map.
 */
export function getByValue<Return extends MapReturnType = 'value'>(
  bin: string,
  value: Value,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByValue'
  const args = { value }
  return select(MAP_GET_MANY, where, bin, MapOp.getAllByValue, options, args)
}

/**
 * Selects all entries whose value equals one of the values; null when the bin is missing. `BIN_TYPE` when it is no map.
 */
export function getByValueList<Return extends MapReturnType = 'value'>(
  bin: string,
  values: readonly Value[],
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByValueList'
  const args = { values: checkArray(where, 'values', values) }
  return select(MAP_GET_MANY, where, bin, MapOp.getByValueList, options, args)
}

/**
 * Selects all entries whose values are at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no map.
 */
export function getByValueRange<Return extends MapReturnType = 'value'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByValueRange'
  const args = interval(where, begin, end)
  return select(MAP_GET_MANY, where, bin, MapOp.getByValueInterval, options, args)
}

/**
 * Selects `count` entries from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller. Null when the bin is missing. `BIN_TYPE` when it is no map.
 * @param count default: to the largest
 */
export function getByValueRelRankRange<Return extends MapReturnType = 'value'>(
  bin: string,
  value: Value,
  rank: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'maps.getByValueRelRankRange'
  const args = withCount(where, { value, rank: checkInteger(where, 'rank', rank) }, count)
  return select(MAP_GET_MANY, where, bin, MapOp.getByValueRelRankRange, options, args)
}
