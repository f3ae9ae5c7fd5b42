import { BatchError, clientError } from '../errors/index.ts'
import { inScope, type Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import type { BatchPolicy } from '../policy/batch.ts'
import { inSlices } from '../execute/pace.ts'
import { PreparedRows, type RowDefaults } from './prepare.ts'
import type { AnyResult } from './result.ts'
import { type BatchRow, isWriteRow } from './row.ts'
import type { RowSink } from './request-rows.ts'
import { BatchRun } from './run.ts'
import { runSettings } from './start.ts'

/** Carries rows out; gives their results in their order. */
export function executeBatch(
  session: Session,
  rows: readonly BatchRow[],
  policy: BatchPolicy,
  defaults: RowDefaults,
): Promise<AnyResult[]> {
  const { timeout, signal } = policy
  return inScope(session, { name: 'batch', timeout, signal }, (scope) =>
    carryOut(scope, rows, policy, defaults),
  )
}

async function carryOut(
  scope: Scope,
  rows: readonly BatchRow[],
  policy: BatchPolicy,
  defaults: RowDefaults,
): Promise<AnyResult[]> {
  if (!Array.isArray(rows)) throw clientError('INVALID_ARGUMENT', 'batch takes a list of rows')
  // A list of its own: the caller's may change while this one is worked on.
  const own: readonly BatchRow[] = [...(rows as readonly BatchRow[])]
  if (own.length === 0) return []
  const prepared = new PreparedRows(own, defaults)
  const results = new Array<AnyResult | undefined>(own.length)
  await scope.race(
    inSlices(prepared.count, (index) => {
      prepared.add(index)
    }),
  )
  await scope.ready()
  const run = new BatchRun(prepared, collector(results), runSettings(scope, prepared, policy))
  // Every row that has no answer by then ends with an error of its own, and the batch with them.
  scope.whenDue(() => undefined)
  scope.onCancel((error) => {
    run.cancel(error)
    error.inDoubt = run.inDoubt || wrote(own, results)
  })
  await scope.race(run.done())
  // Every row is in by now.
  const all = results as AnyResult[]
  if (policy.throwOnError) throwFailures(all)
  return all
}

/** Whether a row was written, or may have been, whose result nobody gets because the batch is cancelled. */
function wrote(rows: readonly BatchRow[], results: readonly (AnyResult | undefined)[]): boolean {
  return results.some(
    (result) =>
      result !== undefined &&
      (result.status === 'ok'
        ? isWriteRow(rows[result.index] as BatchRow)
        : result.status === 'error' && result.error.inDoubt),
  )
}

function collector(results: (AnyResult | undefined)[]): RowSink {
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
