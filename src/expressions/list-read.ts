import { LISTS } from '../collections/list-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import { readOn, readOne, readMany } from './call.ts'
import type { Argument, ListManyOptions, ListOneOptions, ManyType, On, OneType } from './call-types.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

/**
 * How many elements the list has.
 *
 * @example
 * exp.lists.size(exp.bin('tags', 'list')) // 3 for { tags: ['a', 'b', 'c'] }
 */
export function size<Options extends ContextOption>(
  list: On<'list', Options>,
  options?: Options,
): Expression<'int'> {
  return readOn(LISTS.size, 'list', list, {}, 'int', options)
}

/**
 * The element at an index; negative counts from the end. Unknown beyond the list.
 *
 * @example
 * exp.lists.getByIndex(exp.bin('tags', 'list'), 0, { type: 'string' }) // 'a' for { tags: ['a', 'b', 'c'] }
 */
export function getByIndex<const Options extends ListOneOptions>(
  list: On<'list', Options>,
  index: Operand<'int'>,
  options: Options,
): Expression<OneType<Options>> {
  return readOne(LISTS.getByIndex, 'list', list, { index }, options)
}

/**
 * `count` elements from an index on, by default all to the end.
 *
 * @example
 * exp.lists.getByIndexRange(exp.bin('tags', 'list'), 0, 2) // ['a', 'b'] for { tags: ['a', 'b', 'c'] }
 */
export function getByIndexRange<const Options extends ListManyOptions = ListManyOptions>(
  list: On<'list', Options>,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(LISTS.getByIndexRange, 'list', list, { index, count }, options)
}

/**
 * The element at a rank: 0 is the smallest value, -1 the largest. Unknown beyond the list.
 *
 * @example
 * exp.lists.getByRank(exp.bin('scores', 'list'), -1, { type: 'int' }) // 5 for { scores: [5, 1, 3] }
 */
export function getByRank<const Options extends ListOneOptions>(
  list: On<'list', Options>,
  rank: Operand<'int'>,
  options: Options,
): Expression<OneType<Options>> {
  return readOne(LISTS.getByRank, 'list', list, { rank }, options)
}

/**
 * `count` elements from a rank on, by default all to the largest.
 *
 * @example
 * exp.lists.getByRankRange(exp.bin('scores', 'list'), -1) // [5] for { scores: [5, 1, 3] }
 */
export function getByRankRange<const Options extends ListManyOptions = ListManyOptions>(
  list: On<'list', Options>,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(LISTS.getByRankRange, 'list', list, { rank, count }, options)
}

/**
 * All elements that equal a value.
 *
 * @example
 * exp.lists.getByValue(exp.bin('tags', 'list'), 'b', { returnType: 'exists' })
 * // true for { tags: ['a', 'b', 'c'] }
 */
export function getByValue<const Options extends ListManyOptions = ListManyOptions>(
  list: On<'list', Options>,
  value: Argument,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(LISTS.getByValue, 'list', list, { value }, options)
}

/**
 * All elements that equal one of the values.
 *
 * @example
 * exp.lists.getByValueList(exp.bin('tags', 'list'), ['a', 'b'], { returnType: 'count' })
 * // 2 for { tags: ['a', 'b', 'c'] }
 */
export function getByValueList<const Options extends ListManyOptions = ListManyOptions>(
  list: On<'list', Options>,
  values: Operand<'list'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(LISTS.getByValueList, 'list', list, { values }, options)
}

/**
 * All elements at least `begin` and less than `end`; `undefined` leaves that side open.
 *
 * @example
 * exp.lists.getByValueRange(exp.bin('tags', 'list'), 'a', 'c') // ['a', 'b'] for { tags: ['a', 'b', 'c'] }
 */
export function getByValueRange<const Options extends ListManyOptions = ListManyOptions>(
  list: On<'list', Options>,
  begin: Argument | undefined,
  end: Argument | undefined,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(LISTS.getByValueRange, 'list', list, { begin, end }, options)
}

/**
 * `count` elements from a rank on that is counted from where the value stands, or would stand: 0 is that place, -1 the
 * next smaller.
 *
 * @example
 * exp.lists.getByValueRelRankRange(exp.bin('scores', 'list'), 2, 0, 1) // [3] for { scores: [5, 1, 3] }
 */
export function getByValueRelRankRange<const Options extends ListManyOptions = ListManyOptions>(
  list: On<'list', Options>,
  value: Argument,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(LISTS.getByValueRelRankRange, 'list', list, { value, rank, count }, options)
}
