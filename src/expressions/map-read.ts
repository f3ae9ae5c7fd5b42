import { MAPS } from '../collections/map-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import { readOn, readOne, readMany } from './call.ts'
import type { Argument, ManyType, MapManyOptions, MapOneOptions, On, OneType } from './call-types.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

/**
 * How many entries the map has.
 *
 * @example
 * exp.maps.size(exp.bin('prices', 'map')) // 2 for { prices: { tea: 3, milk: 2 } }
 */
export function size<Options extends ContextOption>(
  map: On<'map', Options>,
  options?: Options,
): Expression<'int'> {
  return readOn(MAPS.size, 'map', map, {}, 'int', options)
}

/**
 * The value of a key. Unknown when the map has no such key.
 *
 * @example
 * exp.maps.getByKey(exp.bin('prices', 'map'), 'tea', { type: 'int' })
 * // 3 for { prices: { tea: 3, milk: 2 } }
 */
export function getByKey<const Options extends MapOneOptions>(
  map: On<'map', Options>,
  key: Argument,
  options: Options,
): Expression<OneType<Options>> {
  return readOne(MAPS.getByKey, 'map', map, { key }, options)
}

/**
 * The entries of several keys.
 *
 * @example
 * exp.maps.getByKeyList(exp.bin('prices', 'map'), ['tea', 'rice']) // [3] for { prices: { tea: 3, milk: 2 } }
 */
export function getByKeyList<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  keys: Operand<'list'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByKeyList, 'map', map, { keys }, options)
}

/**
 * The entries whose keys are at least `begin` and less than `end`; `undefined` leaves that side open.
 *
 * @example
 * exp.maps.getByKeyRange(exp.bin('ages', 'map'), 'b', undefined, { returnType: 'key' })
 * // ['bob', 'cid'] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByKeyRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  begin: Argument | undefined,
  end: Argument | undefined,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByKeyRange, 'map', map, { begin, end }, options)
}

/**
 * `count` entries from an index on that is counted from where the key stands, or would stand.
 *
 * @example
 * exp.maps.getByKeyRelIndexRange(exp.bin('ages', 'map'), 'bea', 0, 1)
 * // [5] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByKeyRelIndexRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  key: Argument,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByKeyRelIndexRange, 'map', map, { key, index, count }, options)
}

/**
 * The entry at an index, in the order of keys. Unknown beyond the map.
 *
 * @example
 * exp.maps.getByIndex(exp.bin('prices', 'map'), 0, { type: 'int' }) // 2 for { prices: { tea: 3, milk: 2 } }
 */
export function getByIndex<const Options extends MapOneOptions>(
  map: On<'map', Options>,
  index: Operand<'int'>,
  options: Options,
): Expression<OneType<Options>> {
  return readOne(MAPS.getByIndex, 'map', map, { index }, options)
}

/**
 * `count` entries from an index on, by default all to the end.
 *
 * @example
 * exp.maps.getByIndexRange(exp.bin('ages', 'map'), 0, 2) // [31, 5] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByIndexRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByIndexRange, 'map', map, { index, count }, options)
}

/**
 * The entry at a rank: 0 has the smallest value, -1 the largest. Unknown beyond the map.
 *
 * @example
 * exp.maps.getByRank(exp.bin('ages', 'map'), -1, { returnType: 'key', type: 'string' })
 * // 'ann' for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByRank<const Options extends MapOneOptions>(
  map: On<'map', Options>,
  rank: Operand<'int'>,
  options: Options,
): Expression<OneType<Options>> {
  return readOne(MAPS.getByRank, 'map', map, { rank }, options)
}

/**
 * `count` entries from a rank on, by default all to the largest.
 *
 * @example
 * exp.maps.getByRankRange(exp.bin('ages', 'map'), 0, 2, { returnType: 'key' })
 * // ['bob', 'cid'] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByRankRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByRankRange, 'map', map, { rank, count }, options)
}

/**
 * All entries that have a value.
 *
 * @example
 * exp.maps.getByValue(exp.bin('prices', 'map'), 3, { returnType: 'exists' })
 * // true for { prices: { tea: 3, milk: 2 } }
 */
export function getByValue<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  value: Argument,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByValue, 'map', map, { value }, options)
}

/**
 * All entries that have one of the values.
 *
 * @example
 * exp.maps.getByValueList(exp.bin('ages', 'map'), [5, 9], { returnType: 'count' })
 * // 2 for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByValueList<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  values: Operand<'list'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByValueList, 'map', map, { values }, options)
}

/**
 * All entries whose values are at least `begin` and less than `end`; `undefined` leaves that side open.
 *
 * @example
 * exp.maps.getByValueRange(exp.bin('ages', 'map'), 5, 18, { returnType: 'orderedMap' })
 * // { bob: 5, cid: 9 } for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByValueRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  begin: Argument | undefined,
  end: Argument | undefined,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByValueRange, 'map', map, { begin, end }, options)
}

/**
 * `count` entries from a rank on that is counted from where the value stands, or would stand.
 *
 * @example
 * exp.maps.getByValueRelRankRange(exp.bin('ages', 'map'), 6, 0, 1)
 * // [9] for { ages: { ann: 31, bob: 5, cid: 9 } }
 */
export function getByValueRelRankRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  value: Argument,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByValueRelRankRange, 'map', map, { value, rank, count }, options)
}
