import type { AerospikeError } from '../errors/index.ts'
import { isRetryable } from '../execute/retry.ts'

const INDEX_NOT_FOUND = 201
const INDEX_NOT_READABLE = 203
/** Milliseconds before a try, by how many failed in a row: at first a newer partition map helps, later nodes must agree anew. */
const PAUSES = [50, 250, 1000, 2000] as const

/** How long to wait before another try. */
export function pauseAfter(failedTries: number, atLeast: number): number {
  return Math.max(atLeast, PAUSES[Math.min(failedTries, PAUSES.length - 1)] as number)
}

/** Whether a node's failure may pass: as for every command, or when the node has loaded its indexes (as_partition_tracker.c). */
export function mayPass(error: AerospikeError): boolean {
  return isRetryable(error) || isAboutIndex(error)
}

/** Every node says that there is no such index, or that it is being built: that is no matter of one node starting up. */
export function isHopeless(failures: readonly (AerospikeError | undefined)[]): boolean {
  return failures.length > 0 && failures.every((failure) => failure !== undefined && isAboutIndex(failure))
}

function isAboutIndex({ resultCode }: AerospikeError): boolean {
  return resultCode === INDEX_NOT_FOUND || resultCode === INDEX_NOT_READABLE
}
