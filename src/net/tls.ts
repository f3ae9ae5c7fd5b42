import { isIP } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { type Address, formatAddress } from '../address.ts'
import { dialError, KEEP_ALIVE_DELAY, SocketTransport, socketReady } from './tcp.ts'
import { endedAtOnce, isAboutTls, tlsError } from './tls-error.ts'
import type { Dial, TransportEvents } from './transport.ts'

type Tls = typeof import('node:tls')

/** What connections are encrypted with, made once for many. */
export interface TlsContext {
  /** The name in certificates of nodes that bring none of their own. */
  readonly name: string | undefined
  /** For `tls.connect`. */
  readonly options: ConnectionOptions
  /** By address and name of the node: what resumes its last session, which spares most of a handshake. */
  readonly sessions: Map<string, Buffer>
}

/** Dials over TLS, with the context there is at that moment. */
export function dialTls(contextOf: () => Promise<TlsContext>): Dial {
  return async (address, events, timeout, handshakes) => {
    const [tls, context] = await Promise.all([import('node:tls'), contextOf()])
    let isConnected = false
    const socket = openSocket(tls, address, context)
    socket.once('connect', () => {
      isConnected = true
      handshakes?.()
    })
    return socketReady(
      socket,
      {
        event: 'secureConnect',
        timeout,
        failure: (cause, timedOut) =>
          isConnected ? tlsError(address, cause) : dialError(address, cause, timedOut),
      },
      (ready) => take(ready, address, events),
    )
  }
}

/** The name that the node's certificate must have. */
function nameOf({ host, tlsName, name }: Address, context: TlsContext): string {
  return tlsName ?? context.name ?? name ?? host
}

function openSocket(tls: Tls, address: Address, context: TlsContext): TLSSocket {
  const name = nameOf(address, context)
  const key = `${formatAddress(address)} ${name}`
  const session = context.sessions.get(key)
  const socket = tls.connect({
    // An IP address is no name that a server could be asked for (RFC 6066, 3).
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(name, certificate),
    ...(session === undefined ? {} : { session }),
    ...context.options,
    host: address.host,
    port: address.port,
  })
  socket.setNoDelay(true)
  socket.setKeepAlive(true, KEEP_ALIVE_DELAY)
  socket.on('session', (resumable) => context.sessions.set(key, resumable))
  return socket
}

function take(socket: TLSSocket, address: Address, events: TransportEvents): SocketTransport {
  socket.on('data', (chunk: Buffer) => events.data(chunk, chunk.length))
  const told: TransportEvents = {
    data: () => undefined,
    closed: (error) => {
      const isUnanswered = socket.bytesWritten > 0 && !hasAnswered
      events.closed(error ?? (isUnanswered ? endedAtOnce(address) : undefined))
    },
  }
  let hasAnswered = false
  socket.once('data', () => (hasAnswered = true))
  return new SocketTransport(socket, told, (error) => (isAboutTls(error) ? tlsError(address, error) : error))
}
