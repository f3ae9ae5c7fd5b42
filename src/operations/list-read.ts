import type { Integer } from '../collections/check.ts'
import { LISTS } from '../collections/list-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import type { ListReturnType, Many, One } from '../collections/return-types.ts'
import type { Value } from '../values.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'
import type { SelectManyOptions, SelectOptions } from './select.ts'

/**
 * Answers how many elements a list has, null when the bin is missing. `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.size('tags') // 3 for { tags: ['a', 'b', 'c'] }
 */
export function size(bin: string, options?: ContextOption): Operation<number | null> {
  return callOperation(LISTS.size, bin, {}, options)
}

/**
 * Answers the element at an index; null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.get('tags', 0) // 'a' for { tags: ['a', 'b', 'c'] }
 */
export function get<T = Value>(bin: string, index: Integer, options?: ContextOption): Operation<T | null> {
  return callOperation(LISTS.get, bin, { index }, options)
}

/**
 * Answers `count` elements from an index on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the end
 * @example
 * lists.getRange('tags', 1, 2) // ['b', 'c'] for { tags: ['a', 'b', 'c'] }
 */
export function getRange<T = Value>(
  bin: string,
  index: Integer,
  count?: Integer,
  options?: ContextOption,
): Operation<T[] | null> {
  return callOperation(LISTS.getRange, bin, { index, count }, options)
}

/**
 * Selects the element at an index; negative counts from the end. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.getByIndex('tags', -1) // 'c' for { tags: ['a', 'b', 'c'] }
 */
export function getByIndex<Return extends ListReturnType = 'value'>(
  bin: string,
  index: Integer,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(LISTS.getByIndex, bin, { index }, options)
}

/**
 * Selects `count` elements from an index on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the end
 * @example
 * lists.getByIndexRange('tags', 0, 2) // ['a', 'b'] for { tags: ['a', 'b', 'c'] }
 */
export function getByIndexRange<Return extends ListReturnType = 'value'>(
  bin: string,
  index: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.getByIndexRange, bin, { index, count }, options)
}

/**
 * Selects the element at a rank: 0 has the smallest value, -1 the largest. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for a rank beyond the list; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.getByRank('scores', -1) // 5 for { scores: [5, 1, 3] }
 */
export function getByRank<Return extends ListReturnType = 'value'>(
  bin: string,
  rank: Integer,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(LISTS.getByRank, bin, { rank }, options)
}

/**
 * Selects `count` elements from a rank on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the largest
 * @example
 * lists.getByRankRange('scores', -1) // [5] for { scores: [5, 1, 3] }
 */
export function getByRankRange<Return extends ListReturnType = 'value'>(
  bin: string,
  rank: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.getByRankRange, bin, { rank, count }, options)
}

/**
 * Selects all elements that equal a value; null when the bin is missing. `WILDCARD` in it matches anything.
 * `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.getByValue('tags', 'b', { returnType: 'index' }) // [1] for { tags: ['a', 'b', 'c'] }
 */
export function getByValue<Return extends ListReturnType = 'value'>(
  bin: string,
  value: Value,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.getByValue, bin, { value }, options)
}

/**
 * Selects all elements that equal one of the values; null when the bin is missing. `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.getByValueList('tags', ['a', 'z'], { returnType: 'count' }) // 1 for { tags: ['a', 'b', 'c'] }
 */
export function getByValueList<Return extends ListReturnType = 'value'>(
  bin: string,
  values: readonly Value[],
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.getByValueList, bin, { values }, options)
}

/**
 * Selects all elements at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.getByValueRange('scores', 3, undefined) // [5, 3] for { scores: [5, 1, 3] }
 */
export function getByValueRange<Return extends ListReturnType = 'value'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.getByValueRange, bin, { begin, end }, options)
}

/**
 * Selects `count` elements from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller. Null when the bin is missing. `BIN_TYPE` when it is no list.
 * @param count default: to the largest
 * @example
 * lists.getByValueRelRankRange('scores', 2, 0, 1) // [3] for { scores: [5, 1, 3] }
 */
export function getByValueRelRankRange<Return extends ListReturnType = 'value'>(
  bin: string,
  value: Value,
  rank: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.getByValueRelRankRange, bin, { value, rank, count }, options)
}
