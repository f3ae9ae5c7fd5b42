import { AerospikeError, clientError } from '../errors/index.ts'
import { inSlices } from '../execute/pace.ts'
import type { Scope } from '../execute/scope.ts'
import type { BatchPolicy } from '../policy/batch.ts'
import { CHUNKS_IN_FLIGHT } from './batch-chunks.ts'
import type { ChunkSource } from './chunk-source.ts'
import { Semaphore } from './semaphore.ts'
import { errorResult } from './reply.ts'
import type { AnyResult } from './result.ts'
import type { GivenRows } from './given-rows.ts'
import { mayWrite } from './row.ts'
import { lateError, rowError } from './row-error.ts'
import { BatchRun } from './run.ts'
import { runSettings } from './start.ts'

/** Carries the chunks of a batch out, a few at a time, and collects the results of all rows in their order. */
export class ChunkRuns {
  readonly #scope: Scope
  readonly #rows: GivenRows
  readonly #chunks: ChunkSource
  readonly #policy: BatchPolicy
  readonly #semaphore: Semaphore
  readonly #results: (AnyResult | undefined)[]
  readonly #active = new Set<BatchRun>()
  /** Whether a chunk that has ended had something sent. */
  #begun = false
  #cancelled: AerospikeError | undefined
  /** For the runs. */
  readonly purpose = 'batch'
  /** For the runs: results are taken as they come. */
  readonly full = false

  constructor(scope: Scope, rows: GivenRows, chunks: ChunkSource, policy: BatchPolicy) {
    this.#scope = scope
    this.#rows = rows
    this.#chunks = chunks
    this.#policy = policy
    this.#semaphore = new Semaphore(policy.concurrency)
    this.#results = new Array<AnyResult | undefined>(rows.length)
  }

  /**
   * Gives the results of all rows. Rejects when it was cancelled.
   * @throws TimeoutError when the time was up before anything was sent
   */
  async done(): Promise<AnyResult[]> {
    await Promise.all(Array.from({ length: CHUNKS_IN_FLIGHT }, () => this.#work()))
    // Every row is in by now.
    return this.#results as AnyResult[]
  }

  /** For the runs. */
  take(result: AnyResult): void {
    this.#results[result.index] = result
    if (result.status === 'error') this.#scope.rowsFailed++
  }

  /** Ends everything, and says in the error whether a write may have been applied that nobody gets a result of. */
  cancel(error: AerospikeError): void {
    this.#cancelled = error
    for (const run of this.#active) run.cancel(error)
    error.inDoubt = [...this.#active].some((run) => run.inDoubt) || this.#wrote()
  }

  #wrote(): boolean {
    return this.#results.some(
      (result) =>
        result !== undefined &&
        (result.status === 'ok'
          ? mayWrite(this.#rows.action(result.index))
          : result.status === 'error' && result.error.inDoubt),
    )
  }

  async #work(): Promise<void> {
    try {
      while (!this.#isCancelled() && (await this.#carryOutNext()));
    } catch (error) {
      // A row that cannot be sent ends the batch, and what is under way with it.
      if (!this.#isCancelled() && error instanceof AerospikeError) this.cancel(error)
      throw error
    }
  }

  /** Carries the next chunk out; false when there is none. */
  async #carryOutNext(): Promise<boolean> {
    if (this.#hasBegun() && this.#scope.left <= 0) {
      await this.#endRestAsLate()
      return false
    }
    const prepared = await this.#chunks.take()
    if (prepared === undefined || this.#isCancelled()) return false
    const { hasWrites } = this.#chunks
    const settings = runSettings(this.#scope, hasWrites, this.#policy, this.#semaphore)
    const run = new BatchRun(prepared, this, settings)
    this.#active.add(run)
    try {
      if (await run.done()) return true
      if (!this.#hasBegun()) throw notSent(this.#policy)
      await run.endLate()
      return true
    } finally {
      this.#begun ||= run.begun
      this.#active.delete(run)
    }
  }

  #hasBegun(): boolean {
    return this.#begun || [...this.#active].some((run) => run.begun)
  }

  /** It may be cancelled while a method waits, which the compiler cannot see. */
  #isCancelled(): boolean {
    return this.#cancelled !== undefined
  }

  /** Rows whose turn comes when the time is up. */
  async #endRestAsLate(): Promise<void> {
    const [start, end] = this.#chunks.rest()
    const late = lateError()
    await inSlices(end - start, (i) => {
      const key = this.#rows.key(start + i)
      const failure = { attempts: 0, inDoubt: false, key: key.toString(), node: undefined, errors: [] }
      this.take(errorResult(rowError(late, failure), start + i, key, this.#rows.action(start + i)))
    })
  }
}

/** What has not happened when the time is up too early. */
export const NOT_SENT = 'batch: nothing was sent'

/** The error of a batch whose time was up before anything was sent. An error for each row would take longer than that time. */
export function notSent({ timeout }: BatchPolicy): AerospikeError {
  return clientError('TIMEOUT', `${NOT_SENT} within the time limit (timeout, ${timeout} ms)`, {
    hint: 'give it more time or fewer rows; batchStream takes any number of rows',
  })
}
