import type { Value } from '../values.ts'
import { cdtRead, type ContextOption, withCount } from './cdt.ts'
import { ListOp } from '../collections/cdt-codes.ts'
import { checkArray, checkInteger, checkOptions, type Integer } from '../collections/check.ts'
import { interval } from './interval.ts'
import type { Operation } from './operation.ts'
import type { Args } from '../collections/packed.ts'
import type { ListReturnType, Many, One } from '../collections/return-types.ts'
import { LIST_GET, LIST_GET_MANY, select, type SelectManyOptions, type SelectOptions } from './select.ts'

/** Answers how many elements a list has, null when the bin is missing. `BIN_TYPE` when it is no list. */
export function size(bin: string, options: ContextOption = {}): Operation<number | null> {
  return plain('lists.size', bin, ListOp.size, {}, options)
}

/**
 * Answers the element at an index; null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 */
export function get<T = Value>(
  bin: string,
  index: Integer,
  options: ContextOption = {},
): Operation<T | null> {
  const where = 'lists.get'
  return plain(where, bin, ListOp.get, { index: checkInteger(where, 'index', index) }, options)
}

/**
 * Answers `count` elements from an index on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the end
 */
export function getRange<T = Value>(
  bin: string,
  index: Integer,
  count?: Integer,
  options: ContextOption = {},
): Operation<T[] | null> {
  const where = 'lists.getRange'
  const args = withCount(where, { index: checkInteger(where, 'index', index) }, count)
  return plain(where, bin, ListOp.getRange, args, options)
}

function plain<Result>(
  where: string,
  bin: string,
  op: number,
  args: Args,
  options: ContextOption,
): Operation<Result> {
  checkOptions(where, options, { context: 'context' })
  return cdtRead({ where, bin, op, args, context: options.context })
}

/**
 * Selects the element at an index; negative counts from the end. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 */
export function getByIndex<Return extends ListReturnType = 'value'>(
  bin: string,
  index: Integer,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'lists.getByIndex'
  const args = { index: checkInteger(where, 'index', index) }
  return select(LIST_GET, where, bin, ListOp.getByIndex, options, args)
}

/**
 * Selects `count` elements from an index on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the end
 */
export function getByIndexRange<Return extends ListReturnType = 'value'>(
  bin: string,
  index: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.getByIndexRange'
  const args = withCount(where, { index: checkInteger(where, 'index', index) }, count)
  return select(LIST_GET_MANY, where, bin, ListOp.getByIndexRange, options, args)
}

/**
 * Selects the element at a rank: 0 has the smallest value, -1 the largest. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for a rank beyond the list; `BIN_TYPE` when it is no list.
 */
export function getByRank<Return extends ListReturnType = 'value'>(
  bin: string,
  rank: Integer,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'lists.getByRank'
  const args = { rank: checkInteger(where, 'rank', rank) }
  return select(LIST_GET, where, bin, ListOp.getByRank, options, args)
}

/**
 * Selects `count` elements from a rank on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the largest
 */
export function getByRankRange<Return extends ListReturnType = 'value'>(
  bin: string,
  rank: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.getByRankRange'
  const args = withCount(where, { rank: checkInteger(where, 'rank', rank) }, count)
  return select(LIST_GET_MANY, where, bin, ListOp.getByRankRange, options, args)
}

/**
 * Selects all elements that equal a value; null when the bin is missing. `WILDCARD` in it matches anything.
 * `BIN_TYPE` when it is no list.
 */
export function getByValue<Return extends ListReturnType = 'value'>(
  bin: string,
  value: Value,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.getByValue'
  const args = { value }
  return select(LIST_GET_MANY, where, bin, ListOp.getAllByValue, options, args)
}

/**
 * Selects all elements that equal one of the values; null when the bin is missing. `BIN_TYPE` when it is no list.
 */
export function getByValueList<Return extends ListReturnType = 'value'>(
  bin: string,
  values: readonly Value[],
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.getByValueList'
  const args = { values: checkArray(where, 'values', values) }
  return select(LIST_GET_MANY, where, bin, ListOp.getByValueList, options, args)
}

/**
 * Selects all elements at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no list.
 */
export function getByValueRange<Return extends ListReturnType = 'value'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.getByValueRange'
  const args = interval(where, begin, end)
  return select(LIST_GET_MANY, where, bin, ListOp.getByValueInterval, options, args)
}

/**
 * Selects `count` elements from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller. Null when the bin is missing. `BIN_TYPE` when it is no list.
 * @param count default: to the largest
 */
export function getByValueRelRankRange<Return extends ListReturnType = 'value'>(
  bin: string,
  value: Value,
  rank: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.getByValueRelRankRange'
  const args = withCount(where, { value, rank: checkInteger(where, 'rank', rank) }, count)
  return select(LIST_GET_MANY, where, bin, ListOp.getByValueRelRankRange, options, args)
}
