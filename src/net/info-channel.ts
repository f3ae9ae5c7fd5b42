import { type Address, formatAddress } from '../address.ts'
import { AbortError, clientError } from '../errors/index.ts'
import type { CloseReason } from '../observe/contexts.ts'
import { type AdminReader, AdminRequest } from './admin-request.ts'
import type { AnyChannelRequest, PendingAnswer } from './channel-request.ts'
import type { Connection } from './connection.ts'
import type { OpenConnection } from './connection-pool.ts'
import { InfoRequest } from './info-request.ts'
import { timeLimit } from './in-time.ts'

/** A connection of its own for info and administration, so that looking at the cluster never waits behind commands. Dials when first used and again after a failure. */
export interface InfoChannel {
  /**
   * Asks several info commands in one request.
   * @param timeout in ms, covers dialing too; 0 when the caller keeps the time itself, with `fail`
   */
  request(commands: readonly string[], timeout: number): PendingInfo
  /** Sends a request of the security protocol. The frame is wiped at the end. */
  administer(frame: Buffer, read: AdminReader, timeout: number): PendingAnswer<void>
  close(): void
}

/** An info request that is under way. */
export type PendingInfo = PendingAnswer<ReadonlyMap<string, string>>

/** What a channel does besides dialing. */
export interface ChannelOptions {
  /** One request at a time, as TLS needs it. Default: false. */
  readonly isExclusive?: boolean
  /** Gives the milliseconds after which a connection that was quiet is dialed anew. Default: never. */
  readonly maxIdle?: () => number
  /** Milliseconds that opening the connection may take beyond the time of the request, for a login. Default: 0. */
  readonly loginTimeout?: number
  /** Renews the session of the connection where that is due; called before each request. */
  readonly renew?: ((connection: Connection) => Promise<void>) | undefined
}

/** The only implementation: a connection opened by the same function as those for commands, so that it is authenticated alike. */
export class DialedInfoChannel implements InfoChannel {
  readonly #address: Address
  readonly #open: OpenConnection
  readonly #options: ChannelOptions
  #connection: Promise<Connection> | undefined
  /** A list, and no `Set`, for the reason that `ListMap` has. */
  readonly #running: AnyChannelRequest[] = []
  /** The request before, where they go one at a time. */
  #previous: Promise<unknown> | undefined
  /** What the promise of it came to. */
  #current: Connection | undefined
  /** Connections whose session is over, until the requests on them have been refused. */
  readonly #retired: Connection[] = []
  #closed = false

  constructor(address: Address, open: OpenConnection, options: ChannelOptions = {}) {
    this.#address = address
    this.#open = open
    this.#options = options
  }

  request(commands: readonly string[], timeout: number): InfoRequest {
    return this.#start(new InfoRequest(commands), timeout)
  }

  administer(frame: Buffer, read: AdminReader, timeout: number): AdminRequest {
    return this.#start(new AdminRequest(frame, read), timeout)
  }

  #start<R extends AnyChannelRequest>(request: R, timeout: number): R {
    const untime = this.#time(request, timeout)
    this.#running.push(request)
    request.onSessionOver = () => this.#again(request)
    const over = (): void => {
      untime?.()
      this.#running.splice(this.#running.indexOf(request), 1)
      this.#endRetired()
    }
    request.answer.then(over, (error: unknown) => {
      over()
      // The answer of a request that its caller gave up is read and thrown away, unless it is in others' way; a node that is
      // silent is dialed anew.
      if (!(error instanceof AbortError) || this.#options.isExclusive === true) this.#drop('cancelled')
    })
    this.#dispatch(request)
    return request
  }

  #time(request: AnyChannelRequest, timeout: number): (() => void) | undefined {
    if (timeout === 0) return undefined
    const login = this.#current !== undefined ? 0 : (this.#options.loginTimeout ?? 0)
    return timeLimit(timeout + login, () => {
      request.fail(this.#late(timeout))
    })
  }

  #late(timeout: number): Error {
    const node = formatAddress(this.#address)
    return clientError('TIMEOUT', `${node} did not answer an info request within ${timeout} ms`, { node })
  }

  #dispatch(request: AnyChannelRequest): void {
    const previous = this.#options.isExclusive === true ? this.#previous : undefined
    if (this.#options.isExclusive === true) this.#previous = request.answer.catch(() => undefined)
    this.#send(request, previous).catch((error: unknown) => {
      request.fail(error as Error)
    })
  }

  async #send(request: AnyChannelRequest, previous: Promise<unknown> | undefined): Promise<void> {
    if (previous !== undefined) await previous
    if (this.#closed) throw clientError('CONNECTION_LOST', 'The info connection is closed')
    this.#retire()
    const opening = (this.#connection ??= this.#open())
    const connection = await opening
    if (this.#isCurrent(opening)) this.#current = connection
    // What was given up meanwhile must not be carried out.
    if (isAbandoned(request)) return
    // Dialed anew at the next request only: whoever asks must learn that the node may have restarted meanwhile.
    if (connection.failure !== undefined) throw connection.failure
    const { renew } = this.#options
    if (renew !== undefined) await renew(connection)
    if (!isAbandoned(request)) connection.send(request)
  }

  /** It may have been given up while it was awaited, which the compiler cannot see. */
  #isCurrent(opening: Promise<Connection>): boolean {
    return this.#connection === opening
  }

  /**
   * Gives up a connection whose session is over: others may wait on it, who are refused too. And one that was idle for so long that
   * the node has closed it by now, as after the process was suspended.
   */
  #retire(): void {
    const open = this.#current
    if (open === undefined) return
    if (open.session?.isOver !== true && !open.isStale(this.#options.maxIdle?.() ?? Infinity)) return
    this.#connection = undefined
    this.#current = undefined
    this.#retired.push(open)
  }

  #endRetired(): void {
    const { length } = this.#retired
    if (length === 0) return
    for (const connection of this.#retired.splice(0)) {
      if (connection.pending > 0) this.#retired.push(connection)
      else connection.destroy(givenUp(), 'idle')
    }
  }

  /** The node does not accept the session any more, and did nothing: the request goes again, once, on a new connection. */
  #again(request: AnyChannelRequest): boolean {
    if (this.#closed || request.abandoned) return false
    request.onSessionOver = undefined
    // Those that wait for their turn wait for this one.
    this.#send(request, undefined).catch((error: unknown) => {
      request.fail(error as Error)
    })
    return true
  }

  /** Gives the connection up after a failure: what it still owes must not be taken for another answer. */
  #drop(reason: CloseReason): void {
    const dropped = this.#connection
    this.#connection = undefined
    this.#current = undefined
    for (const connection of this.#retired.splice(0)) connection.destroy(givenUp(), reason)
    dropped?.then(
      (connection) => {
        connection.destroy(givenUp(), reason)
      },
      () => undefined,
    )
  }

  close(): void {
    this.#closed = true
    this.#drop('client')
    const error = clientError('CONNECTION_LOST', 'The info connection was closed')
    for (const request of [...this.#running]) request.fail(error)
  }
}

function givenUp(): Error {
  return clientError('CONNECTION_LOST', 'The info connection was given up')
}

/** A look of its own: it may have been given up since the last one, which the compiler cannot see. */
function isAbandoned(request: AnyChannelRequest): boolean {
  return request.abandoned
}
