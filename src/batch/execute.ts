import { AerospikeError, BatchError, clientError } from '../errors/index.ts'
import { rejectFromCaller } from '../execute/rejection.ts'
import type { BatchPolicy } from '../policy/batch.ts'
import { inSlices } from '../execute/pace.ts'
import { PreparedRows, type RowDefaults } from './prepare.ts'
import type { AnyResult } from './result.ts'
import type { BatchRow } from './row.ts'
import type { RowSink } from './request-rows.ts'
import { BatchRun } from './run.ts'
import { type BatchGround, deadlineOf, enter, runSettings, whenReady } from './start.ts'

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
  let run: BatchRun | undefined
  const leave = enter(ground, policy, (error) => {
    run?.cancel(error)
    error.inDoubt = run?.inDoubt ?? false
    cancel(error)
  })
  try {
    if (rows.length === 0) return []
    // A list of its own: the caller's may change while this one is worked on.
    const prepared = new PreparedRows([...(rows as readonly BatchRow[])], defaults)
    await Promise.race([
      inSlices(prepared.count, (index) => {
        prepared.add(index)
      }),
      cancelled,
    ])
    await Promise.race([whenReady(ground, deadline), cancelled])
    const results = new Array<AnyResult>(prepared.count)
    run = new BatchRun(prepared, collector(results), runSettings(ground, prepared, policy, deadline))
    await Promise.race([run.done(), cancelled])
    if (policy.throwOnError) throwFailures(results)
    return results
  } finally {
    leave()
    cancelled.catch(() => undefined)
  }
}

function collector(results: AnyResult[]): RowSink {
  return {
    full: false,
    take: (result) => {
      results[result.index] = result
    },
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
