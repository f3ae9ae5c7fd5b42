import type { Node } from '../cluster/node.ts'
import { refusal } from '../commands/refusal.ts'
import type { AerospikeError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import { asError } from '../execute/as-error.ts'
import { sliceEnd } from '../execute/pace.ts'
import type { Scope } from '../execute/scope.ts'
import { type FrameReceiver, StreamRequest, type Yielding } from '../execute/stream-request.ts'
import type { Writer } from '../wire/writer.ts'
import { encodeRequest, type RequestSettings } from './encode-request.ts'
import type { PreparedRows } from './prepare.ts'
import { readTrailer, RowReader, type RowTaker } from './reply.ts'
import type { AnyResult } from './result.ts'
import type { RowAction } from './row.ts'
import { performance, setImmediate } from '../timers.ts'

/** How many rows are read between two looks at the clock. */
const STRIDE = 16

/** Where results go. */
export interface RowSink {
  /** Whose results they are: a consumer's that may let wait, or those of a call that takes all at once. */
  readonly purpose: 'batch' | 'batch stream'
  /** Whether no more are wanted for now. */
  readonly full: boolean
  /** @param size bytes of the answer; 0 for a row that got none */
  take(result: AnyResult, size: number): void
}

/** What the requests of one run share. */
export interface RequestParts {
  readonly rows: PreparedRows
  readonly sink: RowSink
  readonly settings: RequestSettings
  /** By row: the number of the request that owes its answer; 0 for none. */
  readonly owed: Uint32Array
}

/**
 * The rows that one node is asked for in one request, and its answer. Frames are read as they come while the turn of the event
 * loop has time left; what is left over waits, and is read in the next turn, or when the consumer wants more.
 */
export class BatchRequest implements FrameReceiver, RowTaker {
  readonly purpose: 'batch' | 'batch stream'
  readonly yielding: Yielding
  /** Rows that the node refused. */
  readonly refusals = new Map<number, AerospikeError>()
  readonly #number: number
  readonly #indexes: readonly number[]
  readonly #parts: RequestParts
  readonly #reader: RowReader
  #stream: StreamRequest | undefined
  /** Whether the reader stands in a frame that waited. */
  #isReading = false
  #trailer: AerospikeError | undefined
  readonly #isRepeated: boolean
  #isScheduled = false
  #hasEnded = false
  #allRead: (() => void) | undefined

  /**
   * @param number tells the requests of one run apart; not 0
   * @param isRepeated whether rows without an answer are asked for again, and of another node
   */
  constructor(number: number, indexes: readonly number[], parts: RequestParts, isRepeated: boolean) {
    const { rows, sink, settings, owed } = parts
    this.#number = number
    this.#indexes = indexes
    this.#parts = parts
    this.#isRepeated = isRepeated
    this.#reader = new RowReader(this, rows.base, settings.policy)
    this.purpose = sink.purpose
    // A write must not be sent twice; what is read may be.
    this.yielding = indexes.some((index) => rows.isWrite(index)) ? 'drain' : 'repeat'
    for (const index of indexes) owed[index] = number
  }

  /** That of its first row: the others may be of several. */
  get namespace(): string | undefined {
    const [first] = this.#indexes
    return first === undefined ? undefined : this.#parts.rows.key(first).namespace
  }

  get heldUp(): boolean {
    return this.#parts.sink.full
  }

  /** Rows that write wait for their answer. */
  get mayMove(): boolean {
    return this.#isRepeated && this.yielding === 'repeat'
  }

  /** Whether the request may have arrived. */
  get sent(): boolean {
    return this.#stream?.sent === true
  }

  /** Whether it ended before its end because its connection was needed by others. */
  get left(): boolean {
    return this.#stream?.left === true
  }

  /** Why the server gave up the request as a whole. */
  get trailer(): AerospikeError | undefined {
    return this.#trailer
  }

  /** Sends it. Resolves when all that came of the answer is read, with what ended it before its end. */
  async send(scope: Scope, node: Node): Promise<AerospikeError | undefined> {
    const stream = new StreamRequest(scope, node, this, this.#parts.settings.policy.socketTimeout)
    this.#stream = stream
    const failure = await stream.done.then(() => undefined, asError)
    this.#hasEnded = true
    if (this.#isBehind) await new Promise<void>((resolve) => (this.#allRead = resolve))
    return failure
  }

  encode(writer: Writer): void {
    const { rows, settings } = this.#parts
    encodeRequest(writer, rows, this.#indexes, settings)
  }

  frame(buffer: Buffer, start: number, end: number): boolean {
    const resultCode = readTrailer(buffer, start, end)
    if (resultCode !== undefined) {
      if (resultCode !== 0) this.#trailer = refusal(resultCode, this.#parts.settings.policy)
      return true
    }
    let at = start
    if (!this.#isBehind) {
      this.#reader.begin(buffer, start, end)
      this.#read()
      if (this.#reader.finished) return false
      at = this.#reader.position
    }
    this.#stream?.keep(buffer, at, end)
    this.#schedule()
    return false
  }

  /** Goes on after the consumer had enough. */
  resume(): void {
    if (this.#isBehind) this.#schedule()
  }

  /** Ends it, and throws away what has come and was not read. */
  cancel(error: AerospikeError): void {
    this.#drop()
    this.#stream?.cancel(error)
    this.#allRead?.()
  }

  get #isBehind(): boolean {
    return this.#isReading || this.#stream?.hasFrames === true
  }

  #drop(): void {
    this.#isReading = false
    this.#stream?.drop()
  }

  #read(): void {
    const { sink } = this.#parts
    const reader = this.#reader
    const until = sliceEnd()
    do {
      for (let i = 0; i < STRIDE && !reader.finished && !sink.full; i++) reader.next()
    } while (!reader.finished && !sink.full && performance.now() < until)
  }

  #schedule(): void {
    if (this.#isScheduled || this.#parts.sink.full) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#goOn()
    })
  }

  #goOn(): void {
    try {
      this.#readKept()
    } catch (error) {
      // The answer may have ended well: then only this says what is wrong with it.
      this.#trailer ??= asError(error)
      this.#drop()
      this.#stream?.cancel(asError(error))
    }
    if (this.#isBehind) this.#schedule()
    else if (this.#hasEnded) this.#allRead?.()
  }

  #readKept(): void {
    const { sink } = this.#parts
    const until = sliceEnd()
    do {
      if (!this.#isReading) {
        const frame = this.#stream?.take()
        if (frame === undefined) return
        this.#reader.begin(frame, 0, frame.length)
      }
      this.#read()
      this.#isReading = !this.#reader.finished
    } while (!sink.full && performance.now() < until)
  }

  isDue(index: number): boolean {
    return this.#parts.owed[index] === this.#number
  }

  key(index: number): Key {
    return this.#parts.rows.key(index)
  }

  action(index: number): RowAction {
    return this.#parts.rows.action(index)
  }

  done(index: number, result: AnyResult, size: number): void {
    const { owed, sink } = this.#parts
    owed[index] = 0
    sink.take(result, size)
  }

  refused(index: number, error: AerospikeError): void {
    this.#parts.owed[index] = 0
    this.refusals.set(index, error)
  }

  /** Gives up what is still owed; returns those rows. */
  takeUnanswered(): number[] {
    const { owed } = this.#parts
    const unanswered = this.#indexes.filter((index) => owed[index] === this.#number)
    for (const index of unanswered) owed[index] = 0
    return unanswered
  }
}
