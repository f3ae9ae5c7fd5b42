// Written from the tables of options: npx vitest run test/unit/policy/option-types.test.ts -u

import type { ReadOptions, WriteOptions } from './command-options.ts'
import type { FilterExpression } from './filter-expression.ts'

/** Options of a query that records come back from. */
export interface QueryOptions extends Pick<
  ReadOptions,
  'sleepMultiplier' | 'compress' | 'signal' | 'integers' | 'maps'
> {
  /** Milliseconds for the whole query, the time of its consumer included. 0 is no limit. Default: 0; from 0 to 86400000. */
  readonly timeout?: number | undefined
  /** Longest silence of a node in milliseconds while the consumer waits for it. 0 is no limit of its own. Default: 30000; from 0 to 86400000. */
  readonly socketTimeout?: number | undefined
  /** How often in a row partitions are asked for again that no node could serve. A try that brought records is not counted. Default: 5; from 0 to 1000. */
  readonly maxRetries?: number | undefined
  /** Least milliseconds between two tries; the client itself waits longer from one to the next, up to 2 s. Default: 0; from 0 to 86400000. */
  readonly sleepBetweenRetries?: number | undefined
  /** Which copy of a partition is asked: the master first and then the others; the master only; one in the own rack. Default: 'sequence'. */
  readonly replica?: 'sequence' | 'master' | 'preferRack' | undefined
  /** Only records for which this expression is true come back. */
  readonly filterExpression?: FilterExpression | undefined
  /** Most records that come back. 0: all. Default: 0; from 0 to 9007199254740991. */
  readonly maxRecords?: number | undefined
  /** Most records a second from each node. 0: no limit. Not with `expectedDuration: "short"`. Default: 0; from 0 to 4294967295. */
  readonly recordsPerSecond?: number | undefined
  /** How the nodes run it: as a long query; as a short one, without monitoring and within `timeout` (1 s when that is 0); as a long one that also reads partitions that are not complete yet (available namespaces). Default: 'long'. */
  readonly expectedDuration?: 'long' | 'short' | 'longRelaxAp' | undefined
  /** Most nodes that are asked at a time. 0: all. Default: 0; from 0 to 1000. */
  readonly concurrency?: number | undefined
}

/** Options of a job that writes to what a query finds. */
export interface ExecuteOptions extends Pick<
  WriteOptions,
  'socketTimeout' | 'ttl' | 'commitLevel' | 'durableDelete' | 'signal'
> {
  /** Milliseconds for starting the job on all nodes. Default: 10000; from 0 to 86400000. */
  readonly timeout?: number | undefined
  /** Only records for which this expression is true are changed. */
  readonly filterExpression?: FilterExpression | undefined
  /** Most records a second on each node; at most its background-query-max-rps, which also stands for 0. Default: 0; from 0 to 4294967295. */
  readonly recordsPerSecond?: number | undefined
}

/** Options of waiting for something that nodes do in the background. */
export interface WaitOptions {
  /** Milliseconds until the wait is given up. 0 is no limit. Default: 30000; from 0 to 86400000. */
  readonly timeout?: number | undefined
  /** Milliseconds between two looks; they grow to ten times as long. Default: 100; from 1 to 86400000. */
  readonly interval?: number | undefined
  /** Ends the command at any stage. */
  readonly signal?: AbortSignal | undefined
}

/** Options of `toArray`. */
export interface ToArrayOptions {
  /** At most so many records; the rest is not fetched. 0: all. Default: 0; from 0 to 9007199254740991. */
  readonly limit?: number | undefined
}

/** Options of `forEach`. */
export interface ForEachOptions {
  /** How many calls may be under way. Default: 1; from 1 to 1000000. */
  readonly concurrency?: number | undefined
}

/** Options of whatever is asked of nodes by info commands. */
export interface InfoOptions {
  /** Milliseconds for all of it: finding the cluster, and every request that belongs to it. Default: 10000; from 1 to 86400000. */
  readonly timeout?: number | undefined
  /** Id of the node to ask; any node when left out. */
  readonly node?: string | undefined
  /** Ends the command at any stage. */
  readonly signal?: AbortSignal | undefined
}
