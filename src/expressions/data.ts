import { checkBin } from '../collections/bin-name.ts'
import { badWord, checkWord } from '../collections/check.ts'
import type { ValueType } from '../expression.ts'
import { ParticleType } from '../wire/proto.ts'
import { build } from './build.ts'
import { ExpType } from './codes.ts'
import type { Expression } from './expression.ts'

/** The types that a bin can have. */
export type BinType = Exclude<ValueType, 'nil'>
/** The types that a user's key can have. */
export type KeyType = 'int' | 'string' | 'blob'

/** Refuses what is no type of a value. */
export function checkType(where: string, type: ValueType): void {
  if (checkWord(where, 'type', type, ExpType) > ExpType.hll) {
    throw badWord(where, 'type', 'must be a type of values', type)
  }
}

/**
 * A bin's value. Unknown when the bin is missing or of another type.
 * @param type what the bin holds; an integer is no float
 * @example
 * exp.bin('age', 'int') // 31 for { age: 31 }
 */
export function bin<Type extends BinType>(name: string, type: Type): Expression<Type> {
  checkType('exp.bin', type)
  return build('exp.bin', 'bin', [], [type, checkBin(name)])
}

/**
 * What `exp.binType` tells, by name.
 *
 * @example
 * exp.eq(exp.binType('tags'), exp.BIN_TYPES.list) // true for { tags: ['a', 'b'] }
 */
export const BIN_TYPES = {
  missing: ParticleType.null,
  int: ParticleType.integer,
  float: ParticleType.double,
  string: ParticleType.string,
  blob: ParticleType.blob,
  bool: ParticleType.boolean,
  hll: ParticleType.hll,
  map: ParticleType.map,
  list: ParticleType.list,
  geo: ParticleType.geojson,
} as const

/**
 * The number of a bin's type, to be compared with one of {@link BIN_TYPES}.
 *
 * @example
 * exp.eq(exp.binType('tags'), exp.BIN_TYPES.list) // true for { tags: ['a', 'b'] }
 */
export function binType(name: string): Expression<'int'> {
  return build('exp.binType', 'binType', [], [checkBin(name)])
}

/**
 * Whether the record has such a bin.
 *
 * @example
 * exp.binExists('email') // true for { email: 'ann@example.org' }
 */
export function binExists(name: string): Expression<'bool'> {
  checkBin(name)
  return build('exp.binExists', 'ne', [build('exp.binExists', 'binType', [], [name]), BIN_TYPES.missing])
}

/**
 * The user's key, as far as it is stored with the record (option `sendKey`): `exp.eq(exp.key('string'), 'ann')`. Unknown when it is
 * not, or is of another type.
 *
 * @example
 * await client.put(key, { name: 'Ann' }, { sendKey: true })
 * await client.exists(key, { filterExpression: exp.eq(exp.key('int'), 42) }) // true
 */
export function key<Type extends KeyType>(type: Type): Expression<Type> {
  const types = { int: 0, string: 0, blob: 0 } as const
  checkWord('exp.key', 'type', type, types)
  return build('exp.key', 'key', [], [type])
}
