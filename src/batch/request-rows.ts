import type { AerospikeError } from '../errors/index.ts'
import type { Yielding } from '../execute/exchange.ts'
import type { Writer } from '../wire/writer.ts'
import type { PreparedRows } from './prepare.ts'
import type { ReceiverHost } from './receiver.ts'
import { encodeRequest, type RequestSettings } from './request.ts'
import type { AnyResult } from './result.ts'
import type { BatchRow } from './row.ts'

/** Where results go. */
export interface RowSink {
  /** Whose results they are: a consumer's that may let wait, or those of a call that takes all at once. */
  readonly purpose: 'batch' | 'batch stream'
  /** Whether no more are wanted for now. */
  readonly full: boolean
  /** @param size bytes of the answer; 0 for a row that got none */
  take(result: AnyResult, size: number): void
}

/**
 * The rows of one request, and which of them the node still owes an answer. A class, and no object made on the spot: one
 * with a getter of its own would be of a new shape each time, which the engine keeps for long.
 */
export class RequestRows implements ReceiverHost {
  readonly indexes: readonly number[]
  /** Rows that the node refused. */
  readonly refusals = new Map<number, AerospikeError>()
  readonly #number: number
  readonly #rows: PreparedRows
  readonly #owed: Uint32Array
  readonly #sink: RowSink
  readonly #settings: RequestSettings

  /**
   * @param number tells the requests of one batch apart; not 0
   * @param owed by row: the number of the request that owes its answer
   */
  constructor(
    number: number,
    indexes: readonly number[],
    rows: PreparedRows,
    owed: Uint32Array,
    sink: RowSink,
    settings: RequestSettings,
  ) {
    this.#number = number
    this.indexes = indexes
    this.#rows = rows
    this.#owed = owed
    this.#sink = sink
    this.#settings = settings
    for (const index of indexes) owed[index] = number
  }

  get purpose(): 'batch' | 'batch stream' {
    return this.#sink.purpose
  }

  /** A write must not be sent twice; what is read may be. */
  get yielding(): Yielding {
    return this.indexes.some((index) => this.#rows.isWrite(index)) ? 'drain' : 'repeat'
  }

  get full(): boolean {
    return this.#sink.full
  }

  encode(writer: Writer): void {
    encodeRequest(writer, this.#rows, this.indexes, this.#settings)
  }

  due(index: number): BatchRow | undefined {
    return this.#owed[index] === this.#number ? this.#rows.row(index) : undefined
  }

  done(index: number, result: AnyResult, size: number): void {
    this.#owed[index] = 0
    this.#sink.take(result, size)
  }

  refused(index: number, error: AerospikeError): void {
    this.#owed[index] = 0
    this.refusals.set(index, error)
  }

  /** Gives up what is still owed; gives those rows. */
  takeUnanswered(): number[] {
    const unanswered = this.indexes.filter((index) => this.#owed[index] === this.#number)
    for (const index of unanswered) this.#owed[index] = 0
    return unanswered
  }
}
