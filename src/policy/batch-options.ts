// Written from the tables of options: npx vitest run test/unit/policy/option-types.test.ts -u

import type { CommandOptions, GetOptions, ReadOptions, WriteOptions } from './command-options.ts'
import type { FilterExpression } from './filter-expression.ts'

/** Options of a batch as a whole. */
export interface BatchOptions
  extends
    CommandOptions,
    Pick<ReadOptions, 'readMode' | 'readModeStrong' | 'readTouchTtlPercent' | 'integers' | 'maps'> {
  /** Milliseconds for the whole batch, its retries included. 0 is no limit. Default: 1000; from 0 to 86400000. */
  readonly timeout?: number | undefined
  /** Longest silence of a node in milliseconds; never longer than what is left of `timeout`. 0 is no limit of its own. Default: 30000; from 0 to 86400000. */
  readonly socketTimeout?: number | undefined
  /** How often rows that need it are sent again. Left out: 2 when all rows only read, 0 when one of them writes. */
  readonly maxRetries?: number | undefined
  /** Only records for which this expression is true take part; the rows of others are `filteredOut`. A row may have its own. */
  readonly filterExpression?: FilterExpression | undefined
  /** Let the server work on rows whose data is in memory one after another in the thread that took the request. Default: true. */
  readonly allowInline?: boolean | undefined
  /** The same for rows whose data is on a device. Default: false. */
  readonly allowInlineSSD?: boolean | undefined
  /** Go on after a row that failed. False ends the answer of a node at its first failure, though the rows behind it may be carried out. Default: true. */
  readonly respondAllKeys?: boolean | undefined
  /** Most nodes that are asked at a time. 0: all. Default: 0; from 0 to 1000. */
  readonly concurrency?: number | undefined
  /** Reject with a BatchError when a row failed; it carries all rows. Default: false. */
  readonly throwOnError?: boolean | undefined
}

/** Options of a batch as a stream. */
export interface BatchStreamOptions extends BatchOptions {
  /** Milliseconds for the whole stream, the time of its consumer included. 0 is no limit. Default: 0; from 0 to 86400000. */
  readonly timeout?: number | undefined
  /** Most rows in one request to a node. Default: 5000; from 1 to 1000000. */
  readonly requestSize?: number | undefined
  /** Chunks of `requestSize` rows that are under way at a time; each goes to the nodes that own its rows. Default: 2; from 1 to 1000. */
  readonly requestsInFlight?: number | undefined
}

/** Options of one row that reads. What is left out is as the batch says. */
export type ReadRowOptions = Pick<
  ReadOptions,
  'filterExpression' | 'readMode' | 'readModeStrong' | 'readTouchTtlPercent'
>

/** Options of one row that writes. */
export type WriteRowOptions = Pick<
  WriteOptions,
  | 'filterExpression'
  | 'ttl'
  | 'generation'
  | 'generationPolicy'
  | 'exists'
  | 'commitLevel'
  | 'durableDelete'
  | 'sendKey'
  | 'onLockingOnly'
>

/** Options of one row that runs operations: those of reading when all operations only read, else those of writing. */
export interface OperateRowOptions extends ReadRowOptions, WriteRowOptions {}

/** Options of one row that removes a record. */
export type RemoveRowOptions = Pick<
  WriteOptions,
  'filterExpression' | 'generation' | 'generationPolicy' | 'commitLevel' | 'durableDelete' | 'sendKey'
>

/** Options of one row that calls a user-defined function. */
export type ApplyRowOptions = Pick<
  WriteOptions,
  'filterExpression' | 'ttl' | 'commitLevel' | 'durableDelete' | 'sendKey' | 'onLockingOnly'
>

/** Options of `getMany`. */
export interface GetManyOptions extends BatchOptions, Pick<GetOptions, 'bins'> {}

/** Options of `putMany` and `operateMany`: those of the batch, and those of its rows. */
export interface PutManyOptions extends BatchOptions, WriteRowOptions {
  /** Only records for which this expression is true take part; the rows of others are `filteredOut`. A row may have its own. */
  readonly filterExpression?: FilterExpression | undefined
}

/** Options of `removeMany`. */
export interface RemoveManyOptions extends BatchOptions, RemoveRowOptions {
  /** Only records for which this expression is true take part; the rows of others are `filteredOut`. A row may have its own. */
  readonly filterExpression?: FilterExpression | undefined
}
