import { type AerospikeError, clientError } from '../errors/index.ts'
import type { Connection, ConnectionOwner } from './connection.ts'
import { ConnectionPool, type OpenConnection, type PoolCounts, type PoolOptions } from './connection-pool.ts'
import { BatchSize } from './batch-size.ts'
import type { CoalesceLimits } from './coalesce.ts'
import { Silence, type SilenceListener } from './silence.ts'
import { Leases, type LeaseSource, type Purpose, type Tenant } from './leases.ts'
import type { Request } from './request.ts'
import { SharedConnections } from './shared-connections.ts'
import { Tuning } from './tuning.ts'
import { queueFull, type QueuedRequest, WaitQueue } from './wait-queue.ts'
import { clearInterval, nextTick, performance, setInterval } from '../timers.ts'

/** How commands share the connections to one node. */
export interface NodeConnectionOptions extends PoolOptions {
  /** Most commands written ahead on one connection. 1 switches pipelining off, as TLS needs it. */
  readonly maxDepth: number
  /** Most commands that wait while every connection is full. */
  readonly maxQueue: number
  /** A connection that owes the answer of a given-up command for longer than this many ms is ended. */
  readonly drainTimeout: number
  /** How long in ms a lease may be waited for while others hold the connections. */
  readonly acquireTimeout: number
  /** Most commands of one turn that travel together as one batch; 1 for none. */
  readonly coalesceMax: number
  /** A node that owes answers and sends nothing for this many ms, though asked, is silent; 0 to wait for ever. */
  readonly silenceLimit: number
}

/** What is known of the connections to one node at one moment. */
export interface ConnectionCounts extends PoolCounts {
  readonly open: number
  /** How many of them take commands one behind another; the others are lent to one request at a time. */
  readonly shared: number
  /** How many shared connections are wanted. */
  readonly width: number
  /** Those that owe an answer. */
  readonly inUse: number
  readonly opening: number
  /** Most that may be open. */
  readonly max: number
  /** Commands and requests that wait for a connection. */
  readonly waiting: number
}

const SWEEP_INTERVAL = 500
/** A shared connection unused for this long goes back to the pool, which closes it in time. */
const RELEASE_AFTER = 1_000
/** How long in ms commands keep the only connection there is while a lease waits for it. */
const ONLY_SHARE = 50

/**
 * All connections to one node: a few are shared by pipelined commands, others are leased to one request at a time, but never all of
 * them. Shared ones are leased from the pool once for many commands, so that no command pays for the pool.
 */
export class NodeConnections implements ConnectionOwner, LeaseSource {
  readonly #pool: ConnectionPool
  readonly #options: NodeConnectionOptions
  readonly #tuning: Tuning
  readonly #batchSize: BatchSize
  readonly #leases: Leases
  readonly #silence: Silence
  readonly #shared: SharedConnections
  /** Shared until now: they take no more commands, and go to a lease when they are answered. */
  readonly #yielding = new Set<Connection>()
  readonly #waiting: WaitQueue
  #inFlight = 0
  #opening = 0
  /** When the last shared connection was taken up. */
  #sharedSince = 0
  #sweeper: NodeJS.Timeout | undefined
  #closed = false

  constructor(open: OpenConnection, options: NodeConnectionOptions) {
    this.#pool = new ConnectionPool(open, options)
    this.#options = options
    this.#tuning = new Tuning(options.maxConnections, options.coalesceMax > 1)
    this.#batchSize = new BatchSize(options.coalesceMax)
    this.#leases = new Leases(this, options.maxConnections)
    this.#shared = new SharedConnections(options)
    this.#waiting = new WaitQueue(options.maxQueue)
    this.#silence = new Silence(options.silenceLimit, () => [
      ...this.#shared.list,
      ...this.#yielding,
      ...this.#leases.watched,
    ])
  }

  /** Resolves when `minConnections` were opened, or could not be. */
  warm(): Promise<void> {
    return this.#pool.warm()
  }

  /** Has somebody asked, and told, when the node falls silent. */
  listen(listener: SilenceListener): void {
    this.#silence.listener = {
      suspected: () => {
        listener.suspected()
      },
      changed: (silent) => {
        listener.changed(silent)
        if (silent) this.#silenced()
        else this.#goOn()
      },
    }
  }

  /** Whether the node does not answer: commands wait, bounded as for a full connection, and none is written into the silence. */
  get silent(): boolean {
    return this.#silence.silent
  }

  /** The node gave a sign of life, or showed that it is not there: neither is silence. */
  heard(): void {
    this.#silence.heard()
  }

  /** The node did not answer in time when it was asked whether it is there. */
  missed(): void {
    this.#silence.missed()
  }

  #silenced(): void {
    for (const connection of [...this.#shared.list, ...this.#yielding]) connection.silenced()
    for (const request of this.#waiting.entries()) request.silenced?.()
    this.#leases.silenced()
  }

  #goOn(): void {
    if (this.#closed) return
    if (this.#waiting.size > 0) this.#serveWaiting()
    this.#leases.serve()
  }

  /** How long in ms a lease may be waited for. */
  get acquireTimeout(): number {
    return this.#options.acquireTimeout
  }

  /** Commands written or waiting. */
  get load(): number {
    return this.#inFlight + this.#waiting.size
  }

  /** What is known of the connections now. */
  get counts(): ConnectionCounts {
    const busy = [...this.#shared.list, ...this.#yielding].filter(({ pending }) => pending > 0).length
    return {
      ...this.#pool.counts,
      open: this.#pool.size,
      shared: this.#shared.size,
      width: this.#tuning.width,
      inUse: busy + this.#leases.held,
      opening: this.#pool.opening,
      max: this.#options.maxConnections,
      waiting: this.#waiting.size + this.#leases.waiting,
    }
  }

  /**
   * Sends a command in this turn where there is room, else as soon as there is. Throws when it cannot be encoded, or when too
   * many wait already (`QUEUE_FULL`).
   */
  submit(request: QueuedRequest): void {
    if (this.#closed) throw closedError('The node left the cluster')
    const connection = this.#waiting.size === 0 && !this.#silence.silent ? this.#choose(request) : undefined
    if (connection !== undefined) this.#send(connection, request)
    else this.#enqueue(request)
  }

  #enqueue(request: QueuedRequest): void {
    this.#waiting.add(request)
    this.#grow()
    if (this.commandsStarve) this.#leases.watch()
  }

  /** Whether commands wait for the only connection there is, which is leased. */
  get commandsStarve(): boolean {
    return this.#waiting.isAwaited && this.#shared.size + this.#yielding.size === 0 && this.#pool.room < 0
  }

  #send(connection: Connection, request: QueuedRequest): void {
    if (connection.pending === 0) {
      connection.lastActivity = performance.now()
      if (this.#inFlight === 0) this.#tuning.resumed(connection.lastActivity)
    }
    connection.send(request)
    this.#inFlight++
    connection.turnCount++
  }

  #choose({ coalesces }: QueuedRequest): Connection | undefined {
    const { width } = this.#tuning
    const rows = coalesces === true ? this.#rows() : 1
    const filling = this.#shared.filling(rows, width, this.#inFlight)
    if (filling !== undefined) return filling
    const next = this.#shared.fillNext(rows, width)
    if (next !== undefined && next.pending > 0 && this.#shared.serving < width) this.#grow()
    return next
  }

  /** Most commands that travel together now. */
  #rows(): number {
    return this.#tuning.together ? this.#batchSize.current : 1
  }

  get coalesceLimits(): CoalesceLimits {
    return { rows: this.#rows(), requests: this.#options.maxDepth }
  }

  takeOver(from: Connection, request: Request, frame: Buffer, start: number, end: number): boolean {
    const idle = this.#shared.idle(this.#tuning.width, from)
    if (idle === undefined) {
      if (this.#shared.serving < this.#tuning.width) this.#grow()
      return false
    }
    idle.lastActivity = performance.now()
    idle.sendFrame(request, frame, start, end)
    return true
  }

  batchRefused(rows: number): void {
    this.#batchSize.refused(rows)
  }

  sendLater(request: QueuedRequest, frame: Buffer, start: number, end: number): void {
    this.#inFlight--
    request.holdFrame(frame, start, end)
    this.#waiting.readmit(request)
    // Not at once: its connection is being written to, or read from.
    nextTick(() => {
      this.#serveWaiting()
      this.#releaseYielded()
    })
  }

  /** Opens shared connections until there is one for each command or the width is reached. */
  #grow(): void {
    this.#startSweeping()
    this.#silence.watch()
    if (this.#silence.silent) return
    const wanted = Math.min(this.#tuning.width, Math.max(1, this.load), this.#options.maxConnections)
    const { serving } = this.#shared
    while (serving + this.#opening < wanted && (this.#pool.room > 0 || serving + this.#opening === 0)) {
      this.#opening++
      this.#pool.acquire().then(
        (connection) => {
          this.#opening--
          this.#join(connection)
        },
        (error: unknown) => {
          this.#opening--
          this.#openFailed(error as Error)
        },
      )
    }
  }

  #join(connection: Connection): void {
    if (this.#closed) {
      this.#pool.release(connection)
      return
    }
    if (connection.failure !== undefined) {
      this.#pool.release(connection)
      this.#openFailed(connection.failure)
      return
    }
    connection.owner = this
    connection.lastActivity = performance.now()
    this.#sharedSince = connection.lastActivity
    this.#shared.add(connection)
    this.#serveWaiting()
    this.#yieldToLeases()
  }

  /** Without a connection at all there is nobody left to serve those who wait; they are told why. */
  #openFailed(error: Error): void {
    if (this.#opening > 0 || this.#shared.serving > 0) return
    for (const request of this.#waiting.drain()) request.lost(error)
  }

  answered(connection: Connection, count: number, bytes: number): void {
    const now = performance.now()
    connection.lastActivity = now
    this.#inFlight -= count
    this.#batchSize.answered(count, bytes)
    this.#tuning.answered(count, now, this.load + count)
    // Its session is over: it makes room for one with a new session.
    if (!connection.usable && connection.pending === 0) this.#leave(connection)
    if (this.#waiting.size > 0) this.#serveWaiting()
    if (this.#yielding.size > 0) this.#releaseYielded()
    if (this.#leases.expected > 0) this.#yieldToLeases()
  }

  #serveWaiting(): void {
    if (this.#silence.silent) return
    while (this.#waiting.size > 0) {
      const request = this.#waiting.peek()
      const connection = request === undefined ? undefined : this.#choose(request)
      if (connection === undefined) break
      this.#waiting.shift()
      // What was held is bytes already, which cannot fail to be encoded.
      if (request?.abandoned === false) this.#send(connection, request)
    }
    if (this.#waiting.size > 0) this.#grow()
  }

  gone(connection: Connection): void {
    this.#shared.remove(connection)
    this.#yielding.delete(connection)
    this.#recount()
    this.#pool.release(connection)
    if (this.#waiting.size > 0) this.#serveWaiting()
  }

  /** Takes a command back that is given up; true when its bytes have not been written and will not be. */
  withdraw(request: Request): boolean {
    if (request.sent) return false
    const withdrawn = [...this.#shared.list, ...this.#yielding].some((connection) =>
      connection.withdraw(request),
    )
    if (withdrawn) {
      this.#recount()
      this.#releaseYielded()
    } else this.#waiting.gaveUp()
    return true
  }

  #recount(): void {
    this.#inFlight = 0
    for (const connection of this.#shared.list) this.#inFlight += connection.pending
    for (const connection of this.#yielding) this.#inFlight += connection.pending
    if (this.load === 0) this.#tuning.idle(performance.now())
  }

  /** Gives a shared connection back to the pool. */
  #leave(connection: Connection): void {
    if (this.#shared.remove(connection)) this.#pool.release(connection)
  }

  /**
   * Leases a connection for one request that streams or takes long, when it is the tenant's turn. Give it back with {@link release}.
   * Some connections are never leased, so that commands always have one (see `leaseLimits`).
   */
  async lease(tenant: Tenant): Promise<Connection> {
    if (this.#closed) throw closedError('The node left the cluster')
    // One that would be served at once is none that waits.
    if (this.#leases.waiting >= Math.max(1, this.#options.maxQueue)) throw queueFull(this.#leases.waiting)
    const connection = await this.#leases.lease(tenant)
    this.#silence.watch()
    return connection
  }

  /** The tenant does not wait for a lease any more. */
  forgo(tenant: Tenant): void {
    this.#leases.withdraw(tenant)
  }

  /** Why a tenant waits, as an error; undefined when it does not wait behind others. */
  busy(tenant: Tenant): AerospikeError | undefined {
    return this.#leases.busy(tenant)
  }

  /** Has one of those that are held up give its connection up, and with it what the node keeps for it. */
  relieve(purpose: Purpose): void {
    this.#leases.relieve(purpose)
  }

  /** For the leases: a connection of the pool. */
  acquire(): Promise<Connection> {
    const connection = this.#pool.acquire()
    this.#yieldToLeases()
    return connection
  }

  /** Has shared connections go to leases that were granted and find none. */
  #yieldToLeases(): void {
    while (this.#pool.room + this.#yielding.size < 0 && this.#leases.expected > 0) {
      if (!this.#yieldOne()) return
    }
  }

  /** Has the least busy shared connection go to a lease. The last one stays; the only one there is goes back and forth. */
  #yieldOne(): boolean {
    const isOnly = this.#options.maxConnections === 1
    const next = this.#shared.leastNeeded
    if (next === undefined || (this.#shared.size === 1 && !isOnly)) return false
    if (isOnly && this.#waiting.size > 0 && performance.now() - this.#sharedSince < ONLY_SHARE) return false
    if (next.pending > 0) {
      this.#yielding.add(next)
      this.#shared.remove(next)
    } else this.#leave(next)
    return true
  }

  /** Has connections that owe nothing any more go to the leases they were meant for. */
  #releaseYielded(): void {
    for (const connection of this.#yielding) {
      if (connection.pending > 0) continue
      this.#yielding.delete(connection)
      this.#pool.release(connection)
    }
  }

  /** Gives a leased connection back; one that still owes an answer is ended. */
  release(connection: Connection): void {
    this.#pool.release(connection)
    this.#leases.returned(connection)
    if (this.#waiting.size > 0) this.#serveWaiting()
  }

  #startSweeping(): void {
    if (this.#sweeper !== undefined || this.#closed) return
    this.#sweeper = setInterval(() => {
      this.#sweep(performance.now())
    }, SWEEP_INTERVAL)
    this.#sweeper.unref()
  }

  /** Ends connections that keep owing an answer nobody waits for, gives idle ones back. */
  #sweep(now: number): void {
    for (const connection of [...this.#shared.list, ...this.#yielding]) {
      const quiet = now - connection.lastActivity
      if (connection.pending === 0) {
        if (quiet > RELEASE_AFTER) this.#leave(connection)
      } else if (quiet > this.#options.drainTimeout && connection.owesAbandoned) {
        connection.destroy(
          clientError(
            'CONNECTION_LOST',
            `The node did not answer on this connection for ${Math.round(quiet)} ms`,
          ),
          'timeout',
        )
      }
    }
    // Connections may have become stuck since the last answer.
    if (this.#waiting.size > 0) this.#serveWaiting()
    this.#yieldToLeases()
    if (this.#shared.size + this.#yielding.size + this.#waiting.size === 0) {
      clearInterval(this.#sweeper)
      this.#sweeper = undefined
    }
  }

  /** Ends every connection: what is in flight is told that its connection is lost. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#sweeper)
    this.#silence.close()
    const error = closedError('The connections to this node were closed')
    for (const request of this.#waiting.drain()) request.lost(error)
    this.#leases.close(() => closedError('The connections to this node were closed'))
    this.#pool.close()
  }
}

function closedError(why: string): AerospikeError {
  return clientError('CONNECTION_LOST', why)
}
