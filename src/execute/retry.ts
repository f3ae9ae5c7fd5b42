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

/** Whether an attempt that ended so is worth another. Total: anything unknown is final. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof AerospikeError)) return false
  return error.resultCode === undefined ? RETRIED_CODES.has(error.code) : RETRIED.has(error.resultCode)
}

/** Whether an attempt that was sent and ended so leaves open if the write was applied: everything but a final answer. */
export function leavesDoubt(error: unknown): boolean {
  if (!(error instanceof AerospikeError)) return true
  return error.resultCode === undefined || error.resultCode === RESULT_TIMEOUT
}

const RESULT_TIMEOUT = 9

/**
 * Whether the next attempt goes to the next copy. A write that merely ran out of time stays with the master, every other
 * failure moves on (client-c as_command.c).
 */
export function movesOn(error: unknown, isWrite: boolean): boolean {
  return (
    !isWrite ||
    !(error instanceof AerospikeError) ||
    (error.code !== 'TIMEOUT' && error.code !== 'SERVER_TIMEOUT')
  )
}
