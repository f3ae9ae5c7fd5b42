import type { Address } from '../address.ts'
import type { ClusterHooks } from './options.ts'
import type { Connection } from '../net/connection.ts'
import { DialedInfoChannel } from '../net/info-channel.ts'
import { Lanes } from '../net/lanes.ts'
import { openConnection } from '../net/open-connection.ts'
import { dialTcp } from '../net/tcp.ts'
import type { ClientPolicy } from '../policy/client.ts'

/** How a cluster opens its connections, as the client's options say. */
export function clusterHooks(policy: ClientPolicy): Pick<ClusterHooks, 'openChannel' | 'openLanes'> {
  const open = (address: Address): (() => Promise<Connection>) => {
    return () => openConnection(dialTcp, address, policy.dialTimeout)
  }
  return {
    openChannel: (address) => new DialedInfoChannel(address, open(address)),
    openLanes: (_identity, address) => new Lanes(open(address), policy),
  }
}
