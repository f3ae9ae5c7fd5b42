import type { ListCreatingOptions, ListOrderName, ListWriteOptions } from '../collections/call-options.ts'
import type { Integer } from '../collections/check.ts'
import { LISTS } from '../collections/list-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import type { Double, Value } from '../values.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'

/**
 * Creates an empty list of an order, or gives the list that is there this order.
 * With a context, a missing list is created where it leads; `pad` lets the last step's index lie beyond the end, which is
 * `OP_NOT_APPLICABLE` otherwise. What the last step looks into, if missing too, is created as the step says, else in the
 * same order (a map by key and value for `ordered`). Answers nothing. `BIN_TYPE` when the bin or element is something else.
 *
 * @example
 * lists.create('tags', { order: 'ordered' }) // { name: 'Ann' } becomes { name: 'Ann', tags: [] }
 */
export function create(
  bin: string,
  options?: ContextOption & {
    /** Default `unordered`. */
    readonly order?: ListOrderName
    /** Default false. */
    readonly pad?: boolean
    /** Store the list's index with it; for a whole bin only. Default false. */
    readonly persistIndex?: boolean
  },
): Operation<null> {
  return callOperation(LISTS.create, bin, {}, options)
}

/**
 * Gives a list this order, sorting it if need be; a missing bin becomes an empty list.
 * Answers nothing. `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.setOrder('scores', 'ordered') // { scores: [5, 1, 3] } becomes { scores: [1, 3, 5] }
 */
export function setOrder(
  bin: string,
  order: ListOrderName,
  options?: ContextOption & {
    /** Store the list's index with it, or no longer; for a whole bin only. Default false. */
    readonly persistIndex?: boolean
  },
): Operation<null> {
  return callOperation(LISTS.setOrder, bin, { order }, options)
}

/**
 * Adds a value at the end, or in its place in an ordered list; a missing bin becomes a list.
 * Answers the list's new size. `ELEMENT_EXISTS` with `unique`; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.append('tags', 'c') // { tags: ['a', 'b'] } becomes { tags: ['a', 'b', 'c'] }, answers 3
 */
export function append(bin: string, value: Value, options?: ListCreatingOptions): Operation<number> {
  return callOperation(LISTS.append, bin, { value }, options)
}

/**
 * Adds several values at the end, or in their places in an ordered list; a missing bin becomes a list.
 * Answers the list's new size. `ELEMENT_EXISTS` with `unique`; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.appendItems('tags', ['c', 'd'])
 * // { tags: ['a', 'b'] } becomes { tags: ['a', 'b', 'c', 'd'] }, answers 4
 */
export function appendItems(
  bin: string,
  values: readonly Value[],
  options?: ListCreatingOptions,
): Operation<number> {
  return callOperation(LISTS.appendItems, bin, { values }, options)
}

/**
 * Inserts a value before an index; an index beyond the end pads with nil. A missing bin becomes a list.
 * Answers the list's new size. `OP_NOT_APPLICABLE` on an ordered list, for a negative index beyond the start, and with
 * `bounded` beyond the end; `ELEMENT_EXISTS` with `unique`; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.insert('tags', 0, 'c') // { tags: ['a', 'b'] } becomes { tags: ['c', 'a', 'b'] }, answers 3
 */
export function insert(
  bin: string,
  index: Integer,
  value: Value,
  options?: ListWriteOptions,
): Operation<number> {
  return callOperation(LISTS.insert, bin, { index, value }, options)
}

/**
 * Inserts several values before an index; all else as {@link insert}.
 *
 * @example
 * lists.insertItems('tags', 1, ['c', 'd'])
 * // { tags: ['a', 'b'] } becomes { tags: ['a', 'c', 'd', 'b'] }, answers 4
 */
export function insertItems(
  bin: string,
  index: Integer,
  values: readonly Value[],
  options?: ListWriteOptions,
): Operation<number> {
  return callOperation(LISTS.insertItems, bin, { index, values }, options)
}

/**
 * Replaces the element at an index; an index beyond the end pads with nil. A missing bin becomes a list.
 * Answers nothing. `OP_NOT_APPLICABLE` on an ordered list, for a negative index beyond the start, and with `bounded` beyond
 * the end; `ELEMENT_EXISTS` with `unique`; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.set('tags', 1, 'c') // { tags: ['a', 'b'] } becomes { tags: ['a', 'c'] }
 */
export function set(bin: string, index: Integer, value: Value, options?: ListWriteOptions): Operation<null> {
  return callOperation(LISTS.set, bin, { index, value }, options)
}

/**
 * Adds to the number at an index; a missing element counts as 0, a missing bin becomes a list. An integer stays an integer:
 * a double amount is cut to one. Answers the new number. `BIN_TYPE` when it is no list, `PARAMETER` when the element is no number.
 * @param amount default 1
 * @example
 * lists.increment('scores', 1, 10) // { scores: [5, 1] } becomes { scores: [5, 11] }, answers 11
 */
export function increment(
  bin: string,
  index: Integer,
  amount: Integer | Double = 1,
  options?: ListCreatingOptions,
): Operation<number> {
  return callOperation(LISTS.increment, bin, { index, amount }, options)
}

/**
 * Sorts the elements once; an unordered list stays unordered. Answers nothing. `BIN_TYPE` when it is no list or missing.
 *
 * @example
 * lists.sort('scores') // { scores: [5, 1, 3] } becomes { scores: [1, 3, 5] }
 */
export function sort(
  bin: string,
  options?: ContextOption & {
    /** Largest first. Default false. */
    readonly descending?: boolean
    /**
     * Keep one of equal elements. Default false. Together with `descending`, server 8.1.2 refuses an unordered list of
     * different elements with `PARAMETER`.
     */
    readonly dropDuplicates?: boolean
  },
): Operation<null> {
  return callOperation(LISTS.sort, bin, {}, options)
}

/**
 * Keeps a range of elements and removes all others; without a match it removes all.
 * Answers how many were removed, null when the bin is missing. `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.trim('tags', 0, 2) // { tags: ['a', 'b', 'c'] } becomes { tags: ['a', 'b'] }, answers 1
 */
export function trim(
  bin: string,
  index: Integer,
  count: Integer,
  options?: ContextOption,
): Operation<number | null> {
  return callOperation(LISTS.trim, bin, { index, count }, options)
}

/**
 * Removes all elements; the list keeps its order, a missing bin stays missing. Answers nothing. `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.clear('tags') // { tags: ['a', 'b'] } becomes { tags: [] }
 */
export function clear(bin: string, options?: ContextOption): Operation<null> {
  return callOperation(LISTS.clear, bin, {}, options)
}

/**
 * Removes the element at an index and answers it; null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.pop('tags', -1) // { tags: ['a', 'b', 'c'] } becomes { tags: ['a', 'b'] }, answers 'c'
 */
export function pop<T = Value>(bin: string, index: Integer, options?: ContextOption): Operation<T | null> {
  return callOperation(LISTS.pop, bin, { index }, options)
}

/**
 * Removes `count` elements from an index on and answers them; null when the bin is missing. `BIN_TYPE` when it is no list.
 * @param count default: to the end
 * @example
 * lists.popRange('tags', 0, 2) // { tags: ['a', 'b', 'c'] } becomes { tags: ['c'] }, answers ['a', 'b']
 */
export function popRange<T = Value>(
  bin: string,
  index: Integer,
  count?: Integer,
  options?: ContextOption,
): Operation<T[] | null> {
  return callOperation(LISTS.popRange, bin, { index, count }, options)
}

/**
 * Removes the element at an index. Answers how many were removed, null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 *
 * @example
 * lists.remove('tags', 0) // { tags: ['a', 'b', 'c'] } becomes { tags: ['b', 'c'] }, answers 1
 */
export function remove(bin: string, index: Integer, options?: ContextOption): Operation<number | null> {
  return callOperation(LISTS.remove, bin, { index }, options)
}

/**
 * Removes `count` elements from an index on. Answers how many were removed, null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the end
 * @example
 * lists.removeRange('tags', 1) // { tags: ['a', 'b', 'c'] } becomes { tags: ['a'] }, answers 2
 */
export function removeRange(
  bin: string,
  index: Integer,
  count?: Integer,
  options?: ContextOption,
): Operation<number | null> {
  return callOperation(LISTS.removeRange, bin, { index, count }, options)
}
