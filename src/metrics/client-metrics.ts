import type { Node } from '../cluster/node.ts'
import type { Session } from '../execute/session.ts'
import { Measures } from '../observe/measures.ts'
import type { Metrics } from '../observe/metrics.ts'
import { METRICS_DEFAULTS, METRICS_OPTIONS, type MetricsPolicy } from '../policy/metrics.ts'
import { resolveOptions } from '../policy/table.ts'
import { Listening } from './listening.ts'
import { metricsOf, nodeMetricsOf, type SnapshotParts } from './snapshot.ts'
import { MetricsWriter } from './writer.ts'
import { clearInterval, clearTimeout, setInterval, setTimeout } from '../timers.ts'

/** Longest in ms that the end of metrics is waited for: a folder may hang, and so may a listener. */
const END_LIMIT = 1_000

/** What the metrics of a client need of it. */
export interface MetricsParts {
  readonly session: Session
  readonly clusterName: string
  /** Milliseconds between two looks at the cluster. */
  readonly tendInterval: () => number
  /** Told what metrics cope with by themselves. */
  readonly tell: (error: Error) => void
}

/** Metrics from when they were enabled on. */
interface Enabled {
  readonly parts: SnapshotParts
  readonly listening: readonly Listening[]
  readonly timer: NodeJS.Timeout
}

/** The metrics of one client: on and off, and who is told of them. */
export class ClientMetrics {
  readonly #parts: MetricsParts
  #enabled: Enabled | undefined

  constructor(parts: MetricsParts) {
    this.#parts = parts
  }

  /** Begins to measure; what was measured before is gone. @throws ArgumentError `INVALID_OPTION` */
  enable(options: object | undefined): void {
    const policy = resolveOptions(METRICS_OPTIONS, METRICS_DEFAULTS, options, 'enableMetrics')
    void this.disable()
    const { session, clusterName, tendInterval } = this.#parts
    const measures = new Measures(policy, policy.stages)
    session.metrics = measures
    const timer = setInterval(() => void this.#snapshot(), policy.interval * tendInterval())
    this.#enabled = {
      parts: { session, measures, policy, clusterName, enabledAt: Date.now() },
      listening: this.#listeners(policy),
      timer: timer.unref(),
    }
    void hearAll(this.#enabled, 'onEnable')
  }

  #listeners({ reportDir, reportSizeLimit, listener }: MetricsPolicy): Listening[] {
    const listeners = listener === undefined ? [] : [listener]
    if (reportDir !== undefined) listeners.push(new MetricsWriter({ reportDir, reportSizeLimit }))
    return listeners.map((each) => new Listening(each, this.#parts.tell))
  }

  /** Ends measuring. Resolves when what was measured is written, soon in any case. */
  async disable(): Promise<void> {
    const enabled = this.#enabled
    if (enabled === undefined) return
    this.#enabled = undefined
    this.#parts.session.metrics = undefined
    clearInterval(enabled.timer)
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, END_LIMIT)))
    await Promise.race([hearAll(enabled, 'onDisable'), limit])
    clearTimeout(timer)
  }

  /** What was measured; undefined while metrics are off. */
  get current(): Metrics | undefined {
    return this.#enabled === undefined ? undefined : metricsOf(this.#enabled.parts)
  }

  #snapshot(): Promise<void> {
    return this.#enabled === undefined ? Promise.resolve() : hearAll(this.#enabled, 'onSnapshot')
  }

  /** A node has left: the last of it is told. */
  nodeClosed(node: Node): void {
    if (this.#enabled === undefined) return
    const { listening, parts } = this.#enabled
    const last = nodeMetricsOf(node, parts.measures)
    parts.measures.forget(node.toString())
    for (const each of listening) void each.hear('onNodeClose', last)
  }
}

async function hearAll(
  { listening, parts }: Enabled,
  event: 'onEnable' | 'onSnapshot' | 'onDisable',
): Promise<void> {
  if (listening.length === 0) return
  const metrics = metricsOf(parts)
  await Promise.all(listening.map((each) => each.hear(event, metrics)))
}
