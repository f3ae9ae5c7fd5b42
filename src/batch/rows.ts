import type { BinValues } from '../commands/index.ts'
import type { Key } from '../key.ts'
import type { Operation } from '../operations/operation.ts'
import type { ReadRowOptions, RemoveRowOptions, UdfRowOptions, WriteRowOptions } from '../policy/batch.ts'
import type { Bins } from '../record.ts'
import type { Value } from '../values.ts'
import type { ReadOperationsRow, ReadRow, RemoveRow, UdfRow, WriteOperationsRow, WriteRow } from './row.ts'

/** Reads a record. `bins`: which ones, all when left out, none when empty. `B` is their type. */
export function read<B = Bins>(key: Key, bins?: readonly string[], options?: ReadRowOptions): ReadRow<B> {
  return { kind: 'read', key, bins, options }
}

/** Runs operations that only read. */
export function readOperations<const Operations extends readonly Operation[]>(
  key: Key,
  operations: Operations,
  options?: ReadRowOptions,
): ReadOperationsRow<Operations> {
  return { kind: 'read', key, operations, options }
}

/** Writes bins and leaves the others; a bin whose value is null is deleted. */
export function put(key: Key, bins: BinValues, options?: WriteRowOptions): WriteRow {
  return { kind: 'write', key, bins, options }
}

/** Runs operations of which at least one writes. */
export function operate<const Operations extends readonly Operation[]>(
  key: Key,
  operations: Operations,
  options?: WriteRowOptions,
): WriteOperationsRow<Operations> {
  return { kind: 'write', key, operations, options }
}

/** Removes a record. */
export function remove(key: Key, options?: RemoveRowOptions): RemoveRow {
  return { kind: 'remove', key, options }
}

/** Calls a user-defined function. `T` is the type of what it returns. */
export function udf<T = Value>(
  key: Key,
  module: string,
  name: string,
  args?: readonly Value[],
  options?: UdfRowOptions,
): UdfRow<T> {
  return { kind: 'udf', key, module, function: name, args, options }
}
