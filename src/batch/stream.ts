import { type AerospikeError, clientError } from '../errors/index.ts'
import { asError } from '../execute/call.ts'
import type { BatchStreamPolicy } from '../policy/batch.ts'
import { throwFailures } from './execute.ts'
import { Gate } from './gate.ts'
import { inSlices } from '../execute/pace.ts'
import { Portions, type RowSource } from './portions.ts'
import { PreparedRows, type RowDefaults } from './prepare.ts'
import type { AnyResult, BatchResult } from './result.ts'
import type { BatchRow } from './row.ts'
import type { RowSink } from './request-rows.ts'
import { BatchRun } from './run.ts'
import { type BatchGround, deadlineOf, enter, runSettings, whenReady } from './start.ts'

/** Results that wait for the consumer: reading stops when there are so many, or of so many bytes, and goes on at half. */
const MOST_ROWS = 1_024
const MOST_BYTES = 4 * 1024 * 1024

/**
 * How long the server keeps a request whose answer it cannot send because the consumer is slow. Without a time of its own it
 * would drop the connection after 30 seconds (BATCH_ABANDON_LIMIT, as/src/base/batch.c, 8.1.2).
 */
const SERVER_PATIENCE = 600_000

/**
 * The results of a batch as they arrive, each once, in no order; `index` says which row it is. A consumer that is slow stops
 * the sockets and the taking of rows. Leaving the loop ends what is under way.
 */
export class BatchStream<Row extends BatchRow>
  implements AsyncIterableIterator<BatchResult<Row>>, AsyncDisposable, RowSink
{
  /** For the batch that fills it. */
  readonly purpose = 'batch stream'
  readonly #ground: BatchGround
  readonly #policy: BatchStreamPolicy
  readonly #defaults: RowDefaults
  readonly #source: RowSource<Row>
  readonly #gate: Gate
  readonly #runs = new Set<BatchRun>()
  readonly #waiting: Waiter[] = []
  #portions: Portions<Row> | undefined
  #ready: (AnyResult | undefined)[] = []
  #sizes: number[] = []
  #bytes = 0
  #head = 0
  #full = false
  /** Results the consumer got. */
  #given = 0
  #wake: (() => void) | undefined
  #leave: (() => void) | undefined
  #failure: AerospikeError | Error | undefined
  #started = false
  #ended = false

  constructor(ground: BatchGround, source: RowSource<Row>, policy: BatchStreamPolicy, defaults: RowDefaults) {
    this.#ground = ground
    this.#source = source
    this.#policy = policy
    this.#defaults = defaults
    this.#gate = new Gate(policy.concurrency)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<BatchResult<Row>, undefined>> {
    this.#start()
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject } as Waiter
      if (this.#head < this.#ready.length) this.#give(waiter, this.#shift())
      else if (this.#ended) this.#finish(waiter)
      else this.#waiting.push(waiter)
    })
  }

  /** Ends the stream: what is under way is cancelled, its connections are closed. */
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
      this.#leave = enter(
        this.#ground,
        this.#policy,
        (error) => {
          this.#clear()
          this.#stop(error)
        },
        // Nobody waits for the next result: the consumer has the last one, or has gone.
        () => (this.#waiting.length === 0 ? this.#given : undefined),
      )
    } catch (error) {
      this.#end(error as Error)
      return
    }
    this.#feed().catch((error: unknown) => {
      this.#end(error as Error)
    })
  }

  /** Takes rows from the source until it has no more, or the time is up. */
  async #feed(): Promise<void> {
    const deadline = deadlineOf(this.#policy)
    await whenReady(this.#ground, deadline)
    const portions = new Portions(this.#source, this.#policy.requestSize)
    this.#portions = portions
    const limit =
      deadline === Infinity ? undefined : setTimeout(this.#stopTaking, deadline - performance.now())
    try {
      await this.#takeFrom(portions, deadline)
    } finally {
      // What is under way is given out even when the source or one of its rows is at fault.
      while (this.#runs.size > 0 && !this.#isEnded()) await this.#changed()
      clearTimeout(limit)
      await portions.close()
    }
    this.#end(portions.isCut ? this.#timedOut() : undefined)
  }

  /** A portion at a time, as long as there is room for their answers. */
  async #takeFrom(portions: Portions<Row>, deadline: number): Promise<void> {
    for (let base = 0; !this.#isEnded();) {
      await this.#room()
      const rows = this.#isEnded() ? [] : await portions.next()
      if (rows.length === 0 || this.#isEnded()) return
      const prepared = new PreparedRows(rows, this.#defaults, base)
      await inSlices(rows.length, (index) => {
        prepared.add(index)
      })
      if (!this.#isEnded()) this.#launch(prepared, deadline)
      base += rows.length
    }
  }

  /** Whatever the source does on being told so comes too late to matter. */
  readonly #stopTaking = (): void => {
    this.#portions?.cut().catch(() => undefined)
  }

  #timedOut(): AerospikeError {
    const { timeout } = this.#policy
    return clientError('TIMEOUT', `batchStream: not done within the time limit (timeout, ${timeout} ms)`, {
      hint: 'rows that were given have their results; the source has more',
    })
  }

  #launch(prepared: PreparedRows, deadline: number): void {
    const policy = this.#policy
    const patience = policy.timeout === 0 ? SERVER_PATIENCE : policy.timeout
    const settings = runSettings(this.#ground, prepared, policy, deadline, this.#gate, patience)
    const run = new BatchRun(prepared, this, settings)
    this.#runs.add(run)
    const over = (error: unknown): void => {
      this.#runs.delete(run)
      if (error !== undefined) this.#end(asError(error))
      this.#signal()
    }
    run.done().then(() => {
      over(undefined)
    }, over)
  }

  /** Waits until another portion may be under way. */
  async #room(): Promise<void> {
    while (!this.#isEnded() && (this.full || this.#runs.size >= this.#policy.requestsInFlight)) {
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
        waiter.reject(error)
      }
    } else waiter.resolve({ value: result, done: false })
  }

  #finish(waiter: Waiter): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure === undefined) waiter.resolve({ value: undefined, done: true })
    else waiter.reject(failure)
  }

  /** Cancels what is under way. */
  #stop(error: AerospikeError | undefined): void {
    this.#started = true
    this.#end(error)
    if (error === undefined) this.#clear()
    const runs = [...this.#runs]
    this.#runs.clear()
    for (const run of runs)
      run.cancel(error ?? clientError('ABORTED', 'The stream was ended by its consumer'))
    if (error !== undefined) error.inDoubt = runs.some((run) => run.inDoubt)
    this.#signal()
  }

  #end(failure: Error | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.#leave?.()
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
  resolve(result: { value: unknown; done: boolean }): void
  reject(error: unknown): void
}
