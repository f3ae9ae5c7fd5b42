import { formatAddress } from '../address.ts'
import type { AvoidedBecause, Node } from '../cluster/node.ts'
import type { ClusterState, PartitionTable } from '../cluster/state.ts'
import type { CloseReason } from '../observe/contexts.ts'
import type { NamespaceMetrics } from '../observe/measures.ts'
import type { Session } from './session.ts'

/** What a client did since its start, is doing now, and knows of its cluster. It does not change afterwards. */
export interface ClientStats {
  /** Calls that have not ended. */
  readonly inFlight: number
  /** Calls since the start: commands, batches, queries, jobs, administration. */
  readonly operations: number
  /** Tries that failed and were made again, since the start. */
  readonly retries: number
  /** By name: the namespaces of the cluster. */
  readonly namespaces: Readonly<Record<string, NamespaceStats>>
  readonly nodes: readonly NodeStats[]
}

/** What is known of one namespace. */
export interface NamespaceStats {
  /** Partitions that it is divided into. */
  readonly partitions: number
  /** Those of them that have a master; commands on the others fail. */
  readonly available: number
  /** Copies of each partition, the master among them. */
  readonly replicationFactor: number
  readonly strongConsistency: boolean
}

/** What a client is doing with one node, and did since it joined. */
export interface NodeStats {
  /** The node's id in hexadecimal. */
  readonly id: string
  /** The address in use, as `host:port`. */
  readonly address: string
  /** The server's build. */
  readonly build: string
  /** Commands under way, and those that wait for room. */
  readonly load: number
  /** Commands and requests that wait for a connection. */
  readonly waiting: number
  /** Open connections. */
  readonly open: number
  /** How many of them take commands one behind another; the others are lent to one request at a time. */
  readonly shared: number
  /** How many shared connections are wanted now. */
  readonly width: number
  readonly connections: ConnectionStats
  /** Bytes on the connections for commands. */
  readonly bytesSent: number
  readonly bytesReceived: number
  /** Tries that failed, by the code of their error, `TIMEOUT` and refusals of the server among them. */
  readonly errors: Readonly<Record<string, number>>
  /** Tries that failed there and were made again, there or elsewhere. */
  readonly retries: number
  /** Why commands go elsewhere where they can; undefined when they do not. */
  readonly avoided: AvoidedBecause | undefined
  readonly tend: TendStats
  /** The rack that the node stands in, by namespace. Empty unless the client has `rackIds`. */
  readonly racks: Readonly<Record<string, number>>
  /** By namespace: partitions of which the node has the master, and those of which it has another copy. */
  readonly partitions: Readonly<Record<string, { readonly master: number; readonly replica: number }>>
  /** By namespace, as `metrics()` has them: latencies by kind of request. Undefined while metrics are off, which measure them. */
  readonly measured: Readonly<Record<string, NamespaceMetrics>> | undefined
}

/** The connections to one node that carry commands. */
export interface ConnectionStats {
  /** Those that owe an answer. */
  readonly inUse: number
  readonly idle: number
  readonly opening: number
  /** Most that may be open: `maxConnections` as it was when the node joined. */
  readonly max: number
  /** Since the node joined: those that were opened, those that could not be, and those that were closed, by why. */
  readonly opened: number
  readonly failed: number
  readonly closed: Readonly<Record<CloseReason, number>>
}

/** The client's looks at one node. */
export interface TendStats {
  readonly count: number
  readonly failed: number
  /** Those that failed in a row; 0 while the node answers. */
  readonly failures: number
  /** Milliseconds that the last one took. */
  readonly duration: number
  /** The node's partition generation as it told last; -1 before it did. */
  readonly generation: number
}

/** Reads all of it, without asking anybody. */
export function statsOf({ inFlight, begun, retries, cluster, metrics }: Session): ClientStats {
  const { state } = cluster
  return frozen({
    ...{ inFlight, operations: begun, retries },
    namespaces: Object.fromEntries([...state.partitions].map(([name, table]) => [name, namespaceOf(table)])),
    nodes: Array.from(state.nodes.values(), (node) => ({
      ...nodeStats(node, state),
      measured: metrics?.ofNode(node.toString()),
    })),
  })
}

/** Freezes plain data and all of its parts. */
function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value) as unknown[])
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) frozen(part)
  return Object.freeze(value)
}

function namespaceOf({ replicas, strong }: PartitionTable): NamespaceStats {
  const [masters = []] = replicas
  return {
    partitions: masters.length,
    available: masters.filter((node) => node !== undefined).length,
    replicationFactor: replicas.length,
    strongConsistency: strong,
  }
}

function nodeStats(node: Node, state: ClusterState): Omit<NodeStats, 'measured'> {
  const { id, address, identity, connections, counters, tends, avoided, failures, racks } = node
  const { open, shared, width, waiting, bytesSent, bytesReceived, ...counts } = connections.counts
  return {
    ...{ id, address: formatAddress(address), build: identity.build, load: connections.load, waiting },
    ...{ open, shared, width, bytesSent, bytesReceived },
    connections: { ...counts, idle: Math.max(0, open - counts.inUse) },
    ...{ errors: counters.errors, retries: counters.retries, avoided },
    tend: {
      ...{ count: tends.count, failed: tends.failed, failures },
      duration: tends.duration,
      generation: tends.generation,
    },
    racks: Object.fromEntries(racks),
    partitions: Object.fromEntries(
      [...state.partitions].map(([name, table]) => [name, partitionsOf(table, node)]),
    ),
  }
}

function partitionsOf(
  { replicas }: PartitionTable,
  node: Node,
): { readonly master: number; readonly replica: number } {
  const [master = 0, ...others] = replicas.map((copies) => copies.filter((holder) => holder === node).length)
  return { master, replica: others.reduce((sum, count) => sum + count, 0) }
}
