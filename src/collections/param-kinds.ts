import { type HyperLogLog, isA, type OrderedMap, type Value } from '../values.ts'
import {
  badArgument,
  outOfRange,
  checkAmount,
  checkArray,
  checkBoolean,
  checkBytes,
  checkCount,
  checkInteger,
  checkKey,
  type Integer,
} from './check.ts'

const UINT64_MAX = 2n ** 64n - 1n

/** What a call may take: each kind by the check that answers what is packed. */
export const PARAM_KINDS = {
  /** An index, rank or offset. */
  integer: checkInteger,
  /** How many. */
  count: checkCount,
  /** 64 bits, with or without a sign. */
  word64: checkWord64,
  /** What is added to or taken from a number. */
  amount: checkAmount,
  value: (_where: string, _name: string, value: Value): Value => value,
  /** A map's key, or the end of a range. */
  key: checkKey<Value>,
  /** Where a range begins. An open one begins with nil, which is smaller than anything (aerospike-client-c as_list_operations.c). */
  begin: (where: string, name: string, value: Value | undefined): Value =>
    value === undefined ? null : checkKey(where, name, value),
  values: checkArray<Value>,
  items: checkItems,
  bytes: checkBytes,
  boolean: checkBoolean,
  sketches: checkSketches,
} as const

/** 64 bits as the packer takes them, with a sign, since only the bits count. */
function checkWord64(where: string, name: string, value: Integer): Integer {
  if (typeof value !== 'bigint' || value < 0n) return checkInteger(where, name, value)
  if (value > UINT64_MAX) throw outOfRange(where, name, 'must fit 64 bits')
  return BigInt.asIntN(64, value)
}

/** The entries of a map. */
export type MapItems = ReadonlyMap<Value, Value> | OrderedMap | { readonly [key: string]: Value }

function checkItems(where: string, name: string, items: MapItems): MapItems {
  const isMap = typeof items === 'object' && (items as object | null) !== null && !Array.isArray(items)
  if (!isMap) throw badArgument(where, name, 'must be a Map or an object', items)
  return items
}

function checkSketches(where: string, name: string, sketches: readonly HyperLogLog[]): readonly Value[] {
  for (const [index, sketch] of checkArray(where, name, sketches).entries()) {
    if (!isA(sketch, 'HyperLogLog')) {
      throw badArgument(where, `${name}[${index}]`, 'must be a HyperLogLog', sketch)
    }
  }
  return sketches
}
