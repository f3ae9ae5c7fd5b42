import type { Scope } from '../execute/scope.ts'
import type { BatchPolicy } from '../policy/batch.ts'
import type { Semaphore } from './semaphore.ts'
import type { RunSettings } from './run.ts'

/** Reads are tried twice more, writes are not, unless the batch says so: the rule of single commands. */
const READ_RETRIES = 2

/** What a run of rows is set to. */
export function runSettings(
  scope: Scope,
  hasWrites: boolean,
  policy: BatchPolicy,
  semaphore: Semaphore,
  serverTimeout = policy.timeout,
): RunSettings {
  return {
    scope,
    policy,
    semaphore,
    serverTimeout,
    maxRetries: policy.maxRetries ?? (hasWrites ? 0 : READ_RETRIES),
  }
}
