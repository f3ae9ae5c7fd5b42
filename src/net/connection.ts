import { clientError, protocolError } from '../errors/index.ts'
import { isError } from '../kinds.ts'
import { Framer } from '../wire/framer.ts'
import type { Writer } from '../wire/writer.ts'
import { type Flushable, scheduleFlush } from './flusher.ts'
import { Fifo } from './fifo.ts'
import type { Request } from './request.ts'
import type { Transport, TransportEvents } from './transport.ts'
import { giveWriter, takeWriter } from './writers.ts'

/** What a connection tells its owner. */
export interface ConnectionOwner {
  /** Answers came in: `count` requests are done, there is room for more. */
  answered(connection: Connection, count: number): void
  /** The connection is gone; the requests that were on it are told next. */
  gone(connection: Connection): void
}

/**
 * One connection to a node. Requests are written ahead and answered strictly in order: the server takes the next request of
 * a socket only when the one before is finished (server as/src/base/service.c, 8.1.2).
 */
export class Connection implements TransportEvents, Flushable {
  readonly #pending = new Fifo<Request>()
  /** Requests encoded in this turn and not yet written, and where each begins in the outgoing buffer. */
  readonly #unsent: Request[] = []
  readonly #unsentStarts: number[] = []
  readonly #framer: Framer
  readonly #node: string
  #transport: Transport | undefined
  #out: Writer | undefined
  #failure: Error | undefined
  #answered = 0
  /** Told of answers and of the end; set by whoever holds the connection. */
  owner: ConnectionOwner | undefined
  /** Milliseconds of the owner's clock when this connection was last seen to be alive or got its first request. */
  lastActivity = 0
  /** How many commands this turn of the loop has put here; kept by the owner. */
  turn = 0
  turnCount = 0

  constructor(node: string) {
    this.#node = node
    this.#framer = new Framer((type, buffer, start, end) => {
      this.#frame(type, buffer, start, end)
    })
  }

  /** Takes over the transport that was dialed with this connection as its events. */
  open(transport: Transport): void {
    this.#transport = transport
    if (this.#failure === undefined) transport.unref()
    else transport.destroy()
  }

  /** Requests without a complete answer, placeholders among them. */
  get pending(): number {
    return this.#pending.size
  }

  /** Why the connection cannot be used any more. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Whether the answer that comes next is one that nobody waits for any more. */
  get owesAbandoned(): boolean {
    return this.#pending.peek()?.abandoned === true
  }

  get usable(): boolean {
    return this.#failure === undefined && this.#transport !== undefined
  }

  /** Encodes a request into what leaves at the end of this turn. A request that cannot be encoded throws and leaves no trace. */
  send(request: Request): void {
    const writer = (this.#out ??= this.#beginWriting())
    const start = writer.position
    try {
      request.encode(writer)
    } catch (error) {
      writer.rewind(start)
      throw error
    }
    this.#unsent.push(request)
    this.#unsentStarts.push(start)
    if (this.#pending.size === 0) this.#transport?.ref()
    this.#pending.push(request)
  }

  #beginWriting(): Writer {
    scheduleFlush(this)
    return takeWriter()
  }

  /** Takes a request back that has not been written; false when it has been. */
  withdraw(request: Request): boolean {
    const index = this.#unsent.indexOf(request)
    const writer = this.#out
    const starts = this.#unsentStarts
    const start = starts[index]
    if (start === undefined || writer === undefined) return false
    const size = (starts[index + 1] ?? writer.position) - start
    writer.buffer.copyWithin(start, start + size, writer.position)
    writer.position -= size
    this.#unsent.splice(index, 1)
    starts.splice(index, 1)
    for (let i = index; i < starts.length; i++) starts[i] = (starts[i] as number) - size
    for (const other of this.#pending.drain()) if (other !== request) this.#pending.push(other)
    if (this.#pending.size === 0) this.#transport?.unref()
    return true
  }

  flush(): void {
    const writer = this.#out
    if (writer === undefined) return
    this.#out = undefined
    const { length } = this.#unsent
    for (let i = 0; i < length; i++) (this.#unsent[i] as Request).sent = true
    this.#unsent.length = 0
    this.#unsentStarts.length = 0
    if (this.#failure !== undefined || this.#transport === undefined || writer.position === 0)
      giveWriter(writer)
    else {
      this.#transport.write(writer.buffer.subarray(0, writer.position), () => {
        giveWriter(writer)
      })
    }
  }

  data(chunk: Buffer, length: number): void {
    this.#answered = 0
    try {
      this.#framer.push(chunk, length)
    } catch (error) {
      this.destroy(isError(error) ? error : protocolError('The stream cannot be read', error))
      return
    }
    if (this.#answered > 0) {
      if (this.#pending.size === 0) this.#transport?.unref()
      this.owner?.answered(this, this.#answered)
    }
  }

  #frame(type: number, buffer: Buffer, start: number, end: number): void {
    if (this.#failure !== undefined) return
    const request = this.#pending.peek()
    if (request === undefined) throw protocolError('The node sent an answer that nothing was asked for')
    if (!request.frame(type, buffer, start, end)) return
    this.#pending.shift()
    this.#answered++
  }

  closed(error: Error | undefined): void {
    this.#end(
      clientError(
        'CONNECTION_LOST',
        `The connection to ${this.#node} ${error === undefined ? 'was closed by the node' : `broke: ${error.message}`}`,
        {
          cause: error,
          node: this.#node,
        },
      ),
    )
  }

  pause(): void {
    this.#transport?.pause()
  }

  resume(): void {
    this.#transport?.resume()
  }

  /** Ends the connection; every request on it is told why. */
  destroy(error: Error): void {
    this.#end(error)
    this.#transport?.destroy()
  }

  #end(error: Error): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    this.#unsent.length = 0
    this.#unsentStarts.length = 0
    const lost = this.#pending.drain()
    // The owner first: what is tried again right away must not count on this connection.
    this.owner?.gone(this)
    for (const request of lost) request.lost(error)
  }
}
