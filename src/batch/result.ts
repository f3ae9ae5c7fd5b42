import type { AerospikeError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import type { Operation, OperationResults } from '../operations/operation.ts'
import type { Bins, Record } from '../record.ts'
import type { Value } from '../values.ts'
import type { RecordMetadata } from '../wire/reply.ts'
import type { ApplyRow, BatchRow, GetRow, OperateRow } from './row.ts'

/** Which row a result belongs to. */
export interface RowIdentity {
  /** The row's place among the rows given. */
  readonly index: number
  readonly key: Key
}

/**
 * What became of a row; tell the cases apart by `status`.
 * - `ok`: done; `Done` is what it answered
 * - `notFound`: there is no such record
 * - `filteredOut`: the filter expression was not true for the record
 * - `error`: refused, or not answered; `error.inDoubt` says whether a write may have been applied all the same
 */
export type RowOutcome<Done, Missing> =
  | (RowIdentity & { readonly status: 'ok' } & Done)
  | (RowIdentity & { readonly status: 'notFound' } & Missing)
  | (RowIdentity & { readonly status: 'filteredOut' } & Missing)
  | (RowIdentity & { readonly status: 'error'; readonly error: AerospikeError } & Missing)

/** The record of a row that has none, so that `row.record` can be asked for without looking at `status` first. */
export interface NoRecord {
  readonly record: null
}

/** Result of a row that reads bins. */
export type GetRowResult<B = Bins> = RowOutcome<{ readonly record: Record<B> }, NoRecord>
/** Result of a row that looks whether a record is there: `ok` when it is; its record has no bins. */
export type ExistsRowResult = GetRowResult<{ readonly [bin: string]: never }>
/** Result of a row that writes bins. */
export type PutRowResult = RowOutcome<{ readonly metadata: RecordMetadata }, object>
/** Result of a row that runs operations: one result for each in their order, and the last one of each bin by name. */
export type OperateRowResult<Operations extends readonly Operation[] = readonly Operation[]> = RowOutcome<
  { readonly record: Record; readonly results: OperationResults<Operations> },
  NoRecord
>
/** Result of a row that removes. */
export type RemoveRowResult = RowOutcome<object, object>
/** Result of a row that calls a user-defined function: what it returned. */
export type ApplyRowResult<T = Value> = RowOutcome<{ readonly value: T }, object>

/** `Fallback` where a type is not known: a row written as an object says nothing of the type of its bins. */
export type OrElse<T, Fallback> = unknown extends T ? Fallback : T

/** The result of a row, by the row's type. */
export type BatchResult<Row extends BatchRow = BatchRow> =
  Row extends OperateRow<infer Operations>
    ? OperateRowResult<Operations>
    : Row extends { readonly kind: 'get' }
      ? GetRowResult<Row extends GetRow<infer B> ? OrElse<B, Bins> : never>
      : Row extends { readonly kind: 'exists' }
        ? ExistsRowResult
        : Row extends { readonly kind: 'put' }
          ? PutRowResult
          : Row extends { readonly kind: 'remove' }
            ? RemoveRowResult
            : ApplyRowResult<Row extends ApplyRow<infer T> ? OrElse<T, Value> : never>

/** The results of rows: a tuple gives a tuple. */
export type BatchResults<Rows extends readonly BatchRow[]> = {
  -readonly [Index in keyof Rows]: BatchResult<Rows[Index]>
}

/** A result of any kind, as the batch itself handles them. */
export type AnyResult = RowOutcome<object, object>
