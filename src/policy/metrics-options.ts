// Written from the tables of options: npx vitest run test/unit/policy/option-types.test.ts -u

import type { MetricsListener } from '../observe/metrics.ts'

/** Options of `enableMetrics`. */
export interface MetricsOptions {
  /** Looks at the cluster (`tendInterval`, 1 s) between two snapshots for `listener` and `reportDir`. Default: 30; from 1 to 86400. */
  readonly interval?: number | undefined
  /** Columns of the histograms that all clients of Aerospike have. Default: 7; from 2 to 255. */
  readonly latencyColumns?: number | undefined
  /** Each column ends at 2 to the power of this many times where the one before does, in milliseconds: `<=1ms >1ms >2ms >4ms …` with 1, `<=1ms >1ms >8ms >64ms …` with 3. Default: 1; from 1 to 31. */
  readonly latencyShift?: number | undefined
  /** Whether to measure where the time of single commands goes. Default: false. */
  readonly stages?: boolean | undefined
  /** Folder for files of metrics in the format of the other clients, for their exporters. It is made where there is none. No file when left out. */
  readonly reportDir?: string | undefined
  /** Bytes from which on a new file is begun: at least 1,000,000, or 0 for no limit. Default: 0. */
  readonly reportSizeLimit?: number | undefined
  /** Names with values that are written with all metrics, such as a region. */
  readonly labels?: { readonly [name: string]: string } | undefined
  /** Told at each interval: { onEnable, onSnapshot, onNodeClose, onDisable }. */
  readonly listener?: MetricsListener | undefined
}
