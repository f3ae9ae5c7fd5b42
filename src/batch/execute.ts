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
  // A list of its own: the caller's may change while this one is worked on.
  const own: readonly BatchRow[] = [...(rows as readonly BatchRow[])]
  const results = new Array<AnyResult | undefined>(own.length)
  const leave = enter(ground, policy, (error) => {
    run?.cancel(error)
    error.inDoubt = run?.inDoubt === true || wrote(own, results)
    cancel(error)
  })
  try {
    if (own.length === 0) return []
    const prepared = new PreparedRows(own, defaults)
    await Promise.race([
      inSlices(prepared.count, (index) => {
        prepared.add(index)
      }),
      cancelled,
    ])
    await Promise.race([whenReady(ground, deadline), cancelled])
    run = new BatchRun(prepared, collector(results), runSettings(ground, prepared, policy, deadline))
    await Promise.race([run.done(), cancelled])
    // Every row is in by now.
    const all = results as AnyResult[]
    if (policy.throwOnError) throwFailures(all)
    return all
  } finally {
    leave()
    cancelled.catch(() => undefined)
  }
}

/** Whether a row was written, or may have been, whose result nobody gets because the batch is cancelled. */
function wrote(rows: readonly BatchRow[], results: readonly (AnyResult | undefined)[]): boolean {
  return results.some(
    (result) =>
      result !== undefined &&
      (result.status === 'ok'
        ? rows[result.index]?.kind !== 'read'
        : result.status === 'error' && result.error.inDoubt),
  )
}

function collector(results: (AnyResult | undefined)[]): RowSink {
  return {
    purpose: 'batch',
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
