import { AerospikeError, clientError, protocolError } from '../errors/index.ts'
import { isError } from '../kinds.ts'
import { connectionClosed } from '../observe/channels.ts'
import type { CloseReason } from '../observe/contexts.ts'
import { Framer } from '../wire/framer.ts'
import type { Writer } from '../wire/writer.ts'
import { type CoalesceLimits, writeCoalesced } from './coalesce.ts'
import { CoalescedRequest, type CoalescedOwner } from './coalesced-request.ts'
import { type Flushable, scheduleFlush } from './flusher.ts'
import { Fifo } from './fifo.ts'
import type { Request } from './request.ts'
import { type ConnectionSession, saysSessionOver } from './session-over.ts'
import type { Transport, TransportEvents } from './transport.ts'
import { giveWriter, takeWriter } from './writers.ts'
import { dateNow } from '../timers.ts'

/**
 * From how many commands of one turn on a batch is faster than each by itself. In waves on one node and one connection, thousands a
 * second by themselves and together: 2: 43, 27; 3: 39, 41; 4: 43, 52; 6: 53, 80; 16: 79, 200; 64: 99, 400.
 */
const COALESCE_FROM = 4
/**
 * So many commands of one turn leave before it ends, where they travel together: the node begins while the others are still encoded.
 * Waves of 1,000 gets are 1.26 times as fast, of 5,000 gets and puts 1.05 times; at 128 the writes cost more than that brings.
 */
const LEAVE_AT = 512

/** What a connection tells its owner. */
export interface ConnectionOwner {
  /** What commands of one turn may do together, asked when they leave. */
  readonly coalesceLimits: CoalesceLimits
  /** Answers came in, of so many bytes: `count` requests are done, there is room for more. */
  answered(connection: Connection, count: number, bytes: number): void
  /**
   * Takes over a command of this turn, whose frame is lent for the call, for another connection that is idle; false when there is
   * none.
   */
  takeOver(connection: Connection, request: Request, frame: Buffer, start: number, end: number): boolean
  /** The node refused a batch of so many commands. */
  batchRefused(rows: number): void
  /** A command that did not leave with the others: its frame is lent for the call. */
  sendLater(request: Request, frame: Buffer, start: number, end: number): void
  /** The connection is gone; the requests that were on it are told next. */
  gone(connection: Connection): void
}

/**
 * One connection to a node. Requests are written ahead and answered strictly in order: the server takes the next request of
 * a socket only when the one before is finished (server as/src/base/service.c, 8.1.2).
 */
export class Connection implements TransportEvents, Flushable, CoalescedOwner {
  readonly #pending = new Fifo<Request>()
  /** Requests encoded in this turn and not yet written, and where each begins in the outgoing buffer. */
  readonly #unsent: Request[] = []
  readonly #unsentStarts: number[] = []
  readonly #framer: Framer
  readonly #node: string
  #transport: Transport | undefined
  #out: Writer | undefined
  #failure: Error | undefined
  #closeReason: CloseReason | undefined
  /** Bytes written since it was opened. */
  bytesSent = 0
  /** Bytes that came since it was opened. */
  bytesReceived = 0
  #answered = 0
  /** Bytes that came since the owner was told of answers. */
  #received = 0
  /** Commands without a complete answer; several may lie in one request. */
  #load = 0
  /** Told of answers and of the end; set by whoever holds the connection. */
  owner: ConnectionOwner | undefined
  /** The login that it stands on, where there is one. */
  session: ConnectionSession | undefined
  /** Milliseconds of the owner's clock when this connection was last seen to be alive or got its first request. */
  lastActivity = 0
  /** Bytes have come since somebody looked. */
  heard = false
  /** When bytes last came, on the clock of the wall: that of the process may stand still with it. */
  #heardAt = 0
  /** How many commands this turn of the loop has put here; kept by the owner. */
  turn = 0
  turnCount = 0

  constructor(node: string) {
    this.#node = node
    this.#framer = new Framer((type, buffer, start, end, isOwn) => {
      this.#frame(type, buffer, start, end, isOwn)
    })
  }

  /** Takes over the transport that was dialed with this connection as its events. */
  open(transport: Transport): void {
    this.#transport = transport
    this.#heardAt = dateNow()
    if (this.#failure === undefined) transport.unref()
    else transport.destroy()
  }

  /** Commands without a complete answer, placeholders among them. */
  get pending(): number {
    return this.#load
  }

  /** Why the connection cannot be used any more. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Why it was closed; undefined while it is open. */
  get closeReason(): CloseReason | undefined {
    return this.#closeReason
  }

  /** Whether the answer that comes next is one that nobody waits for any more. */
  get owesAbandoned(): boolean {
    return this.#pending.peek()?.abandoned === true
  }

  get usable(): boolean {
    return this.#failure === undefined && this.#transport !== undefined && this.session?.isOver !== true
  }

  /**
   * Whether it owes nothing and has been quiet for more than `limit` ms: the node may have closed it, though nobody has heard of that
   * yet. So it is after the process itself was suspended, as functions in a cloud are.
   */
  isStale(limit: number): boolean {
    return this.#load === 0 && dateNow() - this.#heardAt > limit
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
    this.#load++
    if (this.#unsent.length >= LEAVE_AT && this.#mayLeaveEarly) this.flush()
  }

  /** Not where the node takes one request at a time: the rest of the turn would come before the answer. */
  get #mayLeaveEarly(): boolean {
    const limits = this.owner?.coalesceLimits
    return limits !== undefined && limits.rows > 1 && limits.requests > 1
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
    this.#load--
    if (this.#pending.size === 0) this.#transport?.unref()
    return true
  }

  flush(): void {
    const writer = this.#out
    if (writer === undefined) return
    this.#out = undefined
    const { length } = this.#unsent
    for (let i = 0; i < length; i++) (this.#unsent[i] as Request).sent = true
    const limits = length > 1 ? this.#limits(length) : undefined
    let out = writer
    if (limits !== undefined && limits.rows > 1 && length >= COALESCE_FROM)
      out = this.#coalesce(writer, limits)
    else if (limits !== undefined) {
      if (limits.rows > 1) this.#spread(writer)
      this.#holdBack(writer, limits.requests)
    }
    this.#unsent.length = 0
    this.#unsentStarts.length = 0
    if (this.#failure !== undefined || this.#transport === undefined || out.position === 0) giveWriter(out)
    else {
      this.bytesSent += out.position
      this.#transport.write(out.buffer.subarray(0, out.position), () => {
        giveWriter(out)
      })
    }
  }

  /** What this turn's commands may do, less what is written ahead already. */
  #limits(count: number): CoalesceLimits | undefined {
    const limits = this.owner?.coalesceLimits
    if (limits === undefined) return undefined
    const ahead = this.#pending.size - count
    return { rows: limits.rows, requests: Math.max(1, limits.requests - ahead) }
  }

  /** Gives back what is more than may be written ahead: it was let in to travel together. */
  #holdBack(writer: Writer, most: number): void {
    const requests = this.#unsent
    const starts = this.#unsentStarts
    const { length } = requests
    if (length <= most) return
    for (let i = most; i < length; i++) {
      // There is one for each.
      const start = starts[i] as number
      this.sendLater(requests[i] as Request, writer.buffer, start, starts[i + 1] ?? writer.position)
    }
    writer.position = starts[most] as number
    requests.length = most
    starts.length = most
    this.#pending.dropNewest(length - most)
  }

  /** Hands all but the first command of this turn to connections that are idle, as far as there are any. */
  #spread(writer: Writer): void {
    const requests = this.#unsent
    while (requests.length > 1) {
      const last = requests.length - 1
      // There is one for each.
      const start = this.#unsentStarts[last] as number
      const taken = this.owner?.takeOver(
        this,
        requests[last] as Request,
        writer.buffer,
        start,
        writer.position,
      )
      if (taken !== true) return
      requests.pop()
      this.#unsentStarts.pop()
      this.#pending.dropNewest(1)
      this.#load--
      writer.position = start
    }
  }

  /** Sends a command that is encoded already, its frame lent for the call. */
  sendFrame(request: Request, frame: Buffer, start: number, end: number): void {
    const writer = (this.#out ??= this.#beginWriting())
    request.sent = false
    this.#unsentStarts.push(writer.position)
    writer.copy(frame, start, end)
    this.#unsent.push(request)
    if (this.#pending.size === 0) this.#transport?.ref()
    this.#pending.push(request)
    this.#load++
  }

  /** Puts what is not sent together; returns what is to be written instead. */
  #coalesce(frames: Writer, limits: CoalesceLimits): Writer {
    const out = takeWriter()
    const turn = { requests: [...this.#unsent], frames, starts: [...this.#unsentStarts] }
    // They were queued last, one after the other.
    this.#pending.dropNewest(turn.requests.length)
    for (const request of writeCoalesced(turn, out, limits, this)) this.#pending.push(request)
    return out
  }

  /** For a batch: so many of its commands are done. */
  completed(count: number): void {
    this.#answered += count
    this.#load -= count
  }

  /** For a batch: the node refused it. */
  refused(rows: number): void {
    this.owner?.batchRefused(rows)
  }

  /** For a turn of commands, and for a batch: a command goes by itself, later. */
  sendLater(request: Request, frame: Buffer, start: number, end: number): void {
    request.sent = false
    this.#load--
    this.owner?.sendLater(request, frame, start, end)
  }

  data(chunk: Buffer, length: number): void {
    this.#answered = 0
    this.#received += length
    this.bytesReceived += length
    this.heard = true
    this.#heardAt = dateNow()
    try {
      this.#framer.push(chunk, length)
    } catch (error) {
      this.destroy(isError(error) ? error : protocolError('The stream cannot be read', error))
      return
    }
    // Also without an answer for any command: a batch that was refused is off the connection.
    if (this.#pending.size === 0) this.#transport?.unref()
    if (this.#answered > 0) {
      const bytes = this.#received
      this.#received = 0
      this.owner?.answered(this, this.#answered, bytes)
    }
  }

  #frame(type: number, buffer: Buffer, start: number, end: number, isOwn: boolean): void {
    if (this.#failure !== undefined) return
    if (this.session !== undefined && saysSessionOver(type, buffer, start, end)) this.session.end()
    const request = this.#pending.peek()
    if (request === undefined) throw protocolError('The node sent an answer that nothing was asked for')
    if (!request.frame(type, buffer, start, end, isOwn)) return
    this.#pending.shift()
    // The commands of a batch were counted one by one.
    if (!(request instanceof CoalescedRequest)) this.completed(1)
  }

  closed(error: Error | undefined): void {
    // It says already what happened, and what to do.
    if (error instanceof AerospikeError) {
      this.#end(error)
      return
    }
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

  /** Tells the requests on it that the node has fallen silent. */
  silenced(): void {
    // A list of its own: those that go elsewhere may be taken back meanwhile.
    for (const request of this.#pending.entries()) request.silenced?.()
  }

  pause(): void {
    this.#transport?.pause()
  }

  resume(): void {
    this.#transport?.resume()
  }

  /** Ends the connection; every request on it is told why. */
  destroy(error: Error, reason: CloseReason = reasonOf(error)): void {
    this.#end(error, reason)
    this.#transport?.destroy()
  }

  #end(error: Error, reason: CloseReason = reasonOf(error)): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    this.#closeReason = reason
    if (connectionClosed.hasSubscribers) connectionClosed.publish({ node: this.#node, reason, error })
    this.#unsent.length = 0
    this.#unsentStarts.length = 0
    const lost = this.#pending.drain()
    this.#load = 0
    // The owner first: what is tried again right away must not count on this connection.
    this.owner?.gone(this)
    for (const request of lost) request.lost(error)
  }
}

const REASONS: Readonly<Partial<Record<string, CloseReason>>> = {
  TIMEOUT: 'timeout',
  PROTOCOL: 'protocol',
  ABORTED: 'cancelled',
  CLIENT_CLOSED: 'client',
}

/** Where whoever ends a connection doesn't say more, its error does. */
function reasonOf(error: Error): CloseReason {
  return (error instanceof AerospikeError ? REASONS[error.code] : undefined) ?? 'node'
}
