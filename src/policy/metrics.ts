import { METRICS_EVENTS, type MetricsListener } from '../observe/metrics.ts'
import { boolean, custom, defaultsOf, describe, integer, type Resolved } from './table.ts'

/** Least size of a file of metrics (MIN_FILE_SIZE, client-c as_metrics_writer.c, 7.5.0). */
const FILE_SIZE_MIN = 1_000_000

/** What would end a field or a line of the file: nobody who reads it knows of a way to write them. */
const SEPARATORS = /[[\],\r\n]/

/** Options of `enableMetrics`. */
export const METRICS_OPTIONS = {
  interval: integer(
    30,
    1,
    86_400,
    'Looks at the cluster (`tendInterval`, 1 s) between two snapshots for `listener` and `reportDir`.',
  ),
  latencyColumns: integer(7, 2, 255, 'Columns of the histograms that all clients of Aerospike have.'),
  latencyShift: integer(
    1,
    1,
    31,
    'Each column ends at 2 to the power of this many times where the one before does, in milliseconds: `<=1ms >1ms >2ms >4ms …` with 1, `<=1ms >1ms >8ms >64ms …` with 3.',
  ),
  stages: boolean(false, 'Whether to measure where the time of single commands goes.'),
  reportDir: custom<string | undefined>(
    undefined,
    checkFolder,
    'Folder for files of metrics in the format of the other clients, for their exporters. It is made where there is none. No file when left out.',
  ),
  reportSizeLimit: custom<number>(
    0,
    checkSize,
    'Bytes from which on a new file is begun: at least 1,000,000, or 0 for no limit.',
  ),
  labels: custom<{ readonly [name: string]: string }>(
    {},
    checkLabels,
    'Names with values that are written with all metrics, such as a region.',
  ),
  listener: custom<MetricsListener | undefined>(
    undefined,
    checkListener,
    'Told at each interval: { onEnable, onSnapshot, onNodeClose, onDisable }.',
  ),
} as const

export type MetricsPolicy = Resolved<typeof METRICS_OPTIONS>
export const METRICS_DEFAULTS: MetricsPolicy = defaultsOf(METRICS_OPTIONS)

function checkFolder(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && !value.includes('\0')
    ? undefined
    : `must be the path of a folder, not ${describe(value)}`
}

function checkSize(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && (value === 0 || Number(value) >= FILE_SIZE_MIN)
    ? undefined
    : `must be 0 or a whole number from ${FILE_SIZE_MIN} on, not ${describe(value)}`
}

function checkLabels(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `must be an object of texts, not ${describe(value)}`
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') return `must be an object of texts: ${name} is ${describe(text)}`
    if (name === '' || SEPARATORS.test(name) || SEPARATORS.test(text))
      return `must have names and values without [ ] , and line breaks, and no empty name: ${describe(name)}`
  }
  return undefined
}

function checkListener(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `must be an object, not ${describe(value)}`
  const given = METRICS_EVENTS.map((event) => (value as Record<string, unknown>)[event])
  if (given.some((tell) => tell !== undefined && typeof tell !== 'function'))
    return `must have functions only among ${METRICS_EVENTS.join(', ')}`
  return given.some((tell) => tell !== undefined)
    ? undefined
    : `must have one of ${METRICS_EVENTS.join(', ')}`
}
