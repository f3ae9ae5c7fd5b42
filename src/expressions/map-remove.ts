import { MAPS } from '../collections/map-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import { modifyOn } from './call.ts'
import type { Argument, Collection, InContext, RemoveOptions } from './call-types.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'
import type { Exp } from './node.ts'

/** The map without the entry of a key. `exp.maps.removeByKey(exp.bin('prices', 'map'), 'tea')` */
export function removeByKey<Type extends Collection = 'map'>(
  map: Exp<Type>,
  key: Argument,
  ...[options]: InContext<'map', Type, ContextOption>
): Expression<Type> {
  return modifyOn(MAPS.removeByKey, 'map', map, { key }, options)
}

/** The map without the entries of several keys. `exp.maps.removeByKeyList(exp.bin('prices', 'map'), ['tea', 'milk'])` */
export function removeByKeyList<Type extends Collection = 'map'>(
  map: Exp<Type>,
  keys: Operand<'list'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByKeyList, 'map', map, { keys }, options)
}

/** The map without the entries whose keys are at least `begin` and less than `end`; `undefined` leaves that side open. `exp.maps.removeByKeyRange(exp.bin('prices', 'map'), 'a', 'm')` */
export function removeByKeyRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  begin: Argument | undefined,
  end: Argument | undefined,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByKeyRange, 'map', map, { begin, end }, options)
}

/** The map without `count` entries from an index on that is counted from where the key stands, or would stand. `exp.maps.removeByKeyRelIndexRange(exp.bin('prices', 'map'), 'm', 0, 2)` */
export function removeByKeyRelIndexRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  key: Argument,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByKeyRelIndexRange, 'map', map, { key, index, count }, options)
}

/** The map without the entry at an index, in the order of keys. `exp.maps.removeByIndex(exp.bin('prices', 'map'), 0)` */
export function removeByIndex<Type extends Collection = 'map'>(
  map: Exp<Type>,
  index: Operand<'int'>,
  ...[options]: InContext<'map', Type, ContextOption>
): Expression<Type> {
  return modifyOn(MAPS.removeByIndex, 'map', map, { index }, options)
}

/** The map without `count` entries from an index on, by default all to the end. `exp.maps.removeByIndexRange(exp.bin('prices', 'map'), 0, 2)` */
export function removeByIndexRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByIndexRange, 'map', map, { index, count }, options)
}

/** The map without the entry at a rank: 0 has the smallest value, -1 the largest. `exp.maps.removeByRank(exp.bin('prices', 'map'), -1)` */
export function removeByRank<Type extends Collection = 'map'>(
  map: Exp<Type>,
  rank: Operand<'int'>,
  ...[options]: InContext<'map', Type, ContextOption>
): Expression<Type> {
  return modifyOn(MAPS.removeByRank, 'map', map, { rank }, options)
}

/** The map without `count` entries from a rank on, by default all to the largest. `exp.maps.removeByRankRange(exp.bin('prices', 'map'), 0, 2)` */
export function removeByRankRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByRankRange, 'map', map, { rank, count }, options)
}

/** The map without the entries that have a value. `exp.maps.removeByValue(exp.bin('prices', 'map'), 0)` */
export function removeByValue<Type extends Collection = 'map'>(
  map: Exp<Type>,
  value: Argument,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByValue, 'map', map, { value }, options)
}

/** The map without the entries that have one of the values. `exp.maps.removeByValueList(exp.bin('prices', 'map'), [0, 1])` */
export function removeByValueList<Type extends Collection = 'map'>(
  map: Exp<Type>,
  values: Operand<'list'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByValueList, 'map', map, { values }, options)
}

/** The map without the entries whose values are at least `begin` and less than `end`; `undefined` leaves that side open. `exp.maps.removeByValueRange(exp.bin('prices', 'map'), 0, 10)` */
export function removeByValueRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  begin: Argument | undefined,
  end: Argument | undefined,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByValueRange, 'map', map, { begin, end }, options)
}

/** The map without `count` entries from a rank on that is counted from where the value stands, or would stand. `exp.maps.removeByValueRelRankRange(exp.bin('prices', 'map'), 5, 0, 2)` */
export function removeByValueRelRankRange<Type extends Collection = 'map'>(
  map: Exp<Type>,
  value: Argument,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  ...[options]: InContext<'map', Type, RemoveOptions>
): Expression<Type> {
  return modifyOn(MAPS.removeByValueRelRankRange, 'map', map, { value, rank, count }, options)
}
