import { requireFeature } from '../cluster/features.ts'
import { type AerospikeError, clientError } from '../errors/index.ts'
import { asError } from '../execute/as-error.ts'
import { introduce } from '../inspect.ts'
import type { BatchStreamPolicy } from '../policy/batch.ts'
import { throwFailures } from './execute.ts'
import { Semaphore } from './semaphore.ts'
import { RowList } from './given-rows.ts'
import { RowChunks, type RowSource } from './row-chunks.ts'
import { PreparedRows, type RowDefaults } from './prepare.ts'
import type { BatchStream } from './batch-stream.ts'
import { chunkLimits } from './encode-request.ts'
import type { AnyResult, BatchResult } from './result.ts'
import type { BatchRow } from './row.ts'
import type { RowSink } from './batch-request.ts'
import { BatchRun } from './run.ts'
import { rejectFromCaller } from '../execute/rejection.ts'
import { Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import { runSettings } from './start.ts'

/** Results that wait for the consumer: reading stops when there are so many, or of so many bytes, and goes on at half. */
const MOST_ROWS = 1_024
const MOST_BYTES = 4 * 1024 * 1024

/**
 * How long the server keeps a request whose answer it cannot send because the consumer is slow. Without a time of its own it
 * would drop the connection after 30 seconds (BATCH_ABANDON_LIMIT, as/src/base/batch.c, 8.1.2).
 */
const SERVER_PATIENCE = 600_000

/** The machinery of a {@link BatchStream}. */
export class RowStream<Row extends BatchRow> implements BatchStream<Row>, RowSink {
  /** For the batch that fills it. */
  readonly purpose = 'batch stream'
  readonly #session: Session
  readonly #policy: BatchStreamPolicy
  readonly #defaults: RowDefaults
  readonly #source: RowSource<Row>
  readonly #semaphore: Semaphore
  /** A list, and no `Set`, for the reason that `ListMap` has: a stream may last for days. */
  readonly #runs: BatchRun[] = []
  readonly #waiting: Waiter[] = []
  #rowChunks: RowChunks<Row> | undefined
  #ready: (AnyResult | undefined)[] = []
  #sizes: number[] = []
  #bytes = 0
  #head = 0
  #full = false
  /** Results the consumer got. */
  #given = 0
  #wake: (() => void) | undefined
  #scope: Scope | undefined
  #failure: AerospikeError | Error | undefined
  #started = false
  #ended = false

  static {
    introduce<RowStream<BatchRow>>(this, 'BatchStream', (stream) => ({
      state: stream.#ended ? 'ended' : stream.#started ? 'running' : 'not started',
      given: stream.#given,
      waiting: stream.#ready.length - stream.#head,
    }))
  }

  constructor(session: Session, source: RowSource<Row>, policy: BatchStreamPolicy, defaults: RowDefaults) {
    this.#session = session
    this.#source = source
    this.#policy = policy
    this.#defaults = defaults
    this.#semaphore = new Semaphore(policy.concurrency)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<BatchResult<Row>, undefined>> {
    this.#start()
    return new Promise((resolve) => {
      const waiter = { resolve } as Waiter
      if (this.#head < this.#ready.length) this.#give(waiter, this.#shift())
      else if (this.#ended) this.#finish(waiter)
      else this.#waiting.push(waiter)
    })
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#stop(undefined)
    return Promise.resolve({ value: undefined, done: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #start(): void {
    if (this.#started) return
    this.#started = true
    try {
      this.#scope = this.#open()
    } catch (error) {
      this.#end(error as Error)
      return
    }
    const scope = this.#scope
    scope.begin(() => {
      this.#feed(scope).catch((error: unknown) => {
        this.#end(error as Error)
      })
    })
  }

  #open(): Scope {
    const { timeout, signal } = this.#policy
    const scope = new Scope(this.#session, {
      kind: 'batch',
      name: 'batchStream',
      ...{ timeout, signal },
      // Nobody waits for the next result: the consumer has the last one, or has gone.
      progress: () => (this.#waiting.length === 0 ? this.#given : undefined),
    })
    scope.onCancel((error) => {
      this.#clear()
      this.#stop(error)
    })
    return scope
  }

  /** Takes rows from the source until it has no more, or the time is up. */
  async #feed(scope: Scope): Promise<void> {
    await scope.ready()
    requireFeature(scope.session.cluster.state, 'batch')
    const chunks = new RowChunks(this.#source, this.#policy.requestSize)
    this.#rowChunks = chunks
    scope.whenDue(this.#stopTaking)
    try {
      await this.#takeFrom(chunks, scope)
    } finally {
      // What is under way is given out even when the source or one of its rows is at fault.
      while (this.#runs.length > 0 && !this.#isEnded()) await this.#changed()
      await chunks.close()
    }
    this.#end(chunks.isCut ? this.#timedOut() : undefined)
  }

  /** A chunk at a time, as long as there is room for their answers. */
  async #takeFrom(chunks: RowChunks<Row>, scope: Scope): Promise<void> {
    const limits = chunkLimits(this.#policy)
    for (let base = 0; !this.#isEnded();) {
      await this.#room()
      if (this.#isEnded()) return
      const rows = new RowList([], base)
      const prepared = new PreparedRows(rows, this.#defaults, limits, base)
      await chunks.next((row) => {
        rows.push(row)
        const isIn = prepared.add()
        if (!isIn) rows.pop()
        return isIn
      })
      if (prepared.count === 0 || this.#isEnded()) return
      this.#launch(prepared, scope)
      base += prepared.count
    }
  }

  /** Whatever the source does on being told so comes too late to matter. */
  readonly #stopTaking = (): void => {
    this.#rowChunks?.cut().catch(() => undefined)
  }

  #timedOut(): AerospikeError {
    const { timeout } = this.#policy
    return clientError('TIMEOUT', `batchStream: not done within the time limit (timeout, ${timeout} ms)`, {
      hint: 'rows that were given have their results; the source has more',
    })
  }

  #launch(prepared: PreparedRows, scope: Scope): void {
    scope.rows += prepared.count
    const policy = this.#policy
    const patience = policy.timeout === 0 ? SERVER_PATIENCE : policy.timeout
    const settings = runSettings(scope, prepared.hasWrites, policy, this.#semaphore, patience)
    const run = new BatchRun(prepared, this, settings)
    this.#runs.push(run)
    const over = (error: unknown): void => {
      const at = this.#runs.indexOf(run)
      if (at >= 0) this.#runs.splice(at, 1)
      if (error !== undefined) this.#end(asError(error))
      this.#signal()
    }
    this.#carryOut(run).then(() => {
      over(undefined)
    }, over)
  }

  /** Every row of a stream has a result, also when the time was up before the first was sent. */
  async #carryOut(run: BatchRun): Promise<void> {
    if (!(await run.done())) await run.endLate()
  }

  /** Waits until another chunk may be under way. */
  async #room(): Promise<void> {
    while (!this.#isEnded() && (this.full || this.#runs.length >= this.#policy.requestsInFlight)) {
      await this.#changed()
    }
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #signal(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  /** Whether enough waits for the consumer. For the batch that fills it. */
  get full(): boolean {
    return this.#full
  }

  /** Takes a result. For the batch that fills it. */
  take(result: AnyResult, size: number): void {
    if (this.#ended) return
    if (result.status === 'error' && this.#scope !== undefined) this.#scope.rowsFailed++
    const waiter = this.#waiting.shift()
    if (waiter !== undefined) {
      this.#give(waiter, result)
      return
    }
    this.#ready.push(result)
    this.#sizes.push(size)
    this.#bytes += size
    this.#full ||= this.#ready.length - this.#head >= MOST_ROWS || this.#bytes >= MOST_BYTES
  }

  #shift(): AnyResult {
    // Asked for only when there is one.
    const result = this.#ready[this.#head] as AnyResult
    this.#ready[this.#head] = undefined
    this.#bytes -= this.#sizes[this.#head] as number
    this.#head++
    if (this.#head > MOST_ROWS) this.#compact()
    const left = this.#ready.length - this.#head
    if (this.#full && left <= MOST_ROWS / 2 && this.#bytes <= MOST_BYTES / 2) {
      this.#full = false
      for (const run of this.#runs) run.resume()
      this.#signal()
    }
    return result
  }

  #compact(): void {
    this.#ready.splice(0, this.#head)
    this.#sizes.splice(0, this.#head)
    this.#head = 0
  }

  #clear(): void {
    this.#ready = []
    this.#sizes = []
    this.#head = 0
  }

  #give(waiter: Waiter, result: AnyResult): void {
    this.#given++
    if (this.#policy.throwOnError && result.status === 'error') {
      try {
        throwFailures([result])
      } catch (error) {
        this.#stop(undefined)
        waiter.resolve(rejectFromCaller(error))
      }
    } else waiter.resolve({ value: result, done: false })
  }

  #finish(waiter: Waiter): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure === undefined) waiter.resolve({ value: undefined, done: true })
    else waiter.resolve(rejectFromCaller(failure))
  }

  /** Cancels what is under way. */
  #stop(error: AerospikeError | undefined): void {
    this.#started = true
    if (error === undefined) this.#clear()
    const runs = this.#runs.splice(0)
    for (const run of runs)
      run.cancel(error ?? clientError('ABORTED', 'The stream was ended by its consumer'))
    if (error !== undefined) error.inDoubt = runs.some((run) => run.inDoubt)
    this.#end(error)
    this.#signal()
  }

  #end(failure: Error | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.#scope?.end(failure)
    this.#stopTaking()
    this.#signal()
    for (const waiter of this.#waiting.splice(0)) this.#finish(waiter)
  }

  /** The stream may end while another method waits, which the compiler cannot see. */
  #isEnded(): boolean {
    return this.#ended
  }
}

interface Waiter {
  resolve(result: { value: unknown; done: boolean } | Promise<never>): void
}
