import type { Node } from '../cluster/node.ts'
import { type AerospikeError, clientError, protocolError } from '../errors/index.ts'
import type { Connection } from '../net/connection.ts'
import type { Request } from '../net/request.ts'
import { ProtoType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import { asError } from './as-error.ts'

/** What a command says that streams its answer over a connection of its own. */
export interface ExchangeHandler {
  /** Appends the request's frame. */
  encode(writer: Writer): void
  /** Takes one message of the answer, lent for the call; true when it was the last. What it throws ends the exchange. */
  message(buffer: Buffer, start: number, end: number): boolean
}

/** Bounds of an exchange. */
export interface ExchangeLimits {
  /** Moment in ms of `performance.now()` when the exchange as a whole is over; Infinity for none. */
  readonly deadline: number
  /** Longest silence of the node in ms; 0 for no limit. Time while paused does not count. */
  readonly socketTimeout: number
}

/**
 * One request with an answer of many messages, on a connection leased for it alone: queries, large batches. It can be paused,
 * which stops the node by way of the socket. At its end the connection goes back to the pool; in the middle it is destroyed,
 * since what it still owes must not be taken for another answer.
 */
export class Exchange implements Request {
  sent = false
  abandoned = false
  /** Resolves after the last message; rejects when the exchange ends before. */
  readonly done: Promise<void>
  readonly node: Node
  readonly #handler: ExchangeHandler
  readonly #limits: ExchangeLimits
  #connection: Connection | undefined
  #resolve!: () => void
  #reject!: (error: AerospikeError) => void
  #timer: NodeJS.Timeout | undefined
  #paused = false
  #ended = false

  constructor(node: Node, handler: ExchangeHandler, limits: ExchangeLimits) {
    this.node = node
    this.#handler = handler
    this.#limits = limits
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#watch()
    this.#start().catch((error: unknown) => {
      this.cancel(asError(error))
    })
  }

  async #start(): Promise<void> {
    const connection = await this.node.lanes.lease()
    if (this.#ended) {
      this.node.lanes.release(connection)
      return
    }
    this.#connection = connection
    connection.send(this)
    if (this.#paused) connection.pause()
  }

  encode(writer: Writer): void {
    this.#handler.encode(writer)
  }

  frame(type: number, buffer: Buffer, start: number, end: number): boolean {
    if (this.#ended) return false
    try {
      if (type !== ProtoType.message)
        throw protocolError(`The node answered a command with a frame of type ${type}`)
      if (!this.#handler.message(buffer, start, end)) {
        this.#watch()
        return false
      }
    } catch (error) {
      this.cancel(asError(error))
      return false
    }
    this.#end()
    this.#resolve()
    return true
  }

  lost(error: Error): void {
    this.cancel(asError(error))
  }

  /** Stops reading: the consumer is behind. */
  pause(): void {
    if (this.#paused || this.#ended) return
    this.#paused = true
    this.#connection?.pause()
    this.#watch()
  }

  resume(): void {
    if (!this.#paused || this.#ended) return
    this.#paused = false
    this.#connection?.resume()
    this.#watch()
  }

  /** Ends the exchange in the middle; `done` rejects with the error. */
  cancel(error: AerospikeError): void {
    if (this.#ended) return
    error.node ??= this.node.toString()
    const connection = this.#connection
    this.#end()
    connection?.destroy(error)
    this.#reject(error)
  }

  /** The connection goes back when the frame that ended the exchange has been counted: it owes nothing then. */
  #end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    const connection = this.#connection
    this.#connection = undefined
    if (connection === undefined) return
    connection.resume()
    queueMicrotask(() => {
      this.node.lanes.release(connection)
    })
  }

  /** Sets the time limit anew, after each sign of life. */
  #watch(): void {
    const { deadline, socketTimeout } = this.#limits
    const silence = this.#paused || socketTimeout === 0 ? Infinity : socketTimeout
    const left = Math.min(silence, deadline - performance.now())
    if (left === silence && this.#timer !== undefined && silence !== Infinity) {
      this.#timer.refresh()
      return
    }
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (left === Infinity) return
    this.#timer = setTimeout(
      () => {
        this.cancel(clientError('TIMEOUT', 'The node did not answer within the time limit'))
      },
      Math.max(0, left),
    )
  }
}
