import type { Value } from '../values.ts'
import { withCount } from './cdt.ts'
import { ListOp } from '../collections/cdt-codes.ts'
import { checkArray, checkInteger, type Integer } from '../collections/check.ts'
import { interval } from './interval.ts'
import type { Operation } from './operation.ts'
import type { ListReturnType, Many, One } from '../collections/return-types.ts'
import {
  LIST_REMOVE,
  LIST_REMOVE_MANY,
  select,
  type SelectManyOptions,
  type SelectOptions,
} from './select.ts'

/**
 * Removes the element at an index; negative counts from the end. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 */
export function removeByIndex<Return extends ListReturnType = 'none'>(
  bin: string,
  index: Integer,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'lists.removeByIndex'
  const args = { index: checkInteger(where, 'index', index) }
  return select(LIST_REMOVE, where, bin, ListOp.removeByIndex, options, args)
}

/**
 * Removes `count` elements from an index on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the end
 */
export function removeByIndexRange<Return extends ListReturnType = 'none'>(
  bin: string,
  index: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.removeByIndexRange'
  const args = withCount(where, { index: checkInteger(where, 'index', index) }, count)
  return select(LIST_REMOVE_MANY, where, bin, ListOp.removeByIndexRange, options, args)
}

/**
 * Removes the element at a rank: 0 has the smallest value, -1 the largest. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for a rank beyond the list; `BIN_TYPE` when it is no list.
 */
export function removeByRank<Return extends ListReturnType = 'none'>(
  bin: string,
  rank: Integer,
  options: SelectOptions<Return> = {},
): Operation<One<Return>> {
  const where = 'lists.removeByRank'
  const args = { rank: checkInteger(where, 'rank', rank) }
  return select(LIST_REMOVE, where, bin, ListOp.removeByRank, options, args)
}

/**
 * Removes `count` elements from a rank on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the largest
 */
export function removeByRankRange<Return extends ListReturnType = 'none'>(
  bin: string,
  rank: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.removeByRankRange'
  const args = withCount(where, { rank: checkInteger(where, 'rank', rank) }, count)
  return select(LIST_REMOVE_MANY, where, bin, ListOp.removeByRankRange, options, args)
}

/**
 * Removes all elements that equal a value; null when the bin is missing. `WILDCARD` in it matches anything.
 * `BIN_TYPE` when it is no list.
 */
export function removeByValue<Return extends ListReturnType = 'none'>(
  bin: string,
  value: Value,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.removeByValue'
  const args = { value }
  return select(LIST_REMOVE_MANY, where, bin, ListOp.removeAllByValue, options, args)
}

/**
 * Removes all elements that equal one of the values; null when the bin is missing. `BIN_TYPE` when it is no list.
 */
export function removeByValueList<Return extends ListReturnType = 'none'>(
  bin: string,
  values: readonly Value[],
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.removeByValueList'
  const args = { values: checkArray(where, 'values', values) }
  return select(LIST_REMOVE_MANY, where, bin, ListOp.removeByValueList, options, args)
}

/**
 * Removes all elements at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no list.
 */
export function removeByValueRange<Return extends ListReturnType = 'none'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.removeByValueRange'
  const args = interval(where, begin, end)
  return select(LIST_REMOVE_MANY, where, bin, ListOp.removeByValueInterval, options, args)
}

/**
 * Removes `count` elements from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller. Null when the bin is missing. `BIN_TYPE` when it is no list.
 * @param count default: to the largest
 */
export function removeByValueRelRankRange<Return extends ListReturnType = 'none'>(
  bin: string,
  value: Value,
  rank: Integer,
  count?: Integer,
  options: SelectManyOptions<Return> = {},
): Operation<Many<Return>> {
  const where = 'lists.removeByValueRelRankRange'
  const args = withCount(where, { value, rank: checkInteger(where, 'rank', rank) }, count)
  return select(LIST_REMOVE_MANY, where, bin, ListOp.removeByValueRelRankRange, options, args)
}
