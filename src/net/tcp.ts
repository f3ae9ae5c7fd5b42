import { connect, type Socket } from 'node:net'
import { type Address, formatAddress } from '../address.ts'
import { clientError } from '../errors/index.ts'
import { isErrorOf } from '../kinds.ts'
import { timeLimit } from './in-time.ts'
import type { Dial, Transport, TransportEvents } from './transport.ts'

/** One buffer a socket, read into again and again: no allocation per read. Replies of one turn rarely need more. */
const READ_BUFFER_SIZE = 64 * 1024
/** TCP probes start after this long without traffic: longer than the node itself keeps an idle connection. */
export const KEEP_ALIVE_DELAY = 59_000

/** Dials over TCP. Bytes leave at once (no Nagle delay): what belongs together is written together. */
export const dialTcp: Dial = (address, events, timeout) =>
  socketReady(
    openSocket(address, events),
    { event: 'connect', timeout, failure: (cause, timedOut) => dialError(address, cause, timedOut) },
    (socket) => new SocketTransport(socket, events),
  )

/** What a socket is waited for with. */
export interface SocketWait {
  /** What says that it is ready. */
  readonly event: 'connect' | 'secureConnect'
  readonly timeout: number
  /** The error for a socket that did not become ready; without a cause it was closed. */
  readonly failure: (cause: Error | undefined, timedOut: boolean) => Error
}

/** Waits until a socket is ready, and has `take` take it over at once; leaves nothing open when it does not become ready. */
export function socketReady<S extends Socket>(
  socket: S,
  { event, timeout, failure }: SocketWait,
  take: (socket: S) => Transport,
): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const untime = timeLimit(timeout, () => {
      fail(Object.assign(new Error(`no answer within ${timeout} ms`), { code: 'ETIMEDOUT' }), true)
    })
    const fail = (cause: Error | undefined, timedOut = false): void => {
      untime()
      socket.removeAllListeners()
      // A socket that is being destroyed may still report an error, which nobody waits for.
      socket.on('error', ignore)
      socket.destroy()
      reject(failure(cause, timedOut))
    }
    socket.once('error', fail)
    socket.once('close', () => {
      fail(undefined)
    })
    socket.once(event, () => {
      untime()
      socket.removeAllListeners('error')
      socket.removeAllListeners('close')
      resolve(take(socket))
    })
  })
}

function openSocket({ host, port }: Address, events: TransportEvents): Socket {
  return connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_DELAY,
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BUFFER_SIZE),
      callback: (length, chunk) => {
        events.data(chunk as Buffer, length)
        return true
      },
    },
  })
}

export function dialError(address: Address, cause: Error | undefined, timedOut: boolean): Error {
  const why = cause === undefined ? 'the connection was closed' : describeFailure(cause)
  const node = formatAddress(address)
  return clientError('CONNECT_FAILED', `Cannot connect to ${node}: ${why}`, {
    cause,
    node,
    ...(timedOut ? { hint: 'is the host up, and is the port open in its firewall?' } : {}),
  })
}

/** A failed dial of a name with several addresses carries an error for each and has no message of its own. */
export function describeFailure(error: Error): string {
  if (isErrorOf(error, 'AggregateError'))
    return (error as AggregateError).errors.map((inner) => describeFailure(inner as Error)).join('; ')
  return error.message
}

function ignore(): void {
  // See the caller.
}

/** An open socket, encrypted or not. */
export class SocketTransport implements Transport {
  readonly #socket: Socket

  /** @param explain makes an error of the socket one that says what to do */
  constructor(socket: Socket, events: TransportEvents, explain: (error: Error) => Error = (error) => error) {
    this.#socket = socket
    let failure: Error | undefined
    socket.on('error', (error) => {
      failure = explain(error)
    })
    socket.on('end', () => {
      socket.destroy()
    })
    socket.on('close', () => {
      events.closed(failure)
    })
  }

  write(chunk: Buffer, done: () => void): void {
    this.#socket.write(chunk, done)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  ref(): void {
    this.#socket.ref()
  }

  unref(): void {
    this.#socket.unref()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
