import type { Key } from '../key.ts'
import type { Operation } from '../operations/operation.ts'
import type { BinValues } from '../commands/index.ts'
import type { Bins } from '../record.ts'
import type { Value } from '../values.ts'
import type {
  ApplyRowOptions,
  OperateRowOptions,
  ReadRowOptions,
  RemoveRowOptions,
  WriteRowOptions,
} from '../policy/batch-options.ts'

/** Reads a record: all bins, some (`bins`), or none (`bins: []`). */
export interface GetRow<B = Bins> {
  readonly kind: 'get'
  readonly key: Key
  readonly bins?: readonly string[] | undefined
  readonly options?: ReadRowOptions | undefined
  /** Never set: carries the type of the bins. */
  readonly binsType?: B
}

/** Looks whether a record is there. */
export interface ExistsRow {
  readonly kind: 'exists'
  readonly key: Key
  readonly options?: ReadRowOptions | undefined
}

/** Writes bins and leaves the others; a bin whose value is null is deleted. */
export interface PutRow {
  readonly kind: 'put'
  readonly key: Key
  readonly bins: BinValues
  readonly options?: WriteRowOptions | undefined
}

/** Runs operations: such that read, such that write, or both. */
export interface OperateRow<Operations extends readonly Operation[] = readonly Operation[]> {
  readonly kind: 'operate'
  readonly key: Key
  readonly operations: Operations
  readonly options?: OperateRowOptions | undefined
}

/** Removes a record. */
export interface RemoveRow {
  readonly kind: 'remove'
  readonly key: Key
  readonly options?: RemoveRowOptions | undefined
}

/** Calls a user-defined function on a record. */
export interface ApplyRow<T = Value> {
  readonly kind: 'apply'
  readonly key: Key
  /** The module's name on the server, without `.lua`. */
  readonly module: string
  readonly function: string
  readonly args?: readonly Value[] | undefined
  readonly options?: ApplyRowOptions | undefined
  /** Never set: carries the type of what the function returns. */
  readonly valueType?: T
}

/** One row of a batch: what is done with one record. */
export type BatchRow = GetRow<unknown> | ExistsRow | PutRow | OperateRow | RemoveRow | ApplyRow<unknown>

type WithoutKey<Row> = Row extends unknown ? Omit<Row, 'key'> : never

/** What a row does with its record: the row without its key. */
export type RowAction = WithoutKey<BatchRow>
/** Actions that may read without writing. */
export type ReadingAction = Extract<RowAction, { kind: 'get' | 'exists' | 'operate' }>
/** Actions that may write. */
export type WritingAction = Exclude<RowAction, { kind: 'get' | 'exists' }>

/** Whether it may change its record, which decides retries and doubt. */
export function mayWrite(action: RowAction): boolean {
  switch (action.kind) {
    case 'get':
    case 'exists':
      return false
    case 'operate':
      return action.operations.some((operation) => operation.isWrite)
    default:
      return true
  }
}
