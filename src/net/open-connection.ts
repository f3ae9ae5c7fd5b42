import { type Address, formatAddress } from '../address.ts'
import { checkNetwork } from '../network-gate.ts'
import { traceChannels } from '../observe/channels.ts'
import type { ConnectionContext } from '../observe/contexts.ts'
import { traceWork } from '../observe/trace.ts'
import { Connection } from './connection.ts'
import type { Dial } from './transport.ts'
import { performance } from '../timers.ts'

/** How a connection is opened. */
export interface OpenOptions {
  readonly dial: Dial
  readonly address: Address
  /** Milliseconds that dialing may take. */
  readonly timeout: number
  /** Whether it is dialed with TLS. */
  readonly encrypted: boolean
  /** What happens on the connection before anything else, such as a login. */
  readonly prepare?: ((connection: Connection) => Promise<void>) | undefined
}

/** Dials a node and makes it ready for commands; leaves nothing open when that fails. */
export function openConnection(options: OpenOptions): Promise<Connection> {
  const { address, encrypted } = options
  const context = (): ConnectionContext => ({
    ...{ address: address.host, port: address.port, encrypted },
    ...{ dialTime: undefined, handshakeTime: undefined, loginTime: undefined },
  })
  return traceWork(traceChannels.connection, context, (watched) => open(options, watched))
}

async function open(
  { dial, address, timeout, prepare }: OpenOptions,
  watched: ConnectionContext | undefined,
): Promise<Connection> {
  checkNetwork(address)
  const connection = new Connection(formatAddress(address))
  const startedAt = performance.now()
  let handshakeAt: number | undefined
  const handshakes = (): void => void (handshakeAt = performance.now())
  connection.open(await dial(address, connection, timeout, handshakes))
  const openAt = performance.now()
  if (watched !== undefined) {
    watched.dialTime = openAt - startedAt
    if (handshakeAt !== undefined) watched.handshakeTime = openAt - handshakeAt
  }
  if (prepare === undefined) return connection
  try {
    await prepare(connection)
    if (watched !== undefined) watched.loginTime = performance.now() - openAt
    return connection
  } catch (error) {
    connection.destroy(error as Error)
    throw error
  }
}
