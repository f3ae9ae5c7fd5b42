import { AerospikeError, RESULT_CODES } from '../errors/index.ts'

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
  'CLUSTER_UNREACHABLE',
  'PARTITION_NOT_FOUND',
  'PROTOCOL',
])

/** Milliseconds before a node is looked for again when there is none: a newer partition map must come first. */
const NO_NODE_PAUSE = 50
const RESULT_TIMEOUT = 9

/** A try that failed, whatever its unit: a command, rows of one request, partitions of one node. */
export interface FailedTry {
  readonly error: AerospikeError
  /** Whether records may be changed by it. */
  readonly isWrite: boolean
  /** Whether there was a node to ask; without one nothing was tried, and the look counts all the same. */
  readonly hadNode: boolean
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

/** The one rule of trying again. */
export function judge(failed: FailedTry): Verdict {
  const { error, tries, maxRetries, deadline, now, hadNode, sleepBetweenRetries } = failed
  if (tries > maxRetries || now >= deadline || !isRetryable(error)) return END
  const pause = hadNode ? sleepBetweenRetries : Math.max(NO_NODE_PAUSE, sleepBetweenRetries)
  return { again: true, pause: Math.min(pause, deadline - now), movesOn: movesOn(error, failed.isWrite) }
}

/** Whether a try that ended so is worth another. Total: anything unknown is final. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof AerospikeError)) return false
  return error.resultCode === undefined ? RETRIED_CODES.has(error.code) : RETRIED.has(error.resultCode)
}

/** Whether a try that was sent and ended so leaves open if the write was applied: everything but a final answer. */
export function leavesDoubt(error: unknown): boolean {
  if (!(error instanceof AerospikeError)) return true
  return error.resultCode === undefined || error.resultCode === RESULT_TIMEOUT
}

/**
 * Whether the next try goes to the next copy. A write that merely ran out of time stays with the master, every other
 * failure moves on (client-c as_command.c).
 */
function movesOn(error: AerospikeError, isWrite: boolean): boolean {
  return !isWrite || (error.code !== 'TIMEOUT' && error.code !== 'SERVER_TIMEOUT')
}
