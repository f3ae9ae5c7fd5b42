import { AerospikeError, BatchError, clientError } from '../errors/index.ts'
import { rejectFromCaller } from '../execute/rejection.ts'
import type { BatchPolicy } from '../policy/batch.ts'
import { ChunkRuns, notSent } from './chunk-runs.ts'
import { Chunks } from './chunks.ts'
import type { RowDefaults } from './prepare.ts'
import { chunkLimits } from './request.ts'
import type { AnyResult } from './result.ts'
import type { BatchRow } from './row.ts'
import { type BatchGround, deadlineOf, enter, whenReady } from './start.ts'

/** Carries rows out; gives their results in their order. */
export async function executeBatch(
  ground: BatchGround,
  rows: readonly BatchRow[],
  policy: BatchPolicy,
  defaults: RowDefaults,
): Promise<AnyResult[]> {
  try {
    return await execute(ground, rows, policy, defaults)
  } catch (error) {
    if (error instanceof AerospikeError) return await rejectFromCaller(error)
    throw error
  }
}

async function execute(
  ground: BatchGround,
  rows: readonly BatchRow[],
  policy: BatchPolicy,
  defaults: RowDefaults,
): Promise<AnyResult[]> {
  if (!Array.isArray(rows)) throw clientError('INVALID_ARGUMENT', 'batch takes a list of rows')
  const deadline = deadlineOf(policy)
  let cancel!: (error: AerospikeError) => void
  const cancelled = new Promise<never>((_, reject) => {
    cancel = reject
  })
  // A list of its own: the caller's may change while this one is worked on.
  const own: readonly BatchRow[] = [...(rows as readonly BatchRow[])]
  const chunks = new Chunks(own, defaults, chunkLimits(policy))
  const runs = new ChunkRuns(ground, own, chunks, policy, deadline)
  const leave = enter(ground, policy, (error) => {
    runs.cancel(error)
    cancel(error)
  })
  try {
    if (own.length === 0) return []
    if (!(await Promise.race([chunks.check(deadline), cancelled]))) throw notSent(policy)
    await Promise.race([whenReady(ground, deadline), cancelled])
    const results = await Promise.race([runs.done(), cancelled])
    if (policy.throwOnError) throwFailures(results)
    return results
  } finally {
    leave()
    cancelled.catch(() => undefined)
  }
}

/** @throws BatchError when a row failed */
export function throwFailures(rows: readonly AnyResult[]): void {
  const failures = rows.filter((row) => row.status === 'error')
  const [first] = failures
  if (first === undefined) return
  const message = `${failures.length} of ${rows.length} rows failed; rows[${first.index}]: ${first.error.message}`
  const error = new BatchError('BATCH_FAILED', message, {
    inDoubt: failures.some((row) => row.error.inDoubt),
    errors: failures.map((row) => row.error),
  })
  error.rows = rows
  throw error
}
