import { Latencies, type LatencyColumns, type LatencySnapshot } from './latency.ts'
import { STAGES, type Stage, type StageTimes } from './stages.ts'

/**
 * Kinds of latencies, in the order of the other clients (as_latency.h, client-c 7.5.0).
 *
 * @example
 * LATENCY_KINDS.includes('read') // true
 */
export const LATENCY_KINDS = ['conn', 'write', 'read', 'batch', 'query'] as const

/**
 * What a latency is of: `conn`, opening a connection with its login; `write` and `read`, a try of a command on one record, its wait for a
 * connection included; `batch` and `query`, a request to one node and all of its answer.
 */
export type LatencyKind = (typeof LATENCY_KINDS)[number]

/** What was measured of one namespace at one node, since metrics were enabled. */
export interface NamespaceMetrics {
  /** Tries that failed, but for timeouts and for those that found the record busy. A record that is not there is no error. */
  readonly errors: number
  readonly timeouts: number
  /** Refused with `KEY_BUSY`: too many commands wait for the same record. */
  readonly keyBusy: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** By kind; one that was not seen is not there. */
  readonly latencies: Readonly<Partial<Record<LatencyKind, LatencySnapshot>>>
}

/** What was counted of one namespace at one node. */
export class NamespaceMeasures {
  errors = 0
  timeouts = 0
  keyBusy = 0
  bytesIn = 0
  bytesOut = 0
  readonly #options: LatencyColumns
  readonly #latencies = new Map<LatencyKind, Latencies>()

  constructor(options: LatencyColumns) {
    this.#options = options
  }

  answered(kind: LatencyKind, ms: number): void {
    let latencies = this.#latencies.get(kind)
    if (latencies === undefined) this.#latencies.set(kind, (latencies = new Latencies(this.#options)))
    latencies.record(ms)
  }

  /**
   * A try that failed. What the filter left out counts like what is not there: as an answer (as_command_execute, client-c as_command.c,
   * 7.5.0, for the latter).
   */
  failed(kind: LatencyKind, ms: number, code: string): void {
    if (code === 'TIMEOUT' || code === 'SERVER_TIMEOUT') this.timeouts++
    else if (code === 'KEY_BUSY') this.keyBusy++
    else if (code === 'NOT_FOUND' || code === 'FILTERED_OUT') this.answered(kind, ms)
    else this.errors++
  }

  snapshot(): NamespaceMetrics {
    const { errors, timeouts, keyBusy, bytesIn, bytesOut } = this
    const seen = LATENCY_KINDS.flatMap((kind) => {
      const latencies = this.#latencies.get(kind)
      return latencies === undefined ? [] : [[kind, latencies.snapshot()] as const]
    })
    const latencies = Object.freeze(Object.fromEntries(seen))
    return Object.freeze({ errors, timeouts, keyBusy, bytesIn, bytesOut, latencies })
  }
}

/**
 * What is measured while metrics are enabled. Nodes are known by their text, `id host:port`: a connection is measured before there is a
 * node.
 */
export class Measures {
  /** Whether stages are measured too. */
  readonly hasStages: boolean
  readonly #options: LatencyColumns
  readonly #nodes = new Map<string, Map<string, NamespaceMeasures>>()
  readonly #stages = new Map<Stage, Latencies>()

  constructor(options: LatencyColumns, hasStages: boolean) {
    this.#options = options
    this.hasStages = hasStages
    if (hasStages) for (const stage of STAGES) this.#stages.set(stage, new Latencies(options))
  }

  /** @param namespace empty for what belongs to none, such as a connection */
  at(node: string, namespace: string): NamespaceMeasures {
    let namespaces = this.#nodes.get(node)
    if (namespaces === undefined) this.#nodes.set(node, (namespaces = new Map<string, NamespaceMeasures>()))
    let measures = namespaces.get(namespace)
    if (measures === undefined) namespaces.set(namespace, (measures = new NamespaceMeasures(this.#options)))
    return measures
  }

  /** Adds the stages of one command. */
  passed(times: StageTimes): void {
    for (const stage of STAGES) this.#stages.get(stage)?.record(times[stage])
  }

  /** What was measured at one node, by namespace. */
  ofNode(node: string): Readonly<Record<string, NamespaceMetrics>> {
    const namespaces = [...(this.#nodes.get(node) ?? [])]
    return Object.freeze(
      Object.fromEntries(namespaces.map(([name, measures]) => [name, measures.snapshot()])),
    )
  }

  /** The node has left. */
  forget(node: string): void {
    this.#nodes.delete(node)
  }

  /** By stage; undefined when they are not measured. */
  stages(): Readonly<Record<Stage, LatencySnapshot>> | undefined {
    if (!this.hasStages) return undefined
    const all = [...this.#stages].map(([stage, latencies]) => [stage, latencies.snapshot()])
    return Object.freeze(Object.fromEntries(all) as Record<Stage, LatencySnapshot>)
  }
}
