/** How long what a node did in its last interval took, as it tells it. */
export interface Histogram {
  /** The namespace; empty for what is not of one. */
  readonly namespace: string
  /** What was done: `read`, `write`, `batch-index` … */
  readonly name: string
  readonly unit: 'ms' | 'µs'
  readonly perSecond: number
  /** Percent that took longer than 1, 2, 4, 8 … units. */
  readonly over: readonly number[]
}

const UNITS: ReadonlyMap<string, Histogram['unit']> = new Map([
  ['msec', 'ms'],
  ['usec', 'µs'],
])
const LINE = /^(?:\{(.+)\}-)?([\w-]+):(msec|usec),([\d.]+)((?:,[\d.]+)*)$/

/**
 * Reads the answer of `latencies:`, histograms one after another with `;` between: `{test}-read:msec,1200.5,0.10,0.00,…`; what has not
 * happened yet has nothing behind its name (histogram_get_latencies, cf/src/hist.c, 8.1.2).
 */
export function parseLatencies(answer: string): Histogram[] {
  return answer.split(';').flatMap((line) => {
    const [, namespace = '', name = '', tag = '', perSecond, over = ''] = LINE.exec(line) ?? []
    const unit = UNITS.get(tag)
    if (unit === undefined) return []
    const shares = over.split(',').slice(1).map(Number)
    return [{ namespace, name, unit, perSecond: Number(perSecond), over: shares }]
  })
}

const MICROSECONDS = 1024

/** Percent of some histograms, by how much was done in each, that took longer than a millisecond; undefined when nothing was. */
export function slowShare(histograms: readonly Histogram[], names: readonly string[]): number | undefined {
  let done = 0
  let slow = 0
  for (const { name, unit, perSecond, over } of histograms) {
    const share = unit === 'ms' ? over[0] : over[Math.log2(MICROSECONDS)]
    if (!names.includes(name) || share === undefined) continue
    done += perSecond
    slow += perSecond * share
  }
  return done === 0 ? undefined : slow / done
}
