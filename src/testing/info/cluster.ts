import type { Cluster } from '../cluster/cluster.ts'
import type { MemoryNode } from '../memory-node.ts'
import { Code } from '../result-code.ts'
import {
  type InfoCommand,
  InfoRefusal,
  type InfoRequest,
  namespaceOf,
  optional,
  parameter,
} from './command.ts'

/** The ports that are left out of addresses. */
const DEFAULT_PORT = 3000
const DEFAULT_TLS_PORT = 4333

/** What a node says of its cluster: who is there, and who has which records. */
export const clusterCommands: Record<string, InfoCommand> = {
  'alumni-clear-std': peersWith('service'),
  'alumni-clear-alt': peersWith('alternate'),
  'alumni-tls-alt': peersWith('tlsAlternate'),
  'alumni-tls-std': peersWith('tlsService'),
  'cluster-name': ({ cluster }) => cluster.settings.clusterName,
  'cluster-stable': clusterStable,
  'partition-generation': ({ node }) => String(node.partitionGeneration),
  'peers-clear-alt': peersWith('alternate'),
  'peers-clear-std': peersWith('service'),
  'peers-tls-alt': peersWith('tlsAlternate'),
  'peers-tls-std': peersWith('tlsService'),
  'peers-generation': ({ node }) => String(node.peersGeneration),
  'rebalance-generation': ({ node }) => String(node.rebalanceGeneration),
  'rack-ids': rackIds,
  replicas,
  'replicas-all': (request) => listReplicas(request, false, Infinity),
  'replicas-master': replicasMaster,
  service: ({ node }) => addressOf(node, 'service') ?? '',
  'service-clear-alt': ({ node }) => addressOf(node, 'alternate') ?? '',
  'service-clear-std': ({ node }) => addressOf(node, 'service') ?? '',
  'service-tls-alt': ({ node }) => addressOf(node, 'tlsAlternate') ?? '',
  'service-tls-std': ({ node }) => addressOf(node, 'tlsService') ?? '',
  services,
  'services-alumni': services,
  'services-alternate': ({ cluster, node }) =>
    others(cluster, node)
      .flatMap((peer) => addressOf(peer, 'alternate') ?? [])
      .join(';'),
}

/** `namespace:rack;…`; the community edition does not know it (CMD_ENTRIES, thr_info.c, 8.1.2). */
function rackIds({ cluster, node }: InfoRequest): string {
  const racks = cluster.settings.namespaces.flatMap(({ name, racks: ofNodes }) => {
    const rack = ofNodes?.[node.index]
    return rack === undefined ? [] : [`${name}:${rack}`]
  })
  if (racks.length === 0) throw new InfoRefusal(Code.enterpriseOnly, 'enterprise only')
  return racks.join(';')
}

type Which = 'service' | 'alternate' | 'tlsService' | 'tlsAlternate'

function addressOf(node: MemoryNode, which: Which): string | undefined {
  if (which === 'service') return node.advertised.service ?? node.address
  if (which === 'tlsService') return node.advertised.tlsService ?? node.tlsAddress
  return node.advertised[which]
}

function others(cluster: Cluster, node: MemoryNode): MemoryNode[] {
  return cluster.nodes.filter((peer) => peer !== node && node.view.members.includes(peer.index))
}

function services({ cluster, node }: InfoRequest): string {
  return others(cluster, node)
    .map((peer) => addressOf(peer, 'service') ?? '')
    .join(';')
}

/** `generation,default port,[[node,tls name,[addresses]],…]`; peers without such an address are left out. */
function peersWith(which: Which): InfoCommand {
  const isTls = which === 'tlsService' || which === 'tlsAlternate'
  const port = isTls ? DEFAULT_TLS_PORT : DEFAULT_PORT
  return ({ cluster, node }) => {
    const tlsName = isTls ? (cluster.settings.tls?.name ?? '') : ''
    const peers = others(cluster, node).flatMap((peer) => {
      const address = addressOf(peer, which)
      return address === undefined ? [] : [`[${peer.id},${tlsName},[${shorten(address, port)}]]`]
    })
    return `${node.peersGeneration},${port},[${peers.join(',')}]`
  }
}

function shorten(address: string, port: number): string {
  const suffix = `:${port}`
  return address.endsWith(suffix) ? address.slice(0, -suffix.length) : address
}

function replicas(request: InfoRequest): string {
  const max = optional(request.params, 'max', 3)
  if (max !== undefined && !/^\d+$/.test(max)) throw new InfoRefusal(Code.parameter, 'bad max')
  return listReplicas(request, true, max === undefined || Number(max) === 0 ? Infinity : Number(max))
}

/** `namespace:regime,copies,bitmap,bitmap…;…` (as_partition_get_replicas_all_str, partition.c, 8.1.2). */
function listReplicas({ node }: InfoRequest, withRegime: boolean, max: number): string {
  const parts = [...node.view.partitions].map(([name, map]) => {
    const copies = Math.min(map.copies, max)
    const bitmaps = Array.from({ length: copies }, (_, copy) => map.bitmap(node.index, copy))
    return `${name}:${[...(withRegime ? [map.regime] : []), copies, ...bitmaps].join(',')}`
  })
  return parts.join(';')
}

function replicasMaster({ node }: InfoRequest): string {
  return [...node.view.partitions].map(([name, map]) => `${name}:${map.bitmap(node.index, 0)}`).join(';')
}

/** The cluster's key when it is as asked (cmd_cluster_stable, thr_info.c). */
function clusterStable(request: InfoRequest): string {
  const { params, node } = request
  const size = optional(params, 'size', 3)
  if (size !== undefined && !/^\d+$/.test(size)) throw new InfoRefusal(Code.parameter, 'bad size')
  if (size !== undefined && Number(size) !== node.view.members.length) {
    throw new InfoRefusal(Code.clusterKeyMismatch, 'cluster not specified size')
  }
  const ignore = optional(params, 'ignore-migrations', 5)
  if (ignore !== undefined && ignore !== 'true' && ignore !== 'false') {
    throw new InfoRefusal(Code.parameter, 'bad ignore migrations')
  }
  if (ignore !== 'true' && parameter(params, 'namespace') !== undefined) namespaceOf(request)
  return node.view.clusterKey
}
