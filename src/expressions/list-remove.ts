import { LISTS } from '../collections/list-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import { modifyOn } from './call.ts'
import type { Argument, Collection, InContext, RemoveOptions } from './call-types.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'
import type { Exp } from './node.ts'

/**
 * The list without the element at an index; negative counts from the end.
 *
 * @example
 * exp.lists.removeByIndex(exp.bin('tags', 'list'), -1) // ['a', 'b'] for { tags: ['a', 'b', 'c'] }
 */
export function removeByIndex<Type extends Collection = 'list'>(
  list: Exp<Type>,
  index: Operand<'int'>,
  ...[options]: InContext<'list', Type, ContextOption>
): Expression<Type> {
  return modifyOn(LISTS.removeByIndex, 'list', list, { index }, options)
}

/**
 * The list without `count` elements from an index on, by default all to the end.
 *
 * @example
 * exp.lists.removeByIndexRange(exp.bin('tags', 'list'), 0, 2) // ['c'] for { tags: ['a', 'b', 'c'] }
 */
export function removeByIndexRange<Type extends Collection = 'list'>(
  list: Exp<Type>,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'list', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(LISTS.removeByIndexRange, 'list', list, { index, count }, options)
}

/**
 * The list without the element at a rank: 0 is the smallest value, -1 the largest.
 *
 * @example
 * exp.lists.removeByRank(exp.bin('scores', 'list'), 0) // [5, 3] for { scores: [5, 1, 3] }
 */
export function removeByRank<Type extends Collection = 'list'>(
  list: Exp<Type>,
  rank: Operand<'int'>,
  ...[options]: InContext<'list', Type, ContextOption>
): Expression<Type> {
  return modifyOn(LISTS.removeByRank, 'list', list, { rank }, options)
}

/**
 * The list without `count` elements from a rank on, by default all to the largest.
 *
 * @example
 * exp.lists.removeByRankRange(exp.bin('scores', 'list'), 0, 2) // [5] for { scores: [5, 1, 3] }
 */
export function removeByRankRange<Type extends Collection = 'list'>(
  list: Exp<Type>,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'list', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(LISTS.removeByRankRange, 'list', list, { rank, count }, options)
}

/**
 * The list without the elements that equal a value.
 *
 * @example
 * exp.lists.removeByValue(exp.bin('tags', 'list'), 'b') // ['a', 'c'] for { tags: ['a', 'b', 'c'] }
 */
export function removeByValue<Type extends Collection = 'list'>(
  list: Exp<Type>,
  value: Argument,
  ...[options]: InContext<'list', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(LISTS.removeByValue, 'list', list, { value }, options)
}

/**
 * The list without the elements that equal one of the values.
 *
 * @example
 * exp.lists.removeByValueList(exp.bin('tags', 'list'), ['a', 'b']) // ['c'] for { tags: ['a', 'b', 'c'] }
 */
export function removeByValueList<Type extends Collection = 'list'>(
  list: Exp<Type>,
  values: Operand<'list'>,
  ...[options]: InContext<'list', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(LISTS.removeByValueList, 'list', list, { values }, options)
}

/**
 * The list without the elements at least `begin` and less than `end`; `undefined` leaves that side open.
 *
 * @example
 * exp.lists.removeByValueRange(exp.bin('tags', 'list'), 'a', 'c') // ['c'] for { tags: ['a', 'b', 'c'] }
 */
export function removeByValueRange<Type extends Collection = 'list'>(
  list: Exp<Type>,
  begin: Argument | undefined,
  end: Argument | undefined,
  ...[options]: InContext<'list', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(LISTS.removeByValueRange, 'list', list, { begin, end }, options)
}

/**
 * The list without `count` elements from a rank on that is counted from where the value stands, or would stand.
 *
 * @example
 * exp.lists.removeByValueRelRankRange(exp.bin('scores', 'list'), 3, 0, 1) // [5, 1] for { scores: [5, 1, 3] }
 */
export function removeByValueRelRankRange<Type extends Collection = 'list'>(
  list: Exp<Type>,
  value: Argument,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'list', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(LISTS.removeByValueRelRankRange, 'list', list, { value, rank, count }, options)
}
