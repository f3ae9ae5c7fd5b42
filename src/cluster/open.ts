import type { Address } from '../address.ts'
import type { ClusterHooks } from './options.ts'
import type { Connection } from '../net/connection.ts'
import { DialedInfoChannel } from '../net/info-channel.ts'
import { NodeConnections } from '../net/node-connections.ts'
import { openConnection } from '../net/open-connection.ts'
import { dialTcp } from '../net/tcp.ts'
import type { ClientPolicy } from '../policy/client.ts'

/** How a cluster opens its connections, as the client's options say. */
export function clusterHooks(policy: ClientPolicy): Pick<ClusterHooks, 'openChannel' | 'openConnections'> {
  const open = (address: Address): (() => Promise<Connection>) => {
    return () => openConnection(dialTcp, address, policy.dialTimeout)
  }
  return {
    openChannel: (address) => new DialedInfoChannel(address, open(address)),
    openConnections: (_identity, address) => new NodeConnections(open(address), policy),
  }
}
