import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** How latencies are sorted into the few columns that all clients of Aerospike have. */
export interface LatencyColumns {
  /** How many columns: `<=1ms`, `>1ms`, and so on. */
  readonly latencyColumns: number
  /** By which power of two each column's limit is more than the one before. */
  readonly latencyShift: number
}

/** Upper limits of the finer buckets, in seconds: powers of two of a microsecond, from 16 µs to 33.6 s. */
export const LATENCY_BOUNDS: readonly number[] = Object.freeze(
  Array.from({ length: 22 }, (_, power) => 2 ** (power + 4) / 1_000_000),
)

/** The power of two of the first of them. */
const FIRST_POWER = 4
/** What is slower counts as this many microseconds among the percentiles, which need a limit: 35 minutes. */
const MAX_MICROSECONDS = 2 ** 31 - 1

/** Latencies of one kind, since metrics were enabled. All times in milliseconds. */
export interface LatencySnapshot {
  readonly count: number
  readonly sum: number
  readonly max: number
  /** Percentiles, exact to 1 %. */
  readonly p50: number
  readonly p99: number
  readonly p999: number
  /** By column, as the other clients count them: up to 1 ms, up to 2, up to 4 … with `latencyShift: 1`, the rest in the last one. */
  readonly columns: readonly number[]
  /** By `latencyBounds` of the metrics, each without those before it; what is slower than the last bound comes last. */
  readonly buckets: readonly number[]
}

/** The column of a latency: milliseconds are rounded up first (as_node_add_latency, as_latency_get_index; client-c as_node.c, 7.5.0). */
export function columnOf(ms: number, { latencyColumns, latencyShift }: LatencyColumns): number {
  const elapsed = Math.ceil(ms)
  let limit = 1
  let column = 0
  while (column < latencyColumns - 1 && elapsed > limit) {
    limit *= 2 ** latencyShift
    column++
  }
  return column
}

/** Latencies of one kind. Nothing is allocated to record one. */
export class Latencies {
  readonly #options: LatencyColumns
  readonly #columns: Float64Array
  readonly #buckets = new Float64Array(LATENCY_BOUNDS.length + 1)
  // Two figures keep it at 26 KB; three would take eight times as much.
  readonly #histogram: RecordableHistogram = createHistogram({ highest: MAX_MICROSECONDS, figures: 2 })
  #sum = 0
  #max = 0

  constructor(options: LatencyColumns) {
    this.#options = options
    this.#columns = new Float64Array(options.latencyColumns)
  }

  record(ms: number): void {
    const time = Math.max(0, ms)
    const microseconds = Math.min(MAX_MICROSECONDS, Math.max(1, Math.ceil(time * 1_000)))
    const power = 32 - Math.clz32(microseconds - 1)
    const bucket = Math.min(LATENCY_BOUNDS.length, Math.max(0, power - FIRST_POWER))
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1
    const column = columnOf(time, this.#options)
    this.#columns[column] = (this.#columns[column] as number) + 1
    this.#histogram.record(microseconds)
    this.#sum += time
    if (time > this.#max) this.#max = time
  }

  snapshot(): LatencySnapshot {
    const percentile = (percent: number): number =>
      this.#histogram.count === 0 ? 0 : Math.min(this.#max, this.#histogram.percentile(percent) / 1_000)
    return Object.freeze({
      ...{ count: this.#histogram.count, sum: this.#sum, max: this.#max },
      ...{ p50: percentile(50), p99: percentile(99), p999: percentile(99.9) },
      columns: Object.freeze([...this.#columns]),
      buckets: Object.freeze([...this.#buckets]),
    })
  }
}
