import type { ClientStats, NodeStats } from '../execute/stats.ts'
import type { LatencySnapshot } from '../observe/latency.ts'
import type { LatencyKind } from '../observe/measures.ts'
import type { Metrics } from '../observe/metrics.ts'

export type Labels = Readonly<Record<string, string | number>>

/** One figure. */
export interface Sample {
  readonly labels: Labels
  readonly value: number
  /** What stands behind the name, for the parts of a histogram. */
  readonly suffix?: string
}

/** What a client told at one moment. */
export interface Scrape {
  readonly stats: ClientStats
  readonly metrics: Metrics | undefined
}

/** All figures of one name. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly read: (scrape: Scrape) => Sample[]
}

const SYSTEM = { db_system_name: 'aerospike' } as const

/** One figure of each node. */
function ofNodes(read: (node: NodeStats) => readonly (readonly [labels: Labels, value: number])[]) {
  return ({ stats }: Scrape): Sample[] =>
    stats.nodes.flatMap((node) =>
      read(node).map(([labels, value]) => ({ labels: { ...SYSTEM, node: node.id, ...labels }, value })),
    )
}

function single(read: (stats: ClientStats) => number) {
  return ({ stats }: Scrape): Sample[] => [{ labels: SYSTEM, value: read(stats) }]
}

/** Figures of each namespace at each node, and of those that are in none. */
function ofNamespaces(
  read: (
    namespace: Metrics['nodes'][number]['namespaces'][string],
    bounds: readonly number[],
    name: string,
  ) => Sample[],
) {
  return ({ metrics }: Scrape): Sample[] =>
    (metrics?.nodes ?? []).flatMap(({ id, host, port, namespaces }) =>
      Object.entries(namespaces).flatMap(([name, measured]) =>
        read(measured, metrics?.latencyBounds ?? [], name).map((sample) => ({
          ...sample,
          labels: {
            ...{ ...SYSTEM, node: id, server_address: host, server_port: port },
            ...(name === '' ? {} : { db_namespace: name }),
            ...sample.labels,
          },
        })),
      ),
    )
}

/** The samples of a histogram, in seconds. */
function histogram(
  { buckets, count, sum }: LatencySnapshot,
  bounds: readonly number[],
  labels: Labels,
): Sample[] {
  let below = 0
  const samples: Sample[] = bounds.map((le, index) => {
    below += buckets[index] ?? 0
    return { labels: { ...labels, le }, value: below, suffix: '_bucket' }
  })
  return [
    ...samples,
    { labels: { ...labels, le: '+Inf' }, value: count, suffix: '_bucket' },
    { labels, value: sum / 1_000, suffix: '_sum' },
    { labels, value: count, suffix: '_count' },
  ]
}

function ofKinds(kinds: readonly LatencyKind[], labelsOf: (kind: LatencyKind) => Labels) {
  return ofNamespaces(({ latencies }, bounds) =>
    kinds.flatMap((kind) => {
      const latency = latencies[kind]
      return latency === undefined ? [] : histogram(latency, bounds, labelsOf(kind))
    }),
  )
}

function countOf(counter: 'errors' | 'timeouts' | 'keyBusy') {
  return ofNamespaces((namespace, _, name) =>
    name === '' ? [] : [{ labels: {}, value: namespace[counter] }],
  )
}

/**
 * What is told. Names and labels follow the semantic conventions of OpenTelemetry for databases where they have one; the rest begins with
 * `aerospike_client_`. No label has more values than the cluster has nodes and namespaces, or the client kinds and codes: never sets.
 */
export const FAMILIES: readonly Family[] = [
  {
    name: 'db_client_operation_duration_seconds',
    help: 'Time of tries that were answered, by node, namespace and kind: read, write, batch, query.',
    type: 'histogram',
    read: ofKinds(['read', 'write', 'batch', 'query'], (kind) => ({ db_operation_name: kind })),
  },
  {
    name: 'db_client_connection_create_time_seconds',
    help: 'Time to open a connection, its login included.',
    type: 'histogram',
    read: ofKinds(['conn'], () => ({})),
  },
  {
    name: 'db_client_connection_count',
    help: 'Open connections that carry commands, by state: idle, used.',
    type: 'gauge',
    read: ofNodes(({ connections: { idle, inUse } }) => [
      [{ db_client_connection_state: 'idle' }, idle],
      [{ db_client_connection_state: 'used' }, inUse],
    ]),
  },
  {
    name: 'db_client_connection_max',
    help: 'The most connections to a node that may be open.',
    type: 'gauge',
    read: ofNodes(({ connections }) => [[{}, connections.max]]),
  },
  {
    name: 'db_client_connection_pending_requests',
    help: 'Commands and requests that wait for a connection.',
    type: 'gauge',
    read: ofNodes(({ waiting }) => [[{}, waiting]]),
  },
  {
    name: 'aerospike_client_connections_opened_total',
    help: 'Connections that were opened.',
    type: 'counter',
    read: ofNodes(({ connections }) => [[{}, connections.opened]]),
  },
  {
    name: 'aerospike_client_connections_closed_total',
    help: 'Connections that were closed, by reason.',
    type: 'counter',
    read: ofNodes(({ connections }) =>
      Object.entries(connections.closed).map(([reason, n]) => [{ reason }, n]),
    ),
  },
  {
    name: 'aerospike_client_errors_total',
    help: 'Tries that failed, by the code of their error, refusals of the server among them.',
    type: 'counter',
    read: ofNodes(({ errors }) => Object.entries(errors).map(([code, n]) => [{ error_type: code }, n])),
  },
  {
    name: 'aerospike_client_retries_total',
    help: 'Tries that failed and were made again.',
    type: 'counter',
    read: ofNodes(({ retries }) => [[{}, retries]]),
  },
  {
    name: 'aerospike_client_namespace_errors_total',
    help: 'Tries that failed, but for timeouts and busy keys, by namespace.',
    type: 'counter',
    read: countOf('errors'),
  },
  {
    name: 'aerospike_client_namespace_timeouts_total',
    help: 'Tries without an answer in time, by namespace.',
    type: 'counter',
    read: countOf('timeouts'),
  },
  {
    name: 'aerospike_client_namespace_key_busy_total',
    help: 'Tries that found too many others at the same record, by namespace.',
    type: 'counter',
    read: countOf('keyBusy'),
  },
  {
    name: 'aerospike_client_bytes_total',
    help: 'Bytes on the connections that carry commands, by direction: sent, received.',
    type: 'counter',
    read: ofNodes(({ bytesSent, bytesReceived }) => [
      [{ direction: 'sent' }, bytesSent],
      [{ direction: 'received' }, bytesReceived],
    ]),
  },
  {
    name: 'aerospike_client_operations_total',
    help: 'Calls: commands, batches, queries, jobs, administration.',
    type: 'counter',
    read: single(({ operations }) => operations),
  },
  {
    name: 'aerospike_client_operations_in_flight',
    help: 'Calls that have not ended.',
    type: 'gauge',
    read: single(({ inFlight }) => inFlight),
  },
  {
    name: 'aerospike_client_node_up',
    help: '1 for a node that answered when the client looked at it last, else 0.',
    type: 'gauge',
    read: ofNodes(({ tend }) => [[{}, tend.failures === 0 ? 1 : 0]]),
  },
  {
    name: 'aerospike_client_node_avoided',
    help: '1 for a node that commands avoid, else 0.',
    type: 'gauge',
    read: ofNodes(({ avoided }) => [[{}, avoided === undefined ? 0 : 1]]),
  },
  {
    name: 'aerospike_client_tend_duration_seconds',
    help: 'Time of the last look at a node.',
    type: 'gauge',
    read: ofNodes(({ tend }) => [[{}, tend.duration / 1_000]]),
  },
  {
    name: 'aerospike_client_partitions',
    help: 'Partitions of a namespace that have a master (available), and those that have none.',
    type: 'gauge',
    read: ({ stats }) =>
      Object.entries(stats.namespaces).flatMap(([name, { partitions, available }]) => [
        { labels: { ...SYSTEM, db_namespace: name, state: 'available' }, value: available },
        { labels: { ...SYSTEM, db_namespace: name, state: 'unavailable' }, value: partitions - available },
      ]),
  },
  {
    name: 'aerospike_client_stage_duration_seconds',
    help: 'Where the time of single commands goes, by stage; only where metrics are enabled with stages.',
    type: 'histogram',
    read: ({ metrics }) =>
      Object.entries(metrics?.stages ?? {}).flatMap(([stage, latency]) =>
        histogram(latency, metrics?.latencyBounds ?? [], { ...SYSTEM, stage }),
      ),
  },
]
