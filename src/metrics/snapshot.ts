import type { Node } from '../cluster/node.ts'
import type { Session } from '../execute/session.ts'
import { LATENCY_BOUNDS } from '../observe/latency.ts'
import type { Measures } from '../observe/measures.ts'
import type { Metrics, NodeMetrics } from '../observe/metrics.ts'
import type { MetricsPolicy } from '../policy/metrics.ts'

/** What a snapshot says besides what was measured. */
export interface SnapshotParts {
  readonly session: Session
  readonly measures: Measures
  readonly policy: MetricsPolicy
  readonly clusterName: string
  readonly enabledAt: number
}

/** Reads all of it, without asking anybody. */
export function metricsOf({ session, measures, policy, clusterName, enabledAt }: SnapshotParts): Metrics {
  const nodes = [...session.cluster.state.nodes.values()]
  const { latencyColumns, latencyShift, labels } = policy
  return Object.freeze({
    ...{ enabledAt, takenAt: Date.now(), clusterName, appId: session.appId ?? '' },
    ...{ labels: Object.freeze({ ...labels }), latencyColumns, latencyShift },
    latencyBounds: LATENCY_BOUNDS,
    ...{ operations: session.begun, retries: session.retries, inFlight: session.inFlight },
    waiting: nodes.reduce((sum, { connections }) => sum + connections.counts.waiting, 0),
    nodes: Object.freeze(nodes.map((node) => nodeMetricsOf(node, measures))),
    stages: measures.stages(),
  })
}

export function nodeMetricsOf(node: Node, measures: Measures): NodeMetrics {
  const { id, address, connections } = node
  const { open, inUse, opened, closed } = connections.counts
  return Object.freeze({
    ...{ id, host: address.host, port: address.port },
    connections: Object.freeze({
      ...{ inUse, idle: Math.max(0, open - inUse), opened },
      closed: Object.values(closed).reduce((sum, count) => sum + count, 0),
      aborted: closed.timeout,
    }),
    namespaces: measures.ofNode(node.toString()),
  })
}
