import { MAPS } from '../collections/map-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import { readOn, readOne, readMany } from './call.ts'
import type { Argument, ManyType, MapManyOptions, MapOneOptions, On, OneType } from './call-types.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

/** How many entries the map has. `exp.maps.size(exp.bin('prices', 'map'))` */
export function size<Options extends ContextOption>(
  map: On<'map', Options>,
  options?: Options,
): Expression<'int'> {
  return readOn(MAPS.size, 'map', map, {}, 'int', options)
}

/** The value of a key. Unknown when the map has no such key. `exp.maps.getByKey(exp.bin('prices', 'map'), 'tea', { type: 'int' })` */
export function getByKey<const Options extends MapOneOptions>(
  map: On<'map', Options>,
  key: Argument,
  options: Options,
): Expression<OneType<Options>> {
  return readOne(MAPS.getByKey, 'map', map, { key }, options)
}

/** The entries of several keys. `exp.maps.getByKeyList(exp.bin('prices', 'map'), ['tea', 'milk'])` */
export function getByKeyList<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  keys: Operand<'list'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByKeyList, 'map', map, { keys }, options)
}

/** The entries whose keys are at least `begin` and less than `end`; `undefined` leaves that side open. `exp.maps.getByKeyRange(exp.bin('prices', 'map'), 'a', 'm', { returnType: 'key' })` */
export function getByKeyRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  begin: Argument | undefined,
  end: Argument | undefined,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByKeyRange, 'map', map, { begin, end }, options)
}

/** `count` entries from an index on that is counted from where the key stands, or would stand. `exp.maps.getByKeyRelIndexRange(exp.bin('prices', 'map'), 'm', 0, 1)` */
export function getByKeyRelIndexRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  key: Argument,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByKeyRelIndexRange, 'map', map, { key, index, count }, options)
}

/** The entry at an index, in the order of keys. Unknown beyond the map. `exp.maps.getByIndex(exp.bin('prices', 'map'), 0, { type: 'int' })` */
export function getByIndex<const Options extends MapOneOptions>(
  map: On<'map', Options>,
  index: Operand<'int'>,
  options: Options,
): Expression<OneType<Options>> {
  return readOne(MAPS.getByIndex, 'map', map, { index }, options)
}

/** `count` entries from an index on, by default all to the end. `exp.maps.getByIndexRange(exp.bin('prices', 'map'), 0, 3)` */
export function getByIndexRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  index: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByIndexRange, 'map', map, { index, count }, options)
}

/** The entry at a rank: 0 has the smallest value, -1 the largest. Unknown beyond the map. `exp.maps.getByRank(exp.bin('prices', 'map'), -1, { returnType: 'key', type: 'string' })` */
export function getByRank<const Options extends MapOneOptions>(
  map: On<'map', Options>,
  rank: Operand<'int'>,
  options: Options,
): Expression<OneType<Options>> {
  return readOne(MAPS.getByRank, 'map', map, { rank }, options)
}

/** `count` entries from a rank on, by default all to the largest. `exp.maps.getByRankRange(exp.bin('prices', 'map'), -3, 3, { returnType: 'key' })` */
export function getByRankRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByRankRange, 'map', map, { rank, count }, options)
}

/** All entries that have a value. `exp.maps.getByValue(exp.bin('prices', 'map'), 3, { returnType: 'exists' })` */
export function getByValue<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  value: Argument,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByValue, 'map', map, { value }, options)
}

/** All entries that have one of the values. `exp.maps.getByValueList(exp.bin('prices', 'map'), [1, 3], { returnType: 'count' })` */
export function getByValueList<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  values: Operand<'list'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByValueList, 'map', map, { values }, options)
}

/** All entries whose values are at least `begin` and less than `end`; `undefined` leaves that side open. `exp.maps.getByValueRange(exp.bin('prices', 'map'), 0, 10, { returnType: 'orderedMap' })` */
export function getByValueRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  begin: Argument | undefined,
  end: Argument | undefined,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByValueRange, 'map', map, { begin, end }, options)
}

/** `count` entries from a rank on that is counted from where the value stands, or would stand. `exp.maps.getByValueRelRankRange(exp.bin('prices', 'map'), 5, 0, 1)` */
export function getByValueRelRankRange<const Options extends MapManyOptions = MapManyOptions>(
  map: On<'map', Options>,
  value: Argument,
  rank: Operand<'int'>,
  count?: Operand<'int'>,
  options?: Options,
): Expression<ManyType<Options>> {
  return readMany(MAPS.getByValueRelRankRange, 'map', map, { value, rank, count }, options)
}
