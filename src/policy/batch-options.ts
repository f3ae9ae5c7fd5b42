// Written from the tables of options: npx vitest run test/unit/policy/option-types.test.ts -u

import type { CommandOptions } from './command-options.ts'
import type { FilterExpression } from './filter-expression.ts'

/** Options of a batch as a whole. */
export interface BatchOptions extends CommandOptions {
  /** Milliseconds for the whole batch, its retries included. 0 is no limit. Default: 1000; from 0 to 86400000. */
  readonly timeout?: number | undefined
  /** Longest silence of a node in milliseconds; never longer than what is left of `timeout`. 0 is no limit of its own. Default: 30000; from 0 to 86400000. */
  readonly socketTimeout?: number | undefined
  /** How often rows that need it are sent again. Left out: 2 when all rows only read, 0 when one of them writes. */
  readonly maxRetries?: number | undefined
  /** Only records for which this expression is true take part; the rows of others are `filteredOut`. A row may have its own. */
  readonly filterExpression?: FilterExpression | undefined
  /** Whether one copy is asked, or all copies are compared while partitions move (available namespaces). Default: 'one'. */
  readonly readMode?: 'one' | 'all' | undefined
  /** How strict a read is in a namespace with strong consistency. Default: 'session'. */
  readonly readModeStrong?: 'session' | 'linearize' | 'allowReplica' | 'allowUnavailable' | undefined
  /** Renew the ttl when less than this share of it is left. 0: as the server is configured; -1: never. Default: 0; from -1 to 100. */
  readonly readTouchTtlPercent?: number | undefined
  /** How integers come back: a number when safe, else a bigint; a number or an error; always a bigint. Default: 'auto'. */
  readonly integers?: 'auto' | 'number' | 'bigint' | undefined
  /** How maps come back: a plain object when every key is text, else a Map; always a Map; always an object. Default: 'auto'. */
  readonly maps?: 'auto' | 'map' | 'object' | undefined
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
export interface ReadRowOptions {
  /** Only a record for which this expression is true takes part; else the command fails with `FILTERED_OUT`. */
  readonly filterExpression?: FilterExpression | undefined
  /** Whether one copy is asked, or all copies are compared while partitions move (available namespaces). Default: 'one'. */
  readonly readMode?: 'one' | 'all' | undefined
  /** How strict a read is in a namespace with strong consistency. Default: 'session'. */
  readonly readModeStrong?: 'session' | 'linearize' | 'allowReplica' | 'allowUnavailable' | undefined
  /** Renew the ttl when less than this share of it is left. 0: as the server is configured; -1: never. Default: 0; from -1 to 100. */
  readonly readTouchTtlPercent?: number | undefined
}

/** Options of one row that writes. */
export interface WriteRowOptions {
  /** Only a record for which this expression is true takes part; else the command fails with `FILTERED_OUT`. */
  readonly filterExpression?: FilterExpression | undefined
  /** Seconds until the record expires. 0: the namespace's default; -1: never; -2: keep what it is. Default: 0; from -2 to 4294967279. */
  readonly ttl?: number | undefined
  /** The generation the record must have, as `generationPolicy` says. */
  readonly generation?: number | undefined
  /** How `generation` is compared: the record must have this one, or an older one. Default: 'equal'. */
  readonly generationPolicy?: 'equal' | 'greater' | 'ignore' | undefined
  /** What may be there: create or update; only update; create or replace all bins; only replace; only create. Default: 'update'. */
  readonly exists?: 'update' | 'updateOnly' | 'replace' | 'replaceOnly' | 'createOnly' | undefined
  /** Whether the answer waits for all copies or for the master only. Default: 'all'. */
  readonly commitLevel?: 'all' | 'master' | undefined
  /** Leave a tombstone when the record is deleted (enterprise edition). Default: false. */
  readonly durableDelete?: boolean | undefined
  /** Store the user's key with the record. Default: false. */
  readonly sendKey?: boolean | undefined
  /** In a transaction, fail when the record is locked already (enterprise edition). Default: false. */
  readonly onLockingOnly?: boolean | undefined
}

/** Options of one row that runs operations: those of reading when all operations only read, else those of writing. */
export interface OperateRowOptions extends ReadRowOptions, WriteRowOptions {}

/** Options of one row that removes a record. */
export interface RemoveRowOptions {
  /** Only a record for which this expression is true takes part; else the command fails with `FILTERED_OUT`. */
  readonly filterExpression?: FilterExpression | undefined
  /** The generation the record must have, as `generationPolicy` says. */
  readonly generation?: number | undefined
  /** How `generation` is compared: the record must have this one, or an older one. Default: 'equal'. */
  readonly generationPolicy?: 'equal' | 'greater' | 'ignore' | undefined
  /** Whether the answer waits for all copies or for the master only. Default: 'all'. */
  readonly commitLevel?: 'all' | 'master' | undefined
  /** Leave a tombstone when the record is deleted (enterprise edition). Default: false. */
  readonly durableDelete?: boolean | undefined
  /** Store the user's key with the record. Default: false. */
  readonly sendKey?: boolean | undefined
}

/** Options of one row that calls a user-defined function. */
export interface ApplyRowOptions {
  /** Only a record for which this expression is true takes part; else the command fails with `FILTERED_OUT`. */
  readonly filterExpression?: FilterExpression | undefined
  /** Seconds until the record expires. 0: the namespace's default; -1: never; -2: keep what it is. Default: 0; from -2 to 4294967279. */
  readonly ttl?: number | undefined
  /** Whether the answer waits for all copies or for the master only. Default: 'all'. */
  readonly commitLevel?: 'all' | 'master' | undefined
  /** Leave a tombstone when the record is deleted (enterprise edition). Default: false. */
  readonly durableDelete?: boolean | undefined
  /** Store the user's key with the record. Default: false. */
  readonly sendKey?: boolean | undefined
  /** In a transaction, fail when the record is locked already (enterprise edition). Default: false. */
  readonly onLockingOnly?: boolean | undefined
}

/** Options of `getMany`. */
export interface GetManyOptions extends BatchOptions {
  /** The bins to read; all when left out, none when empty. */
  readonly bins?: readonly string[] | undefined
}

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
