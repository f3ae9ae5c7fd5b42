import type { Address } from '../address.ts'
import { clientError } from '../errors/index.ts'
import type { Connection } from '../net/connection.ts'
import type { OpenConnection } from '../net/connection-pool.ts'
import { DialedInfoChannel, type InfoChannel } from '../net/info-channel.ts'
import { NodeConnections } from '../net/node-connections.ts'
import { openConnection } from '../net/open-connection.ts'
import { dialTcp } from '../net/tcp.ts'
import { dialTls } from '../net/tls.ts'
import type { Dial } from '../net/transport.ts'
import type { Measures } from '../observe/measures.ts'
import type { ClientPolicy } from '../policy/client.ts'
import type { ClientSecurity } from '../security/client-security.ts'
import type { NodeLogin } from '../security/node-login.ts'
import { serviceCommand } from './answers.ts'
import type { ClusterHooks } from './options.ts'
import { nodeText } from './node.ts'
import { parseServiceAddresses } from './peers.ts'
import { mapAddress } from './resolve.ts'
import { performance } from '../timers.ts'

/** How a cluster opens its connections, as the client's options say. */
export function clusterHooks(
  policy: ClientPolicy,
  security: ClientSecurity,
  measures: () => Measures | undefined,
): Pick<ClusterHooks, 'openChannel' | 'openAdministration' | 'openConnections'> {
  const opener = openerOf(policy, security)
  // The server takes one request at a time on a TLS connection: it insists that no byte is left over after one
  // (tls_socket_must_not_have_data in as/src/base/service.c, 8.1.2).
  const isExclusive = security.isEncrypted
  // As it is when a node is met: a dynamic configuration may change it. How long a connection may be quiet holds at once.
  const connectionPolicy = () => (isExclusive ? exclusive(policy) : policy)
  const openChannel = (address: Address): InfoChannel => {
    const login = opener.loginAt(address)
    return new DialedInfoChannel(address, opener.open(address), {
      isExclusive,
      maxIdle: () => policy.maxIdle,
      ...(login === undefined
        ? {}
        : {
            loginTimeout: policy.loginTimeout,
            renew: (connection: Connection) => login.renew(connection),
          }),
    })
  }
  return {
    openChannel,
    // A user's request that takes long would make the node look as if it did not answer.
    openAdministration: (address) => (isExclusive ? openChannel(address) : undefined),
    openConnections: ({ id }, address) => {
      const open = measured(opener.open(address), nodeText(id, address), measures)
      return new NodeConnections(open, connectionPolicy())
    },
  }
}

function exclusive(policy: ClientPolicy): ClientPolicy {
  return {
    ...policy,
    maxDepth: 1,
    get maxIdle() {
      return policy.maxIdle
    },
  }
}

/** Opens connections, and measures how long that takes while metrics are enabled. They belong to no namespace. */
function measured(open: OpenConnection, node: string, measures: () => Measures | undefined): OpenConnection {
  return async () => {
    const startedAt = performance.now()
    const connection = await open()
    measures()
      ?.at(node, '')
      .answered('conn', performance.now() - startedAt)
    return connection
  }
}

interface Opener {
  readonly open: (address: Address) => OpenConnection
  readonly loginAt: (address: Address) => NodeLogin | undefined
}

function openerOf(policy: ClientPolicy, security: ClientSecurity): Opener {
  const { tls } = security
  const dialEncrypted = tls === undefined ? dialTcp : dialTls(() => tls.context())
  const openWith = (dial: Dial, address: Address, login: NodeLogin | undefined): Promise<Connection> =>
    openConnection({
      ...{ dial, address, timeout: policy.dialTimeout, encrypted: dial !== dialTcp },
      prepare: login === undefined ? undefined : (connection) => login.prepare(connection),
    })
  if (!security.isForLoginOnly) {
    const loginAt = (address: Address) => security.loginAt(address)
    return { loginAt, open: (address) => () => openWith(dialEncrypted, address, loginAt(address)) }
  }
  const apart = {
    open: (address: Address) => openWith(dialEncrypted, address, undefined),
    command: serviceCommand({ ...policy, usesTls: false }),
  }
  const loginAt = (address: Address) => security.loginAt(address, apart)
  return {
    loginAt,
    open: (address) => async () => {
      const login = loginAt(address)
      const service = await login?.ensure()
      return openFirst(clearAddresses(service ?? '', policy), (clear) => openWith(dialTcp, clear, login))
    },
  }
}

/** Where a node takes commands without TLS, in its own words. */
function clearAddresses(service: string, { ipMap }: ClientPolicy): Address[] {
  return parseServiceAddresses(service).map((address) => mapAddress(address, ipMap))
}

async function openFirst(
  addresses: readonly Address[],
  open: (address: Address) => Promise<Connection>,
): Promise<Connection> {
  let failure: unknown = clientError(
    'CONNECT_FAILED',
    'The node tells no address for connections without TLS',
    {
      hint: 'tls.forLoginOnly needs a port without TLS on each node',
    },
  )
  for (const address of addresses) {
    try {
      return await open(address)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}
