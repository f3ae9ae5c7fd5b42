import { type AerospikeError, serverError } from '../errors/index.ts'
import type { Exchange, ExchangeHandler, Yielding } from '../execute/exchange.ts'
import { asError } from '../execute/as-error.ts'
import type { DecodeOptions } from '../values.ts'
import type { Writer } from '../wire/writer.ts'
import { sliceEnd } from '../execute/pace.ts'
import { readTrailer, RowReader, type RowTaker } from './reply.ts'
import { quietly } from './row-error.ts'

/** How many rows are read between two looks at the clock. */
const STRIDE = 16

/** What a receiver asks of the batch it works for. */
export interface ReceiverHost extends RowTaker {
  readonly purpose: 'batch' | 'batch stream'
  readonly yielding: Yielding
  /** Whether whoever takes the results has enough for now. */
  readonly full: boolean
  encode(writer: Writer): void
}

/**
 * Takes the answer of one node. Frames are read as they come while the turn of the event loop has time left; what is left
 * over is kept, the socket stops, and reading goes on in the next turn, or when the consumer wants more.
 */
export class Receiver implements ExchangeHandler {
  /** Resolves when every row that came has been handed on. */
  readonly drained: Promise<void>
  readonly #host: ReceiverHost
  readonly #base: number
  readonly #options: DecodeOptions
  readonly purpose: 'batch' | 'batch stream'
  readonly yielding: Yielding
  readonly #frames: RowReader[] = []
  readonly #sizes: number[] = []
  #kept = 0
  #exchange: Exchange | undefined
  #trailer: AerospikeError | undefined
  #scheduled = false
  #ended = false
  #resolve!: () => void

  constructor(host: ReceiverHost, base: number, options: DecodeOptions) {
    this.#host = host
    this.purpose = host.purpose
    this.yielding = host.yielding
    this.#base = base
    this.#options = options
    this.drained = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** Says which exchange this one works for: the one that is stopped when there is too much to do. */
  attach(exchange: Exchange): void {
    this.#exchange = exchange
    exchange.done.then(
      () => {
        this.#close()
      },
      () => {
        this.#close()
      },
    )
  }

  get heldUp(): boolean {
    return this.#host.full
  }

  get kept(): number {
    return this.#kept
  }

  /** Why the server gave up the request as a whole. */
  get trailer(): AerospikeError | undefined {
    return this.#trailer
  }

  encode(writer: Writer): void {
    this.#host.encode(writer)
  }

  message(buffer: Buffer, start: number, end: number): boolean {
    const resultCode = readTrailer(buffer, start, end)
    if (resultCode !== undefined) {
      if (resultCode !== 0) this.#trailer = quietly(() => serverError(resultCode))
      return true
    }
    const reader = new RowReader(buffer, start, end, this.#host, this.#base, this.#options)
    if (this.#frames.length === 0) this.#read(reader)
    if (reader.finished) return false
    this.#frames.push(reader.keep())
    this.#sizes.push(end - start)
    this.#kept += end - start
    this.#exchange?.pause()
    this.#schedule()
    return false
  }

  /** Goes on after the consumer had enough. */
  resume(): void {
    if (this.#frames.length > 0) this.#schedule()
  }

  /** Throws away what has come and was not read. */
  cancel(): void {
    this.#frames.length = 0
    this.#close()
  }

  #read(reader: RowReader): void {
    const until = sliceEnd()
    do {
      for (let i = 0; i < STRIDE && !reader.finished && !this.#host.full; i++) reader.next()
    } while (!reader.finished && !this.#host.full && performance.now() < until)
  }

  #schedule(): void {
    if (this.#scheduled || this.#host.full) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#continue()
    })
  }

  #continue(): void {
    const until = sliceEnd()
    try {
      do {
        const reader = this.#frames[0]
        if (reader === undefined) break
        this.#read(reader)
        if (reader.finished) {
          this.#frames.shift()
          this.#kept -= this.#sizes.shift() ?? 0
        }
      } while (!this.#host.full && performance.now() < until)
    } catch (error) {
      this.#frames.length = 0
      this.#trailer ??= asError(error)
      this.#exchange?.cancel(asError(error))
    }
    if (this.#frames.length > 0) this.#schedule()
    else {
      this.#exchange?.resume()
      if (this.#ended) this.#resolve()
    }
  }

  /** The exchange is over; what came before its end is still read. */
  #close(): void {
    this.#ended = true
    if (this.#frames.length === 0) this.#resolve()
  }
}
