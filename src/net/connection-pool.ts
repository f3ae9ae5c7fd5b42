import { createPool, type Pool } from 'generic-pool'
import { clientError } from '../errors/index.ts'
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

/** Opens a connection, ready for commands; rejects with a ConnectionError. */
export type OpenConnection = () => Promise<Connection>

/** What generic-pool keeps: a connection, or why there is none. Its own `create` must not fail, or it would try again for ever. */
interface Slot {
  readonly connection: Connection | undefined
  readonly failure: unknown
}

const EVICTION_INTERVAL = 2_500

/** The connections to one node, leased one at a time. */
export class ConnectionPool {
  readonly #pool: Pool<Slot>
  readonly #slots = new Map<Connection, Slot>()
  readonly #open: OpenConnection
  readonly #maxConnecting: number
  readonly #turnstile: (() => void)[] = []
  #connecting = 0
  #closed = false

  constructor(open: OpenConnection, options: PoolOptions) {
    this.#open = open
    this.#maxConnecting = options.maxConnecting
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

  /** Connections that nobody holds and room for new ones. */
  get room(): number {
    return this.#pool.available + this.#pool.spareResourceCapacity - this.#pool.pending
  }

  get size(): number {
    return this.#pool.size
  }

  /**
   * Leases a connection. Rejects when it cannot be opened. The check is here and not generic-pool's own, which opens a second
   * connection while it checks the first.
   */
  async acquire(): Promise<Connection> {
    for (;;) {
      const slot = await this.#pool.acquire()
      const { connection, failure } = slot
      if (connection?.usable === true && !this.#isClosed()) return connection
      await this.#pool.destroy(slot)
      if (this.#isClosed()) throw closedError()
      if (connection === undefined) throw failure
    }
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
    for (const connection of [...this.#slots.keys()]) connection.destroy(closedError())
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
      const slot = { connection, failure: undefined }
      this.#slots.set(connection, slot)
      if (this.#isClosed()) connection.destroy(closedError())
      return slot
    } catch (failure) {
      return { connection: undefined, failure }
    } finally {
      this.#connecting--
      this.#turnstile.shift()?.()
    }
  }

  async #passTurnstile(): Promise<void> {
    while (this.#connecting >= this.#maxConnecting && !this.#closed) {
      await new Promise<void>((pass) => this.#turnstile.push(pass))
    }
    this.#connecting++
  }

  #destroy(slot: Slot): Promise<void> {
    if (slot.connection !== undefined) {
      this.#slots.delete(slot.connection)
      slot.connection.destroy(closedError())
    }
    return Promise.resolve()
  }
}

function closedError(): Error {
  return clientError('CONNECTION_LOST', 'The connection was closed')
}
