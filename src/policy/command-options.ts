// Written from the tables of options: npx vitest run test/unit/policy/option-types.test.ts -u

import type { FilterExpression } from './filter-expression.ts'

/** Options of every command. */
export interface CommandOptions {
  /** Milliseconds for the whole command: waiting, connecting, sending, retrying. 0 is no limit. Default: 1000; from 0 to 86400000. */
  readonly timeout?: number | undefined
  /** Milliseconds for one attempt; never longer than what is left of `timeout`. 0 is no limit of its own. Default: 30000; from 0 to 86400000. */
  readonly socketTimeout?: number | undefined
  /** How often the command is tried again after an attempt that failed for a passing reason. Default: 0; from 0 to 1000. */
  readonly maxRetries?: number | undefined
  /** Milliseconds between two attempts, up to half as many more by chance. None before an attempt that goes to another copy for the first time. Default: 0; from 0 to 86400000. */
  readonly sleepBetweenRetries?: number | undefined
  /** What `sleepBetweenRetries` is multiplied with from one attempt to the next, from 1 to 10. Default: 1. */
  readonly sleepMultiplier?: number | undefined
  /** Which copy is asked: the master first and then the others; the master only; all in turn; any at random; one in the own rack. Default: 'sequence'. */
  readonly replica?: 'sequence' | 'master' | 'any' | 'random' | 'preferRack' | undefined
  /** Only a record for which this expression is true takes part; else the command fails with `FILTERED_OUT`. */
  readonly filterExpression?: FilterExpression | undefined
  /** Compress what is sent when it is larger than 128 bytes, and ask for a compressed answer (enterprise edition). Default: false. */
  readonly compress?: boolean | undefined
  /** Whether the command may travel with others of the same turn of the event loop as one batch, where that is faster. The answer is the same. Default: 'auto'. */
  readonly coalesce?: 'auto' | 'off' | undefined
  /** Ends the command at any stage. */
  readonly signal?: AbortSignal | undefined
}

/** Options of reading. */
export interface ReadOptions extends CommandOptions {
  /** How often the command is tried again after an attempt that failed for a passing reason. Default: 2; from 0 to 1000. */
  readonly maxRetries?: number | undefined
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
  /** What a command does when `filterExpression` leaves its record out: fail with `FILTERED_OUT`, or give null, and false where it gives a boolean. Default: 'error'. */
  readonly filteredOut?: 'error' | 'null' | undefined
}

/** Options of `get`. */
export interface GetOptions extends ReadOptions {
  /** The bins to read; all when left out, none when empty. */
  readonly bins?: readonly string[] | undefined
}

/** Options of writing. */
export interface WriteOptions extends CommandOptions {
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
  /** What a command does when `filterExpression` leaves its record out: fail with `FILTERED_OUT`, or give null, and false where it gives a boolean. Default: 'error'. */
  readonly filteredOut?: 'error' | 'null' | undefined
}

/** Options of `operate`. */
export interface OperateOptions extends ReadOptions, WriteOptions {
  /** How often the command is tried again after an attempt that failed for a passing reason. Default: 0; from 0 to 1000. */
  readonly maxRetries?: number | undefined
  /** Have the server answer every operation. False lets it leave out answers that say nothing, where the others can still be told apart: a shorter reply with the same results. Default: true. */
  readonly respondAllOps?: boolean | undefined
}

/** Options of `apply`. */
export interface ApplyOptions
  extends
    CommandOptions,
    Pick<WriteOptions, 'ttl' | 'commitLevel' | 'durableDelete' | 'sendKey' | 'onLockingOnly' | 'filteredOut'>,
    Pick<ReadOptions, 'integers' | 'maps'> {}
