import type { ListCreatingOptions, ListOrderName, ListWriteOptions } from '../collections/call-options.ts'
import { LISTS } from '../collections/list-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import { modifyOn } from './call.ts'
import type { Argument, Collection, InContext, PersistOption } from './call-types.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'
import type { Exp } from './node.ts'

// What a list would be after a call; the record's bin stays as it is. With a context, the outermost list or map is the result.

/** How a list is created. */
export interface ListCreateOptions extends ContextOption {
  /** Default `unordered`. */
  readonly order?: ListOrderName
  /** With a context: the last step's index may lie beyond the end. Default false. */
  readonly pad?: boolean
  /** Store the list's index with it; for a whole bin only. Default false. */
  readonly persistIndex?: boolean
}

/** How a list is sorted. */
export interface ListSortOptions extends ContextOption {
  /** Largest first. Default false. */
  readonly descending?: boolean
  /** Keep one of equal elements. Default false. */
  readonly dropDuplicates?: boolean
}

/**
 * An empty list of an order, or the list with this order; with a context, a missing list is created.
 *
 * @example
 * exp.lists.create(exp.bin('tags', 'list'), { order: 'ordered' }) // ['a', 'c'] for { tags: ['c', 'a'] }
 */
export function create<Type extends Collection = 'list'>(
  list: Exp<Type>,
  ...[options]: InContext<'list', Type, ListCreateOptions>
): Expression<Type> {
  return modifyOn(LISTS.create, 'list', list, {}, options)
}

/**
 * The list in this order.
 *
 * @example
 * exp.lists.setOrder(exp.bin('tags', 'list'), 'ordered') // ['a', 'c'] for { tags: ['c', 'a'] }
 */
export function setOrder<Type extends Collection = 'list'>(
  list: Exp<Type>,
  order: ListOrderName,
  ...[options]: InContext<'list', Type, PersistOption>
): Expression<Type> {
  return modifyOn(LISTS.setOrder, 'list', list, { order }, options)
}

/**
 * The list with a value at its end, or in its place when it is ordered.
 *
 * @example
 * exp.lists.append(exp.bin('tags', 'list'), 'c') // ['a', 'b', 'c'] for { tags: ['a', 'b'] }
 */
export function append<Type extends Collection = 'list'>(
  list: Exp<Type>,
  value: Argument,
  ...[options]: InContext<'list', Type, ListCreatingOptions>
): Expression<Type> {
  return modifyOn(LISTS.append, 'list', list, { value }, options)
}

/**
 * The list with several values at its end, or in their places.
 *
 * @example
 * exp.lists.appendItems(exp.bin('tags', 'list'), ['c', 'd']) // ['a', 'b', 'c', 'd'] for { tags: ['a', 'b'] }
 */
export function appendItems<Type extends Collection = 'list'>(
  list: Exp<Type>,
  values: Operand<'list'>,
  ...[options]: InContext<'list', Type, ListCreatingOptions>
): Expression<Type> {
  return modifyOn(LISTS.appendItems, 'list', list, { values }, options)
}

/**
 * The list with a value before an index; beyond the end it is padded with nil.
 *
 * @example
 * exp.lists.insert(exp.bin('tags', 'list'), 0, 'c') // ['c', 'a', 'b'] for { tags: ['a', 'b'] }
 */
export function insert<Type extends Collection = 'list'>(
  list: Exp<Type>,
  index: Operand<'int'>,
  value: Argument,
  ...[options]: InContext<'list', Type, ListWriteOptions>
): Expression<Type> {
  return modifyOn(LISTS.insert, 'list', list, { index, value }, options)
}

/**
 * The list with several values before an index.
 *
 * @example
 * exp.lists.insertItems(exp.bin('tags', 'list'), 1, ['c', 'd'])
 * // ['a', 'c', 'd', 'b'] for { tags: ['a', 'b'] }
 */
export function insertItems<Type extends Collection = 'list'>(
  list: Exp<Type>,
  index: Operand<'int'>,
  values: Operand<'list'>,
  ...[options]: InContext<'list', Type, ListWriteOptions>
): Expression<Type> {
  return modifyOn(LISTS.insertItems, 'list', list, { index, values }, options)
}

/**
 * The list with another value at an index.
 *
 * @example
 * exp.lists.set(exp.bin('tags', 'list'), 0, 'c') // ['c', 'b'] for { tags: ['a', 'b'] }
 */
export function set<Type extends Collection = 'list'>(
  list: Exp<Type>,
  index: Operand<'int'>,
  value: Argument,
  ...[options]: InContext<'list', Type, ListWriteOptions>
): Expression<Type> {
  return modifyOn(LISTS.set, 'list', list, { index, value }, options)
}

/**
 * The list with more of the number at an index; one more by default.
 *
 * @example
 * exp.lists.increment(exp.bin('scores', 'list'), 0, 10) // [15, 1, 3] for { scores: [5, 1, 3] }
 */
export function increment<Type extends Collection = 'list'>(
  list: Exp<Type>,
  index: Operand<'int'>,
  amount: Operand<'int' | 'float'> = 1,
  ...[options]: InContext<'list', Type, ListCreatingOptions>
): Expression<Type> {
  return modifyOn(LISTS.increment, 'list', list, { index, amount }, options)
}

/**
 * The list sorted.
 *
 * @example
 * exp.lists.sort(exp.bin('tags', 'list'), { descending: true })
 * // ['c', 'b', 'a'] for { tags: ['a', 'b', 'c'] }
 */
export function sort<Type extends Collection = 'list'>(
  list: Exp<Type>,
  ...[options]: InContext<'list', Type, ListSortOptions>
): Expression<Type> {
  return modifyOn(LISTS.sort, 'list', list, {}, options)
}

/**
 * A range of the list: all else is removed.
 *
 * @example
 * exp.lists.trim(exp.bin('tags', 'list'), 0, 2) // ['a', 'b'] for { tags: ['a', 'b', 'c'] }
 */
export function trim<Type extends Collection = 'list'>(
  list: Exp<Type>,
  index: Operand<'int'>,
  count: Operand<'int'>,
  ...[options]: InContext<'list', Type, ContextOption>
): Expression<Type> {
  return modifyOn(LISTS.trim, 'list', list, { index, count }, options)
}

/**
 * The list without its elements.
 *
 * @example
 * exp.lists.clear(exp.bin('tags', 'list')) // [] for { tags: ['a', 'b', 'c'] }
 */
export function clear<Type extends Collection = 'list'>(
  list: Exp<Type>,
  ...[options]: InContext<'list', Type, ContextOption>
): Expression<Type> {
  return modifyOn(LISTS.clear, 'list', list, {}, options)
}
