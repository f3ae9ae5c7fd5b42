import type { Metrics } from '../observe/metrics.ts'
import { STAGES, type Stage } from '../observe/stages.ts'

/** One stage of the way of single commands. All times in milliseconds. */
export interface StageFigures {
  readonly stage: Stage
  /** In the last minute: its share of the time of all stages, from 0 to 1, and its mean. */
  readonly share: number
  readonly mean: number
  /** Percentiles since metrics were enabled. */
  readonly p50: number
  readonly p99: number
}

/** Where the time of single commands goes. */
export interface StagesShown {
  /** Commands of the last minute. */
  readonly commands: number
  /** When metrics were enabled, in ms since 1970. */
  readonly since: number
  readonly stages: readonly StageFigures[]
}

/** How many commands there were up to one moment, and the sum of each stage. */
interface Totals {
  readonly commands: number
  readonly sums: readonly number[]
}

const MINUTE = 60_000
/** Samples of a minute. */
const KEPT = 60

/** The stages of the last minute, from what is measured since metrics were enabled. */
export class StageWindow {
  /** Oldest first; never more than a minute of them. */
  #totals: Totals[] = []
  #metrics: Metrics | undefined

  /** Takes what was measured up to now, once a second. Without stages what was there before is forgotten. */
  add(metrics: Metrics | undefined): void {
    if (metrics?.stages === undefined || metrics.enabledAt !== this.#metrics?.enabledAt) this.#totals = []
    this.#metrics = metrics
    if (metrics?.stages === undefined) return
    // All of it is of the last minute where it has not been on for longer.
    const isNew = this.#totals.length === 0 && metrics.takenAt - metrics.enabledAt < MINUTE
    if (isNew) this.#totals.push({ commands: 0, sums: STAGES.map(() => 0) })
    this.#totals.push(totalsOf(metrics.stages))
    if (this.#totals.length > KEPT + 1) this.#totals.shift()
  }

  /** Undefined while stages are not measured. */
  get shown(): StagesShown | undefined {
    const stages = this.#metrics?.stages
    const [first, last] = [this.#totals[0], this.#totals.at(-1)]
    if (stages === undefined || first === undefined || last === undefined) return undefined
    const commands = last.commands - first.commands
    const times = last.sums.map((sum, i) => sum - (first.sums[i] ?? 0))
    const all = times.reduce((sum, time) => sum + time, 0)
    const part = (time: number, whole: number): number => (whole === 0 ? 0 : time / whole)
    return {
      ...{ commands, since: this.#metrics?.enabledAt ?? 0 },
      stages: STAGES.map((stage, i) => {
        const [time = 0, { p50, p99 }] = [times[i], stages[stage]]
        return { stage, share: part(time, all), mean: part(time, commands), p50, p99 }
      }),
    }
  }
}

function totalsOf(stages: NonNullable<Metrics['stages']>): Totals {
  return { commands: stages.resume.count, sums: STAGES.map((stage) => stages[stage].sum) }
}
