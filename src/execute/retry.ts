import { AerospikeError, RESULT_CODES, ResultCode } from '../errors/index.ts'
import { isSessionCode } from '../net/session-over.ts'

/** Result codes that another attempt may overcome: marked so in their table. */
const RETRIED = new Set(
  Object.entries(RESULT_CODES)
    .filter(([, entry]) => 'retry' in entry)
    .map(([resultCode]) => Number(resultCode)),
)

/** Client-side failures that another attempt may overcome. */
const RETRIED_CODES: ReadonlySet<string> = new Set([
  'TIMEOUT',
  'CONNECT_FAILED',
  'CONNECTION_LOST',
  'HANDSHAKE_FAILED',
  'TLS_FAILED',
  'CLUSTER_UNREACHABLE',
  'PARTITION_NOT_FOUND',
  'PROTOCOL',
])

/** Milliseconds before a node is looked for again when there is none: a newer partition map must come first. */
const NO_NODE_PAUSE = 50
/**
 * Milliseconds before partitions are asked for again, by how many tries failed in a row: at first a newer partition map helps,
 * later nodes must agree anew.
 */
const PARTITION_PAUSES = [50, 250, 1000, 2000] as const

/** What is tried as one: a command on a record, rows of a batch, partitions of a query. */
export type TryUnit = 'command' | 'rows' | 'partitions'

/** A try that failed. */
export interface FailedTry {
  readonly unit: TryUnit
  readonly error: AerospikeError
  /** Whether records may be changed by it. */
  readonly isWrite: boolean
  /** Whether there was a node to ask; without one nothing was tried, and the look counts all the same. */
  readonly hadNode: boolean
  /** Whether it may be tried anew because its session was over: the client logs in, and that has not been the reason before. */
  readonly mayRenew?: boolean
  /** Tries so far, with this one. */
  readonly tries: number
  readonly maxRetries: number
  /** Milliseconds between two tries, as the policy says. */
  readonly sleepBetweenRetries: number
  /** Moment when all is over, on the clock of `now`. */
  readonly deadline: number
  readonly now: number
}

/** What follows from a failed try. */
export type Verdict =
  | { readonly again: false }
  | {
      readonly again: true
      /** Milliseconds to wait before. */
      readonly pause: number
      /** Whether the next try goes to the next copy of the partition. */
      readonly movesOn: boolean
    }

const END: Verdict = { again: false }
/** The node did nothing, and the next connection logs in: this counts as no try. */
const RENEW: Verdict = { again: true, pause: 0, movesOn: false }

/** The one rule of trying again. */
export function judge(failed: FailedTry): Verdict {
  const { error, tries, maxRetries, deadline, now } = failed
  if (isSessionOver(error)) return failed.mayRenew === true && now < deadline ? RENEW : END
  if (tries > maxRetries || now >= deadline || !mayPass(error, failed.unit)) return END
  const pause = Math.max(failed.sleepBetweenRetries, leastPause(failed))
  return { again: true, pause: Math.min(pause, deadline - now), movesOn: movesOn(error, failed.isWrite) }
}

function leastPause({ unit, hadNode, tries }: FailedTry): number {
  // The index is never behind the last entry.
  if (unit === 'partitions') return PARTITION_PAUSES[Math.min(tries, PARTITION_PAUSES.length) - 1] as number
  return hadNode ? 0 : NO_NODE_PAUSE
}

/**
 * Whether a failure may pass: for a query also that a node has not loaded its indexes (client-c as_partition_tracker.c), or runs as
 * many queries as it may.
 */
export function mayPass(error: unknown, unit: TryUnit): boolean {
  return isRetryable(error) || (unit === 'partitions' && (isAboutIndex(error) || isAboutThreads(error)))
}

/**
 * Whether a node refuses a query because its threads for queries are taken (query-threads-limit; as_query_manager_start_job, server
 * as/src/query/query_manager.c, 8.1.2). A query has FORBIDDEN for nothing else.
 */
export function isAboutThreads(error: unknown): boolean {
  return error instanceof AerospikeError && error.resultCode === ResultCode.FORBIDDEN
}

/** Whether a node says that it does not have the index, or not yet. */
export function isAboutIndex(error: unknown): boolean {
  if (!(error instanceof AerospikeError)) return false
  return error.resultCode === ResultCode.INDEX_NOT_FOUND || error.resultCode === ResultCode.INDEX_NOT_READABLE
}

/** Whether a node says that the connection's session has expired, or is none. It did nothing then. */
export function isSessionOver(error: unknown): boolean {
  return error instanceof AerospikeError && isSessionCode(error.resultCode)
}

/** Whether a try that ended so is worth another. Total: anything unknown is final. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof AerospikeError)) return false
  return error.resultCode === undefined ? RETRIED_CODES.has(error.code) : RETRIED.has(error.resultCode)
}

/** Whether a try that was sent and ended so leaves open if the write was applied: everything but a final answer. */
export function leavesDoubt(error: unknown): boolean {
  if (!(error instanceof AerospikeError)) return true
  return error.resultCode === undefined || error.resultCode === ResultCode.SERVER_TIMEOUT
}

/**
 * Whether the next try goes to the next copy. A write that merely ran out of time stays with the master, every other
 * failure moves on (client-c as_command.c).
 */
function movesOn(error: AerospikeError, isWrite: boolean): boolean {
  return !isWrite || (error.code !== 'TIMEOUT' && error.code !== 'SERVER_TIMEOUT')
}
