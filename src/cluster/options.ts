import type { InfoChannel } from '../net/info-channel.ts'
import type { Lanes } from '../net/lanes.ts'
import type { Address } from '../address.ts'
import type { Node, NodeIdentity } from './node.ts'
import type { ClusterState } from './state.ts'

/** How a cluster is found and watched. All times in ms. */
export interface ClusterOptions {
  /** Where to ask first; any one that answers is enough. */
  readonly seeds: readonly Address[]
  /** Nodes of a cluster with another name are refused. Default: any name. */
  readonly clusterName?: string | undefined
  /** True when connections use TLS: the nodes are then asked for their TLS addresses. Default false. */
  readonly tls?: boolean | undefined
  /** Use the addresses of `alternate-access-address` instead of `access-address`. Default false. */
  readonly useAlternateAccessAddress?: boolean | undefined
  /** Addresses to use instead of advertised ones: advertised host → host. Default none. */
  readonly ipMap?: Readonly<Record<string, string>> | undefined
  /** Use the first seed that answers and nothing else, every partition included: for tunnels and proxies. Default false. */
  readonly forceSingleNode?: boolean | undefined
  /** Learn which rack each node stands in. Default false. */
  readonly rackAware?: boolean | undefined
  /** Time between two looks at every node. Default 1000, at least 250. */
  readonly tendInterval?: number | undefined
  /** Bound of one info request, dialing included. Default 1000. */
  readonly requestTimeout?: number | undefined
  /** Bound of `connect()` as a whole. Default 10 000. */
  readonly connectTimeout?: number | undefined
  /** The application's name, for the server's list of user agents. */
  readonly appId?: string | undefined
  /** The client's version, for the server's list of user agents. */
  readonly clientVersion?: string | undefined
}

/** What the cluster needs from outside, and whom it tells. What these throw is ignored, save for the two that open something. */
export interface ClusterHooks {
  openChannel(address: Address): InfoChannel
  openLanes(identity: NodeIdentity, address: Address): Lanes
  /** Names to IP addresses. Default: the system's resolver. */
  lookup?(host: string): Promise<readonly string[]>
  onNodeAdded?(node: Node): void
  onNodeRemoved?(node: Node, why: string): void
  /** The node's process started anew behind the same address. */
  onNodeRestarted?(node: Node): void
  onState?(state: ClusterState): void
  /** Something failed that the cluster copes with: for the logger. */
  onProblem?(error: Error, node?: Node): void
}

/** {@link ClusterOptions} with every default filled in. */
export interface ResolvedClusterOptions {
  readonly seeds: readonly Address[]
  readonly clusterName: string
  readonly tls: boolean
  readonly useAlternateAccessAddress: boolean
  readonly ipMap: ReadonlyMap<string, string>
  readonly forceSingleNode: boolean
  readonly rackAware: boolean
  readonly tendInterval: number
  readonly requestTimeout: number
  readonly connectTimeout: number
  readonly appId: string
  readonly clientVersion: string
}

const MIN_TEND_INTERVAL = 250

/** Fills in the defaults. Values are the caller's business: they were checked where the user gave them. */
export function resolveClusterOptions(options: ClusterOptions): ResolvedClusterOptions {
  return {
    seeds: options.seeds,
    clusterName: options.clusterName ?? '',
    tls: options.tls ?? false,
    useAlternateAccessAddress: options.useAlternateAccessAddress ?? false,
    ipMap: new Map(Object.entries(options.ipMap ?? {})),
    forceSingleNode: options.forceSingleNode ?? false,
    rackAware: options.rackAware ?? false,
    tendInterval: Math.max(options.tendInterval ?? 1000, MIN_TEND_INTERVAL),
    requestTimeout: options.requestTimeout ?? 1000,
    connectTimeout: options.connectTimeout ?? 10_000,
    appId: options.appId ?? '',
    clientVersion: options.clientVersion ?? '0',
  }
}
