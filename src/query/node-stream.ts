import { asError } from '../execute/as-error.ts'
import { Exchange, type ExchangeHandler, type ExchangeLimits, type Yielding } from '../execute/exchange.ts'
import type { AerospikeError } from '../errors/index.ts'
import { Fifo } from '../net/fifo.ts'
import type { Writer } from '../wire/writer.ts'
import { endsAnswer } from './frame-reader.ts'
import type { Assignment } from './tracker.ts'

/** A node is held up when so many bytes of its answer wait to be read: about one frame as it sends them. */
const HIGH_WATER = 1024 * 1024
/** It may go on when so few are left. */
const LOW_WATER = 256 * 1024

/** What a stream tells the run it belongs to. */
export interface StreamHost {
  readonly purpose: 'query' | 'aggregation'
  encode(writer: Writer, assignment: Assignment): void
  /** Frames came, or the answer ended. */
  arrived(stream: NodeStream): void
}

/**
 * The answer of one node in one round: frames as they came, not yet decoded. A consumer that is behind holds up the node
 * by way of its socket, so that no more than some frames are ever in memory.
 */
export class NodeStream implements ExchangeHandler {
  readonly assignment: Assignment
  /** Records read. */
  received = 0
  /** Partitions the node could not serve. */
  readonly unavailable: Set<number>
  /** Why the answer ended before its end. */
  failure: AerospikeError | undefined
  /** Nothing more comes from the node. */
  ended = false
  /** The connection was given to others: what is missing has to be asked for by another stream. */
  left = false
  readonly #host: StreamHost
  readonly #frames = new Fifo<Buffer>()
  #waiting = 0
  #exchange: Exchange | undefined

  /** @param unavailable partitions of an earlier stream of this round that the node could not serve */
  constructor(assignment: Assignment, host: StreamHost, unavailable = new Set<number>()) {
    this.assignment = assignment
    this.unavailable = unavailable
    this.#host = host
  }

  get purpose(): 'query' | 'aggregation' {
    return this.#host.purpose
  }

  /** Partitions go on behind the last record that was read. Of a function's answers nobody knows what they stand for. */
  get yielding(): Yielding {
    return this.#host.purpose === 'query' ? 'resume' : 'drain'
  }

  /** It is paused for its consumer alone. */
  get heldUp(): boolean {
    return true
  }

  get kept(): number {
    return this.#waiting
  }

  /** Why it waits for a connection; undefined when it does not wait behind others. */
  get busy(): AerospikeError | undefined {
    return this.ended ? undefined : this.#exchange?.busy
  }

  start(limits: ExchangeLimits): void {
    const exchange = new Exchange(this.assignment.node, this, limits)
    this.#exchange = exchange
    exchange.done.then(
      () => {
        this.#end(undefined)
      },
      (error: unknown) => {
        this.left = exchange.left
        this.#end(exchange.left ? undefined : asError(error))
      },
    )
  }

  #end(failure: AerospikeError | undefined): void {
    this.ended = true
    this.failure ??= failure
    this.#host.arrived(this)
  }

  encode(writer: Writer): void {
    this.#host.encode(writer, this.assignment)
  }

  message(buffer: Buffer, start: number, end: number): boolean {
    const frame = Buffer.allocUnsafeSlow(end - start)
    buffer.copy(frame, 0, start, end)
    const isLast = endsAnswer(frame, 0, frame.length)
    this.#frames.push(frame)
    this.#waiting += frame.length
    if (this.#waiting >= HIGH_WATER) this.#exchange?.pause()
    this.#host.arrived(this)
    return isLast
  }

  /** The next frame, in the order they came. */
  take(): Buffer | undefined {
    const frame = this.#frames.shift()
    if (frame === undefined) return undefined
    this.#waiting -= frame.length
    if (this.#waiting <= LOW_WATER) this.#exchange?.resume()
    return frame
  }

  get hasFrames(): boolean {
    return this.#frames.size > 0
  }

  /** Whether some of the partitions have to be asked for again. */
  get failed(): boolean {
    return this.failure !== undefined || this.unavailable.size > 0
  }

  /** Whether nothing is left to be read and nothing more comes. */
  get over(): boolean {
    return this.ended && this.#frames.size === 0
  }

  /** Gives the rest up: the connection is ended when it still owes something. */
  cancel(error: AerospikeError): void {
    this.#frames.drain()
    this.#waiting = 0
    this.#exchange?.cancel(error)
  }
}
