import type { Integer } from '../collections/check.ts'
import { LISTS } from '../collections/list-calls.ts'
import type { ListReturnType, Many, One } from '../collections/return-types.ts'
import type { Value } from '../values.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'
import type { SelectManyOptions, SelectOptions } from './select.ts'

/**
 * Removes the element at an index; negative counts from the end. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.removeByIndex('tags', -1) // { tags: ['a', 'b', 'c'] } becomes { tags: ['a', 'b'] }
 */
export function removeByIndex<Return extends ListReturnType = 'none'>(
  bin: string,
  index: Integer,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(LISTS.removeByIndex, bin, { index }, options)
}

/**
 * Removes `count` elements from an index on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the end
 * @example
 * lists.removeByIndexRange('tags', 0, 2, { returnType: 'count' })
 * // { tags: ['a', 'b', 'c'] } becomes { tags: ['c'] }, answers 2
 */
export function removeByIndexRange<Return extends ListReturnType = 'none'>(
  bin: string,
  index: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.removeByIndexRange, bin, { index, count }, options)
}

/**
 * Removes the element at a rank: 0 has the smallest value, -1 the largest. Null when the bin is missing.
 * `OP_NOT_APPLICABLE` for a rank beyond the list; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.removeByRank('scores', 0, { returnType: 'value' })
 * // { scores: [5, 1, 3] } becomes { scores: [5, 3] }, answers 1
 */
export function removeByRank<Return extends ListReturnType = 'none'>(
  bin: string,
  rank: Integer,
  options?: SelectOptions<Return>,
): Operation<One<Return>> {
  return callOperation(LISTS.removeByRank, bin, { rank }, options)
}

/**
 * Removes `count` elements from a rank on, as far as there are any; null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the largest
 * @example
 * lists.removeByRankRange('scores', -2, 2) // { scores: [5, 1, 3] } becomes { scores: [1] }
 */
export function removeByRankRange<Return extends ListReturnType = 'none'>(
  bin: string,
  rank: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.removeByRankRange, bin, { rank, count }, options)
}

/**
 * Removes all elements that equal a value; null when the bin is missing. `WILDCARD` in it matches anything.
 * `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.removeByValue('tags', 'b', { returnType: 'count' })
 * // { tags: ['a', 'b', 'c'] } becomes { tags: ['a', 'c'] }, answers 1
 */
export function removeByValue<Return extends ListReturnType = 'none'>(
  bin: string,
  value: Value,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.removeByValue, bin, { value }, options)
}

/**
 * Removes all elements that equal one of the values; null when the bin is missing. `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.removeByValueList('tags', ['a', 'z'], { returnType: 'count' })
 * // { tags: ['a', 'b', 'c'] } becomes { tags: ['b', 'c'] }, answers 1
 */
export function removeByValueList<Return extends ListReturnType = 'none'>(
  bin: string,
  values: readonly Value[],
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.removeByValueList, bin, { values }, options)
}

/**
 * Removes all elements at least `begin` and less than `end`; `undefined` leaves that side open.
 * Null when the bin is missing. `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.removeByValueRange('scores', undefined, 4, { inverted: true })
 * // { scores: [5, 1, 3] } becomes { scores: [1, 3] }
 */
export function removeByValueRange<Return extends ListReturnType = 'none'>(
  bin: string,
  begin: Value | undefined,
  end: Value | undefined,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.removeByValueRange, bin, { begin, end }, options)
}

/**
 * Removes `count` elements from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller. Null when the bin is missing. `BIN_TYPE` when it is no list.
 * @param count default: to the largest
 * @example
 * lists.removeByValueRelRankRange('scores', 3, 0, 1) // { scores: [5, 1, 3] } becomes { scores: [5, 1] }
 */
export function removeByValueRelRankRange<Return extends ListReturnType = 'none'>(
  bin: string,
  value: Value,
  rank: Integer,
  count?: Integer,
  options?: SelectManyOptions<Return>,
): Operation<Many<Return>> {
  return callOperation(LISTS.removeByValueRelRankRange, bin, { value, rank, count }, options)
}
