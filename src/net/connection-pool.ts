import { createPool, type Pool } from 'generic-pool'
import { clientError } from '../errors/index.ts'
import { CLOSE_REASONS, type CloseReason } from '../observe/contexts.ts'
import type { Connection } from './connection.ts'

/** Bounds of the connections to one node. */
export interface PoolOptions {
  readonly maxConnections: number
  readonly minConnections: number
  /** How many connections are opened at a time. */
  readonly maxConnecting: number
  /** Idle connections are closed after this many ms, before the server does it (proto-fd-idle-ms, 60 s). */
  readonly maxIdle: number
}

/** What became of connections, and what travelled on them. */
export interface PoolCounts {
  /** Connections that were opened since the start. */
  readonly opened: number
  /** How often one could not be opened. */
  readonly failed: number
  /** Connections that were closed since the start, by why. */
  readonly closed: Readonly<Record<CloseReason, number>>
  /** Bytes on all of them since the start. */
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** Opens a connection, ready for commands; rejects with a ConnectionError. */
export type OpenConnection = () => Promise<Connection>

/** What generic-pool keeps: a connection, or why there is none. Its own `create` must not fail, or it would try again for ever. */
interface Slot {
  readonly connection: Connection | undefined
  readonly failure: unknown
  /** Counts the slots made, so that an old failure is told from one that came after the question. */
  readonly serial: number
}

const EVICTION_INTERVAL = 2_500

/** The connections to one node, leased one at a time. */
export class ConnectionPool {
  readonly #pool: Pool<Slot>
  readonly #slots = new Map<Connection, Slot>()
  readonly #open: OpenConnection
  readonly #options: PoolOptions
  readonly #turnstile: (() => void)[] = []
  #connecting = 0
  #opened = 0
  #failed = 0
  readonly #closedBy = Object.fromEntries(CLOSE_REASONS.map((reason) => [reason, 0])) as Record<
    CloseReason,
    number
  >
  /** On connections that are closed. */
  #bytesSent = 0
  #bytesReceived = 0
  #serial = 0
  #closed = false
  /** Who waits for the connections that are opened at first. */
  #warming: (() => void)[] = []

  constructor(open: OpenConnection, options: PoolOptions) {
    this.#open = open
    this.#options = options
    this.#pool = createPool<Slot>(
      {
        create: () => this.#create(),
        destroy: (slot) => this.#destroy(slot),
      },
      {
        max: options.maxConnections,
        min: options.minConnections,
        fifo: false,
        idleTimeoutMillis: Math.max(1, options.maxIdle - 2 * EVICTION_INTERVAL),
        evictionRunIntervalMillis: EVICTION_INTERVAL,
        numTestsPerEvictionRun: options.maxConnections,
      },
    )
  }

  /** How many may still be leased without waiting for another's return. */
  get room(): number {
    return this.#options.maxConnections - this.#pool.borrowed - this.#pool.pending
  }

  get size(): number {
    return this.#pool.size
  }

  /** Connections that are being opened, or wait for their turn to be. */
  get opening(): number {
    return this.#connecting + this.#turnstile.length
  }

  get counts(): PoolCounts {
    let [bytesSent, bytesReceived] = [this.#bytesSent, this.#bytesReceived]
    for (const connection of this.#slots.keys()) {
      bytesSent += connection.bytesSent
      bytesReceived += connection.bytesReceived
    }
    return {
      opened: this.#opened,
      failed: this.#failed,
      closed: { ...this.#closedBy },
      bytesSent,
      bytesReceived,
    }
  }

  /**
   * Leases a connection. Rejects when it cannot be opened. The check is here and not generic-pool's own, which opens a second
   * connection while it checks the first. Failures from before the call, of connections opened to have some ready, are passed over.
   */
  async acquire(): Promise<Connection> {
    const known = this.#serial
    if (this.#closed) throw closedError()
    for (;;) {
      const slot = await this.#pool.acquire()
      const { connection, failure, serial } = slot
      const isGood = connection?.usable === true && !connection.isStale(this.#options.maxIdle)
      if (isGood && !this.#isClosed()) return connection
      await this.#pool.destroy(slot)
      if (this.#isClosed()) throw closedError()
      if (connection === undefined && serial > known) throw failure
    }
  }

  /** Resolves when the least number of connections was opened, or could not be. */
  warm(): Promise<void> {
    if (this.#isWarm) return Promise.resolve()
    return new Promise((resolve) => this.#warming.push(resolve))
  }

  get #isWarm(): boolean {
    return this.#closed || this.#serial >= this.#options.minConnections
  }

  #tellWarm(): void {
    if (this.#isWarm) for (const tell of this.#warming.splice(0)) tell()
  }

  /** Gives a connection back. One that is broken, or that still owes answers, is ended instead of kept. */
  release(connection: Connection): void {
    const slot = this.#slots.get(connection)
    if (slot === undefined || !this.#pool.isBorrowedResource(slot)) return
    connection.owner = undefined
    const clean = connection.usable && connection.pending === 0 && !this.#closed
    const done = clean ? this.#pool.release(slot) : this.#pool.destroy(slot)
    // Neither call can fail here: the slot is borrowed, and #destroy does not throw.
    done.catch(() => undefined)
  }

  /** `close()` may be called while another method waits, which the compiler cannot see. */
  #isClosed(): boolean {
    return this.#closed
  }

  /** Ends every connection. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const pass of this.#turnstile.splice(0)) pass()
    this.#tellWarm()
    for (const connection of [...this.#slots.keys()]) connection.destroy(closedError(), 'client')
    this.#pool.drain().then(
      () => this.#pool.clear(),
      () => undefined,
    )
  }

  async #create(): Promise<Slot> {
    await this.#passTurnstile()
    try {
      if (this.#closed) throw closedError()
      const connection = await this.#open()
      const slot = { connection, failure: undefined, serial: ++this.#serial }
      this.#slots.set(connection, slot)
      this.#opened++
      if (this.#isClosed()) connection.destroy(closedError(), 'client')
      return slot
    } catch (failure) {
      this.#failed++
      return { connection: undefined, failure, serial: ++this.#serial }
    } finally {
      this.#connecting--
      this.#turnstile.shift()?.()
      this.#tellWarm()
    }
  }

  async #passTurnstile(): Promise<void> {
    while (this.#connecting >= this.#options.maxConnecting && !this.#closed) {
      await new Promise<void>((pass) => this.#turnstile.push(pass))
    }
    this.#connecting++
  }

  #destroy(slot: Slot): Promise<void> {
    const { connection } = slot
    if (connection !== undefined && this.#slots.delete(connection)) {
      connection.destroy(closedError(), this.#closed ? 'client' : 'idle')
      this.#closedBy[connection.closeReason ?? 'idle']++
      this.#bytesSent += connection.bytesSent
      this.#bytesReceived += connection.bytesReceived
    }
    return Promise.resolve()
  }
}

function closedError(): Error {
  return clientError('CONNECTION_LOST', 'The connection was closed')
}
