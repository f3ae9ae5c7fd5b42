import type { Node } from '../cluster/node.ts'
import type { Session } from '../execute/session.ts'
import { Measures } from '../observe/measures.ts'
import { clientError } from '../errors/index.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { MetricsConfig } from '../policy/dynamic.ts'
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
  /** What the application asked for; undefined when it wants none. */
  #wanted: MetricsPolicy | undefined
  /** What a dynamic configuration says, which stands above it. */
  #config: MetricsConfig = {}
  #isClosed = false

  constructor(parts: MetricsParts) {
    this.#parts = parts
  }

  /** Begins to measure; what was measured before is gone. @throws ArgumentError `INVALID_OPTION` */
  enable(options: object | undefined): void {
    this.#wanted = resolveOptions(METRICS_OPTIONS, METRICS_DEFAULTS, options, 'enableMetrics')
    if (this.#config.enable === false) this.#parts.tell(keptOff())
    else this.#start()
  }

  /** A dynamic configuration holds from now on. What is measured is kept where it changes nothing. */
  configure(config: MetricsConfig): void {
    const before = this.#config
    this.#config = config
    const isOn = config.enable ?? this.#wanted !== undefined
    if (!isOn) void this.#end()
    else if (this.#enabled === undefined || !sameOptions(before, config)) this.#start()
  }

  #start(): void {
    void this.#end()
    if (this.#isClosed) return
    const { enable: _, ...config } = this.#config
    const policy = { ...(this.#wanted ?? METRICS_DEFAULTS), ...config }
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

  /** Ends measuring, unless a dynamic configuration wants it. Resolves when what was measured is written, soon in any case. */
  async disable(): Promise<void> {
    this.#wanted = undefined
    await this.#end()
    if (this.#config.enable === true) this.#start()
  }

  /** Ends measuring for good. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#end()
  }

  async #end(): Promise<void> {
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

function sameOptions(one: MetricsConfig, other: MetricsConfig): boolean {
  const text = ({ latencyColumns, latencyShift, labels }: MetricsConfig): string =>
    JSON.stringify([latencyColumns, latencyShift, labels])
  return text(one) === text(other)
}

function keptOff(): Error {
  return clientError('METRICS_CONFLICT', 'enableMetrics: the dynamic configuration keeps metrics off', {
    hint: 'they begin when its file says metrics.enable: true, or nothing of it',
  })
}
