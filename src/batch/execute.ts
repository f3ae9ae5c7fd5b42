import { requireFeature } from '../cluster/features.ts'
import { BatchError, clientError } from '../errors/index.ts'
import { inScope, type Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import { traceChannels } from '../observe/channels.ts'
import type { BatchPolicy } from '../policy/batch.ts'
import { ChunkRuns, NOT_SENT, notSent } from './chunk-runs.ts'
import { BatchChunks } from './batch-chunks.ts'
import type { ChunkSource } from './chunk-source.ts'
import type { GivenRows } from './given-rows.ts'
import { ReadChunks } from './read-chunks.ts'
import type { RowDefaults } from './prepare.ts'
import { chunkLimits } from './encode-request.ts'
import type { AnyResult } from './result.ts'
import { targetOf } from './target.ts'

/**
 * Carries rows out; returns their results in their order.
 * @param rows undefined when what was given is no list
 */
export function executeBatch(
  session: Session,
  rows: GivenRows | undefined,
  policy: BatchPolicy,
  defaults: RowDefaults,
): Promise<AnyResult[]> {
  const { timeout, signal } = policy
  const target = rows !== undefined && traceChannels.batch.isObserved ? targetOf(rows) : undefined
  const options = { kind: 'batch', name: 'batch', ...target, timeout, signal, unfinished: NOT_SENT } as const
  return inScope(session, options, (scope) => carryOut(scope, rows, policy, defaults))
}

async function carryOut(
  scope: Scope,
  rows: GivenRows | undefined,
  policy: BatchPolicy,
  defaults: RowDefaults,
): Promise<AnyResult[]> {
  if (rows === undefined) throw clientError('INVALID_ARGUMENT', 'batch takes a list of rows')
  if (rows.length === 0) return []
  scope.rows = rows.length
  const chunks = await chunksOf(scope, rows, policy, defaults)
  await scope.ready()
  requireFeature(scope.session.cluster.state, 'batch')
  const runs = new ChunkRuns(scope, rows, chunks, policy)
  // Every row that has no answer by then ends with an error of its own, and the batch with them.
  scope.whenDue(() => undefined)
  scope.onCancel((error) => {
    runs.cancel(error)
  })
  const results = await scope.race(runs.done())
  if (policy.throwOnError) throwFailures(results)
  return results
}

/** @throws AerospikeError that names the first row that cannot be sent, TimeoutError when the time is up before all are looked at */
async function chunksOf(
  scope: Scope,
  rows: GivenRows,
  policy: BatchPolicy,
  defaults: RowDefaults,
): Promise<ChunkSource> {
  const limits = chunkLimits(policy)
  if (rows.allReadTheSame()) return new ReadChunks(rows, defaults, limits, scope.deadline)
  const chunks = new BatchChunks(rows, defaults, limits)
  if (!(await scope.race(chunks.check(scope.deadline)))) throw notSent(policy)
  return chunks
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
