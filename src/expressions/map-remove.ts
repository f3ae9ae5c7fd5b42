import { MAPS } from '../collections/map-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import { modifyOn } from './call.ts'
import type { Argument, Collection, InContext, RemoveOptions } from './call-types.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'
import type { Exp } from './node.ts'

/**
 * The map without the entry of a key.
 *
 * @example
 * exp.maps.removeByKey(exp.bin('prices', 'map'), 'tea') // { milk: 2 } for { prices: { tea: 3, milk: 2 } }
 */
export function removeByKey<Type extends Collection = 'map'>(
  map: Exp<Type>,
  key: Argument,
  ...[options]: InContext<'map', Type, ContextOption>
): Expression<Type> {
  return modifyOn(MAPS.removeByKey, 'map', map, { key }, options)
}

/**
 * The map without the entries of several keys.
 *
 * @example
 * exp.maps.removeByKeyList(exp.bin('prices', 'map'), ['tea', 'rice'])
 * // { milk: 2 } for { prices: { tea: 3, milk: 2 } }
 */
export function removeByKeyList<Type extends Collection = 'map'>(
  map: Exp<Type>,
  keys: Operand<'list'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByKeyList, 'map', map, { keys }, options)
}

/**
 * The map without the entries whose keys are at least `begin` and less than `end`; `undefined` leaves that side open.
 *
 * @example
 * exp.maps.removeByKeyRange(exp.bin('ages', 'map'), 'b', undefined)
 * // { ann: 31 } for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function removeByKeyRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  begin: Argument | undefined,
  end: Argument | undefined,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByKeyRange, 'map', map, { begin, end }, options)
}

/**
 * The map without `count` entries from an index on that is counted from where the key stands, or would stand.
 *
 * @example
 * exp.maps.removeByKeyRelIndexRange(exp.bin('ages', 'map'), 'bea', 0, 1)
 * // { ann: 31, cid: 9 } for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function removeByKeyRelIndexRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  key: Argument,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByKeyRelIndexRange, 'map', map, { key, index, count }, options)
}

/**
 * The map without the entry at an index, in the order of keys.
 *
 * @example
 * exp.maps.removeByIndex(exp.bin('prices', 'map'), 0) // { tea: 3 } for { prices: { tea: 3, milk: 2 } }
 */
export function removeByIndex<Type extends Collection = 'map'>(
  map: Exp<Type>,
  index: Operand<'int'>,
  ...[options]: InContext<'map', Type, ContextOption>
): Expression<Type> {
  return modifyOn(MAPS.removeByIndex, 'map', map, { index }, options)
}

/**
 * The map without `count` entries from an index on, by default all to the end.
 *
 * @example
 * exp.maps.removeByIndexRange(exp.bin('ages', 'map'), 0, 2)
 * // { cid: 9 } for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function removeByIndexRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByIndexRange, 'map', map, { index, count }, options)
}

/**
 * The map without the entry at a rank: 0 has the smallest value, -1 the largest.
 *
 * @example
 * exp.maps.removeByRank(exp.bin('prices', 'map'), -1) // { milk: 2 } for { prices: { tea: 3, milk: 2 } }
 */
export function removeByRank<Type extends Collection = 'map'>(
  map: Exp<Type>,
  rank: Operand<'int'>,
  ...[options]: InContext<'map', Type, ContextOption>
): Expression<Type> {
  return modifyOn(MAPS.removeByRank, 'map', map, { rank }, options)
}

/**
 * The map without `count` entries from a rank on, by default all to the largest.
 *
 * @example
 * exp.maps.removeByRankRange(exp.bin('ages', 'map'), 0, 2)
 * // { ann: 31 } for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function removeByRankRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByRankRange, 'map', map, { rank, count }, options)
}

/**
 * The map without the entries that have a value.
 *
 * @example
 * exp.maps.removeByValue(exp.bin('prices', 'map'), 2) // { tea: 3 } for { prices: { tea: 3, milk: 2 } }
 */
export function removeByValue<Type extends Collection = 'map'>(
  map: Exp<Type>,
  value: Argument,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByValue, 'map', map, { value }, options)
}

/**
 * The map without the entries that have one of the values.
 *
 * @example
 * exp.maps.removeByValueList(exp.bin('ages', 'map'), [5, 9])
 * // { ann: 31 } for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function removeByValueList<Type extends Collection = 'map'>(
  map: Exp<Type>,
  values: Operand<'list'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByValueList, 'map', map, { values }, options)
}

/**
 * The map without the entries whose values are at least `begin` and less than `end`; `undefined` leaves that side open.
 *
 * @example
 * exp.maps.removeByValueRange(exp.bin('ages', 'map'), undefined, 18)
 * // { ann: 31 } for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function removeByValueRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  begin: Argument | undefined,
  end: Argument | undefined,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByValueRange, 'map', map, { begin, end }, options)
}

/**
 * The map without `count` entries from a rank on that is counted from where the value stands, or would stand.
 *
 * @example
 * exp.maps.removeByValueRelRankRange(exp.bin('ages', 'map'), 6, 0, 1)
 * // { ann: 31, bob: 5 } for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function removeByValueRelRankRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  value: Argument,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByValueRelRankRange, 'map', map, { value, rank, count }, options)
}
