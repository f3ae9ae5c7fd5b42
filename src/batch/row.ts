import type { Key } from '../key.ts'
import type { Operation } from '../operations/operation.ts'
import type { ReadRowOptions, RemoveRowOptions, UdfRowOptions, WriteRowOptions } from '../policy/batch.ts'
import type { BinValues } from '../commands/index.ts'
import type { Bins } from '../record.ts'
import type { Value } from '../values.ts'

/** Reads a record: all bins, some (`bins`), or none (`bins: []`). */
export interface ReadRow<B = Bins> {
  readonly kind: 'read'
  readonly key: Key
  readonly bins?: readonly string[] | undefined
  readonly operations?: undefined
  readonly options?: ReadRowOptions | undefined
  /** Never set: carries the type of the bins. */
  readonly binsType?: B
}

/** Runs operations that only read. */
export interface ReadOperationsRow<Operations extends readonly Operation[] = readonly Operation[]> {
  readonly kind: 'read'
  readonly key: Key
  readonly bins?: undefined
  readonly operations: Operations
  readonly options?: ReadRowOptions | undefined
}

/** Writes bins and leaves the others; a bin whose value is null is deleted. */
export interface WriteRow {
  readonly kind: 'write'
  readonly key: Key
  readonly bins: BinValues
  readonly operations?: undefined
  readonly options?: WriteRowOptions | undefined
}

/** Runs operations of which at least one writes. */
export interface WriteOperationsRow<Operations extends readonly Operation[] = readonly Operation[]> {
  readonly kind: 'write'
  readonly key: Key
  readonly bins?: undefined
  readonly operations: Operations
  readonly options?: WriteRowOptions | undefined
}

/** Removes a record. */
export interface RemoveRow {
  readonly kind: 'remove'
  readonly key: Key
  readonly options?: RemoveRowOptions | undefined
}

/** Calls a user-defined function on a record. */
export interface UdfRow<T = Value> {
  readonly kind: 'udf'
  readonly key: Key
  /** The module's name on the server, without `.lua`. */
  readonly module: string
  readonly function: string
  readonly args?: readonly Value[] | undefined
  readonly options?: UdfRowOptions | undefined
  /** Never set: carries the type of what the function returns. */
  readonly valueType?: T
}

/** One row of a batch: what is done with one record. */
export type BatchRow =
  ReadRow<unknown> | ReadOperationsRow | WriteRow | WriteOperationsRow | RemoveRow | UdfRow<unknown>
