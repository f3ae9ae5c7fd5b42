import type { Address } from '../address.ts'
import type { InfoChannel } from '../net/info-channel.ts'
import type { NodeConnections } from '../net/node-connections.ts'
import type { ClientPolicy } from '../policy/client.ts'
import type { ClientSettings } from '../policy/resolve-client.ts'
import type { Node, NodeIdentity } from './node.ts'
import type { ClusterState } from './state.ts'

/** How a cluster is found and watched: those options of the client that are about it, checked and with their defaults. */
export type ClusterOptions = Pick<ClientSettings, 'seeds'> &
  Pick<
    ClientPolicy,
    | 'clusterName'
    | 'appId'
    | 'connectTimeout'
    | 'failIfNotConnected'
    | 'tendInterval'
    | 'tendTimeout'
    | 'maxErrorRate'
    | 'errorRateWindow'
    | 'useAlternateAccessAddress'
    | 'ipMap'
    | 'forceSingleNode'
    | 'rackIds'
  > & {
    /** Whether nodes are asked for the addresses at which they speak TLS. Default: no. */
    readonly usesTls?: boolean
  }

/** True when nodes are asked for their racks. */
export function isRackAware({ rackIds }: ClusterOptions): boolean {
  return rackIds.length > 0
}

/** What the cluster needs from outside, and whom it tells. What these throw is ignored, save for the two that open something. */
export interface ClusterHooks {
  openChannel(address: Address): InfoChannel
  /** Opens another one for what users ask of the node, where one request holds up the next. Default: there is one channel. */
  openAdministration?(address: Address): InfoChannel | undefined
  openConnections(identity: NodeIdentity, address: Address): NodeConnections
  /** Names to IP addresses. Default: the system's resolver. */
  lookup?(host: string): Promise<readonly string[]>
  onNodeAdded?(node: Node): void
  onNodeRemoved?(node: Node, why: string): void
  /** A node does not answer any more. */
  onNodeDown?(node: Node): void
  /** It answers again. */
  onNodeUp?(node: Node): void
  /** Commands begin to avoid a node, or cease to. */
  onNodeAvoided?(node: Node): void
  /** The node's process started anew behind the same address. */
  onNodeRestarted?(node: Node): void
  onState?(state: ClusterState): void
  /** Something failed that the cluster copes with: for the logger. */
  onProblem?(error: Error, node?: Node): void
}
