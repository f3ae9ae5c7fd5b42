import type { Node } from '../cluster/node.ts'
import { type AerospikeError, clientError, protocolError } from '../errors/index.ts'
import type { Connection } from '../net/connection.ts'
import { Fifo } from '../net/fifo.ts'
import type { Purpose, Tenant } from '../net/leases.ts'
import type { Request } from '../net/request.ts'
import { saysSessionOver } from '../net/session-over.ts'
import { ProtoType } from '../wire/proto.ts'
import type { CloseReason } from '../observe/contexts.ts'
import type { Writer } from '../wire/writer.ts'
import { asError } from './as-error.ts'
import { blame, silentError } from './retry.ts'
import type { Scope } from './scope.ts'
import { measureStream, type StreamMeasure } from './stream-measure.ts'
import { clearTimeout, performance, queueMicrotask, setImmediate, setTimeout } from '../timers.ts'

/**
 * What becomes of an answer that is held up by its consumer while others wait for the connection:
 * - `resume`: the connection is given up, and the rest asked for when the consumer wants more; also when it takes long
 * - `repeat`: the same, but only when held up, since what is under way is done once more
 * - `drain`: the rest is read into memory, since it cannot be asked for again
 */
export type Yielding = 'resume' | 'repeat' | 'drain'

/** Most bytes that are read into memory of an answer whose end others wait for. */
const DRAIN_MAX = 32 * 1024 * 1024

/** The node is held up when so many bytes of its answer wait to be read: about one frame of a query as it sends them. */
const HIGH_WATER = 1024 * 1024
/** It may go on when so few are left. */
const LOW_WATER = 256 * 1024

/** Who asks a node for an answer of many frames, and reads them. */
export interface FrameReceiver {
  readonly purpose: Purpose
  /** The namespace that it is measured for; that of the scope when left out. */
  readonly namespace?: string | undefined
  readonly yielding: Yielding
  /** Whether a request that is paused waits for its consumer, and not only to let others have their turn of the event loop. */
  readonly heldUp: boolean
  /** Whether what is missing would be asked of another node when this one does not answer. */
  readonly mayMove: boolean
  /** Appends the request's frame. */
  encode(writer: Writer): void
  /**
   * Takes one frame, lent for the call; true when it was the last. What cannot be read at once is kept with
   * {@link StreamRequest.keep}. What it throws ends the request.
   */
  frame(buffer: Buffer, start: number, end: number): boolean
}

/**
 * One request whose answer is a stream of frames, on a connection leased for it alone: a part of a query, an aggregation or a
 * batch. Frames that are not read at once wait here; when they are too many the socket is no longer read from, which holds up
 * the node, so that no more than some frames are ever in memory. At the end the connection goes back to the pool; in the middle
 * it is destroyed, since what it still owes must not be taken for another answer.
 */
export class StreamRequest implements Request, Tenant {
  sent = false
  abandoned = false
  /** Resolves after the last frame; rejects when the request ends before. */
  readonly done: Promise<void>
  readonly node: Node
  readonly #receiver: FrameReceiver
  /** Moment in ms of `performance.now()` when the request is over; Infinity for none. */
  readonly #deadline: number
  readonly #traffic: Scope['traffic']
  readonly #socketTimeout: number
  /** Undefined while metrics are off. */
  readonly #measure: StreamMeasure | undefined
  readonly #frames = new Fifo<Buffer>()
  #kept = 0
  /** Whether the frame that is being taken has a buffer of its own. */
  #isOwn = false
  #connection: Connection | undefined
  #resolve!: () => void
  #reject!: (error: AerospikeError) => void
  #timer: NodeJS.Timeout | undefined
  /** How often the time limit was set anew. */
  #signs = 0
  #pausedAt: number | undefined
  /** Others wait for the connection. */
  #pressed = false
  #stopped = false
  #hasAnswered = false
  /** Whether it was sent anew because the session of its connection was over. */
  #hasRenewed = false
  #left = false
  #ended = false

  /** @param socketTimeout longest silence of the node in ms; 0 for no limit. Time while paused does not count. */
  constructor(scope: Scope, node: Node, receiver: FrameReceiver, socketTimeout: number) {
    this.node = node
    this.#receiver = receiver
    this.#deadline = scope.deadline
    this.#traffic = scope.traffic
    this.#measure = measureStream(scope, node, receiver)
    this.#socketTimeout = socketTimeout
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#await()
    this.#start().catch((error: unknown) => {
      this.#fail(error)
    })
  }

  get purpose(): Purpose {
    return this.#receiver.purpose
  }

  get pausedSince(): number | undefined {
    return this.#receiver.heldUp ? this.#pausedAt : undefined
  }

  /** Whether it ended before its end because its connection was needed by others: what is missing may be asked for again. */
  get left(): boolean {
    return this.#left
  }

  /** Why it waits for a connection; undefined when it does not wait behind others. */
  get busy(): AerospikeError | undefined {
    return this.node.connections.busy(this)
  }

  async #start(): Promise<void> {
    const connection = await this.node.connections.lease(this)
    if (this.#ended) {
      this.node.connections.release(connection)
      return
    }
    this.#connection = connection
    clearTimeout(this.#timer)
    this.#timer = undefined
    connection.send(this)
    this.#traffic.requests++
    this.#watch()
    this.#flow()
  }

  /** Sets the time limit of waiting for a connection. */
  #await(): void {
    const left = Math.min(this.node.connections.acquireTimeout, this.#deadline - performance.now())
    this.#timer = setTimeout(
      () => {
        this.cancel(
          this.busy ??
            clientError('TIMEOUT', 'No connection to the node could be opened within the time limit'),
        )
      },
      Math.max(0, left),
    )
  }

  encode(writer: Writer): void {
    const start = writer.position
    this.#receiver.encode(writer)
    this.#traffic.bytesSent += writer.position - start
    this.#measure?.sent(writer.position - start)
  }

  frame(type: number, buffer: Buffer, start: number, end: number, isOwn = false): boolean {
    if (this.#ended) return false
    this.#isOwn = isOwn
    this.#traffic.bytesReceived += end - start
    this.#measure?.received(end - start)
    if (this.#mayRenew && saysSessionOver(type, buffer, start, end)) {
      this.#renew()
      return true
    }
    try {
      if (type !== ProtoType.message)
        throw protocolError(`The node answered a command with a frame of type ${type}`)
      this.#hasAnswered = true
      if (!this.#receiver.frame(buffer, start, end)) {
        this.#watch()
        if (this.#pressed) this.#flow()
        return false
      }
    } catch (error) {
      this.#fail(error)
      return false
    }
    this.#end()
    this.#measure?.answered(buffer, start, end)
    this.#resolve()
    return true
  }

  get #mayRenew(): boolean {
    return !this.#hasAnswered && !this.#hasRenewed && this.#connection?.session?.isOver === true
  }

  /** The node did nothing, since the session was over: the request goes again on a connection with a new one. */
  #renew(): void {
    this.#hasRenewed = true
    this.#signs++
    const before = this.#connection
    this.#connection = undefined
    clearTimeout(this.#timer)
    this.#await()
    queueMicrotask(() => {
      if (before !== undefined) this.node.connections.release(before)
      this.#start().catch((error: unknown) => {
        this.cancel(asError(error))
      })
    })
  }

  /**
   * The connection broke. A node closes it when it could not send for the socket timeout of a query, or the time of a batch
   * (CF_SOCKET_TIMEOUT of cf_socket_send_all in conn_query_job_send_response, as/src/query/query.c; as_batch_abandon,
   * as/src/base/batch.c, 8.1.2): where its consumer was the one that let wait, this is no failure of the node.
   */
  lost(error: Error): void {
    if (this.pausedSince === undefined || !this.#mayLeave) this.#fail(error)
    else this.#leave()
  }

  /** Ends it for what speaks against the node. */
  #fail(error: unknown): void {
    if (this.#ended) return
    blame(this.node, error)
    this.cancel(asError(error))
  }

  /** Keeps the frame that is being taken, or the rest of it, for {@link take}. */
  keep(buffer: Buffer, start: number, end: number): void {
    // One that came in pieces is copied no more: a seventh of the work of a query. A short part of its memory would keep it all.
    const keepsAll = this.#isOwn && end - start > buffer.buffer.byteLength / 2
    const frame = keepsAll ? buffer.subarray(start, end) : copyOf(buffer, start, end)
    this.#frames.push(frame)
    this.#kept += frame.length
    if (this.#kept >= HIGH_WATER) this.#pause()
  }

  /** The next frame that was kept, in the order they came. */
  take(): Buffer | undefined {
    const frame = this.#frames.shift()
    if (frame === undefined) return undefined
    this.#kept -= frame.length
    if (this.#kept <= LOW_WATER) this.#resume()
    return frame
  }

  get hasFrames(): boolean {
    return this.#frames.size > 0
  }

  /** Throws away what has come and was not read. */
  drop(): void {
    this.#frames.drain()
    this.#kept = 0
  }

  #pause(): void {
    if (this.#pausedAt !== undefined || this.#ended) return
    this.#pausedAt = performance.now()
    this.#flow()
    this.#watch()
  }

  #resume(): void {
    if (this.#pausedAt === undefined || this.#ended) return
    this.#pausedAt = undefined
    this.#flow()
    this.#watch()
  }

  press(on: boolean): void {
    if (this.#pressed === on) return
    this.#pressed = on
    this.#flow()
  }

  leave(why: 'paused' | 'long'): boolean {
    if (!this.#mayLeave || (why === 'long' && this.#receiver.yielding !== 'resume')) return false
    this.#leave()
    return true
  }

  silenced(): void {
    if (this.#ended || this.pausedSince !== undefined || !this.#receiver.mayMove) return
    this.cancel(silentError(this.node))
  }

  /** What brought nothing yet stays: it would begin again and again, and never get anywhere. */
  get #mayLeave(): boolean {
    return !this.#ended && this.#hasAnswered && this.#receiver.yielding !== 'drain'
  }

  #leave(): void {
    this.#left = true
    this.cancel(
      clientError('CONNECTION_LOST', 'The connection was given to others that waited for one'),
      'cancelled',
    )
  }

  /** Has the socket read, or not. */
  #flow(): void {
    const drains = this.#pressed && this.#receiver.yielding === 'drain' && this.#kept < DRAIN_MAX
    const stopped = this.#pausedAt !== undefined && !drains
    const connection = this.#connection
    if (connection === undefined || stopped === this.#stopped) return
    this.#stopped = stopped
    if (stopped) connection.pause()
    else connection.resume()
  }

  /** Ends the request in the middle; `done` rejects with the error. */
  cancel(error: AerospikeError, reason?: CloseReason): void {
    if (this.#ended) return
    error.node ??= this.node.toString()
    const connection = this.#connection
    if (connection === undefined) this.node.connections.forgo(this)
    this.#end()
    connection?.destroy(error, reason)
    if (reason === undefined) this.#measure?.failed(error)
    this.#reject(error)
  }

  /** The connection goes back when the frame that ended it has been counted: it owes nothing then. */
  #end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    const connection = this.#connection
    this.#connection = undefined
    if (connection === undefined) return
    connection.resume()
    queueMicrotask(() => {
      this.node.connections.release(connection)
    })
  }

  /** Sets the time limit anew, after each sign of life. */
  #watch(): void {
    if (this.#connection === undefined) return
    this.#signs++
    const limit = this.#socketTimeout
    const silence = this.#pausedAt !== undefined || limit === 0 ? Infinity : limit
    const left = Math.min(silence, this.#deadline - performance.now())
    if (left === silence && this.#timer !== undefined && silence !== Infinity) {
      this.#timer.refresh()
      return
    }
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (left === Infinity) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        const signs = this.#signs
        // Behind the reading of this turn: what came while the loop was blocked is in time.
        setImmediate(() => {
          if (signs === this.#signs) this.#late()
        })
      },
      Math.max(0, left),
    )
  }

  #late(): void {
    const error = clientError('TIMEOUT', 'The node did not answer within the time limit')
    if (this.#pausedAt === undefined) this.#fail(error)
    else this.cancel(error)
  }
}

function copyOf(buffer: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(end - start)
  buffer.copy(copy, 0, start, end)
  return copy
}
