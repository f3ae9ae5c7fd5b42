import type { LatencySnapshot } from './latency.ts'
import type { NamespaceMetrics } from './measures.ts'
import type { Stage } from './stages.ts'

/** What was measured at one node, since metrics were enabled. It does not change afterwards. */
export interface NodeMetrics {
  /** The node's id in hexadecimal. */
  readonly id: string
  readonly host: string
  readonly port: number
  readonly connections: MeasuredConnections
  /** By namespace. What belongs to none, such as connections, is under an empty name. */
  readonly namespaces: Readonly<Record<string, NamespaceMetrics>>
}

/** The connections to one node that carry commands. */
export interface MeasuredConnections {
  readonly inUse: number
  readonly idle: number
  /** Since the node joined. */
  readonly opened: number
  readonly closed: number
  /** Those of `closed` that owed the answer of a command that was given up. */
  readonly aborted: number
}

/** All that was measured since metrics were enabled. It does not change afterwards, and is plain data. */
export interface Metrics {
  /** When they were enabled, and when this was taken: milliseconds since 1970. */
  readonly enabledAt: number
  readonly takenAt: number
  readonly clusterName: string
  readonly appId: string
  readonly labels: Readonly<Record<string, string>>
  readonly latencyColumns: number
  readonly latencyShift: number
  /** Upper limits of the finer buckets, in seconds: powers of two of a microsecond, from 16 µs to 33.6 s. */
  readonly latencyBounds: readonly number[]
  /** Since the start of the client: calls, and tries that failed and were made again. */
  readonly operations: number
  readonly retries: number
  /** Calls that have not ended, and commands that wait for a connection. */
  readonly inFlight: number
  readonly waiting: number
  readonly nodes: readonly NodeMetrics[]
  /** Where the time of single commands went, by stage; undefined without `stages: true`. */
  readonly stages: Readonly<Record<Stage, LatencySnapshot>> | undefined
}

/**
 * Told what was measured. Nobody waits for it: while a promise that `onSnapshot` gave is open the next snapshot is left out, and what is
 * thrown is told once as a `problem` of the client.
 */
export interface MetricsListener {
  /** Metrics were enabled. */
  onEnable?(metrics: Metrics): void | Promise<void>
  /** An interval is over. */
  onSnapshot?(metrics: Metrics): void | Promise<void>
  /** A node left the cluster: the last of what was measured there. */
  onNodeClose?(node: NodeMetrics): void | Promise<void>
  /** Metrics were disabled, or the client closed: the last of all. */
  onDisable?(metrics: Metrics): void | Promise<void>
}

/** What a listener may listen to. */
export const METRICS_EVENTS = ['onEnable', 'onSnapshot', 'onNodeClose', 'onDisable'] as const
