import type { Node } from '../cluster/node.ts'
import { AerospikeError, clientError, RESULT_CODES, ResultCode } from '../errors/index.ts'
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
  'NODE_SILENT',
  'MAX_ERROR_RATE',
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
  /** Milliseconds between two tries, as the policy says, and what they are multiplied with from one try to the next. */
  readonly sleepBetweenRetries: number
  readonly sleepMultiplier: number
  /** A number from 0 to 1 that chance gives: those that failed together do not come back together. */
  readonly chance: number
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
  const isMoving = movesOn(error, failed.isWrite)
  const pause = Math.max(backOff(failed, isMoving), leastPause(failed))
  return { again: true, pause: Math.min(pause, deadline - now), movesOn: isMoving }
}

/** The share of a pause that chance adds to it. */
const JITTER = 0.5

/**
 * The pause that the policy asks for: none before a command goes to another copy for the first time (client-c as_command_execute,
 * 7.5.0), growing with the tries, and longer by chance.
 */
function backOff(failed: FailedTry, isMoving: boolean): number {
  const { unit, hadNode, tries, sleepBetweenRetries, sleepMultiplier, chance } = failed
  if (sleepBetweenRetries === 0 || (unit === 'command' && isMoving && hadNode && tries === 1)) return 0
  return Math.round(sleepBetweenRetries * sleepMultiplier ** (tries - 1) * (1 + JITTER * chance))
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

/** Failures that say nothing of who holds the record: a write stays with the master (client-c as_command_execute, 7.5.0). */
const STAYS: ReadonlySet<string> = new Set(['TIMEOUT', 'SERVER_TIMEOUT', 'NODE_SILENT', 'MAX_ERROR_RATE'])

/** Whether the next try goes to the next copy. */
function movesOn(error: AerospikeError, isWrite: boolean): boolean {
  return !isWrite || !STAYS.has(error.code)
}

/** Failures that speak against the node: connections that break or cannot be made, and answers that do not come in time. */
const BLAMED: ReadonlySet<string> = new Set([
  'TIMEOUT',
  'CONNECT_FAILED',
  'CONNECTION_LOST',
  'HANDSHAKE_FAILED',
  'PROTOCOL',
  'SERVER_TIMEOUT',
  'DEVICE_OVERLOAD',
])

/** Counts a failure of a try at a node, and against the node when it speaks against it (as_node_incr_error_rate, client-c, 7.5.0). */
export function blame({ counters, errorRate }: Node, error: unknown): void {
  const code = error instanceof AerospikeError ? error.code : 'PROTOCOL'
  counters.failed(code)
  if (BLAMED.has(code)) errorRate.count(error)
}

/** Why what only reads does not wait for a node that has fallen silent. */
export function silentError(node: Node): AerospikeError {
  return clientError('NODE_SILENT', `Node ${node.toString()} owes answers and does not say a word`, {
    node: node.toString(),
    hint: 'it hangs, or the network does not let anything through; silenceLimit is how long to wait',
  })
}
