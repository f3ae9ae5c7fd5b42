import { connect, type Socket } from 'node:net'
import { type Address, formatAddress } from '../address.ts'
import { clientError } from '../errors/index.ts'
import { isErrorOf } from '../kinds.ts'
import type { Transport, TransportEvents } from './transport.ts'

/** One buffer a socket, read into again and again: no allocation per read. Replies of one turn rarely need more. */
const READ_BUFFER_SIZE = 64 * 1024
/** TCP probes start after this long without traffic: longer than the node itself keeps an idle connection. */
const KEEP_ALIVE_DELAY = 59_000

/** Dials over TCP. Bytes leave at once (no Nagle delay): what belongs together is written together. */
export function dialTcp(address: Address, events: TransportEvents, timeout: number): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(address, events)
    const timer = setTimeout(() => {
      fail(Object.assign(new Error(`no answer within ${timeout} ms`), { code: 'ETIMEDOUT' }), true)
    }, timeout)
    const fail = (cause: Error | undefined, timedOut = false): void => {
      clearTimeout(timer)
      socket.removeAllListeners()
      // A socket that is being destroyed may still report an error, which nobody waits for.
      socket.on('error', ignore)
      socket.destroy()
      reject(dialError(address, cause, timedOut))
    }
    socket.once('error', fail)
    socket.once('close', () => {
      fail(undefined)
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      socket.removeAllListeners('close')
      resolve(new TcpTransport(socket, events))
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

function dialError(address: Address, cause: Error | undefined, timedOut: boolean): Error {
  const why = cause === undefined ? 'the connection was closed' : describe(cause)
  const node = formatAddress(address)
  return clientError('CONNECT_FAILED', `Cannot connect to ${node}: ${why}`, {
    cause,
    node,
    ...(timedOut ? { hint: 'is the host up, and is the port open in its firewall?' } : {}),
  })
}

/** A failed dial of a name with several addresses carries an error for each and has no message of its own. */
function describe(error: Error): string {
  if (isErrorOf(error, 'AggregateError'))
    return (error as AggregateError).errors.map((inner) => describe(inner as Error)).join('; ')
  return error.message
}

function ignore(): void {
  // See the caller.
}

class TcpTransport implements Transport {
  readonly #socket: Socket

  constructor(socket: Socket, events: TransportEvents) {
    this.#socket = socket
    let failure: Error | undefined
    socket.on('error', (error) => {
      failure = error
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
