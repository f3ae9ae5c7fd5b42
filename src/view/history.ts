/** The figures of one stretch of time. */
export interface Sample {
  /** When it ended, in ms since 1970. */
  readonly at: number
  /** Operations a second, and those of them that failed. */
  readonly operations: number
  readonly errors: number
  /** Bytes a second. */
  readonly bytesSent: number
  readonly bytesReceived: number
  /** At its end. */
  readonly inFlight: number
  readonly waiting: number
  /** How many operations took how long: by power of two of microseconds, see {@link BUCKETS}. */
  readonly latencies: readonly number[]
}

/** Latencies are counted by power of two: the first bucket is below 2 µs, the last one takes all from 2^23 µs (8 s) on. */
export const BUCKETS = 24

/** The bucket of a latency in ms. */
export function bucketOf(ms: number): number {
  const microseconds = Math.floor(ms * 1000)
  return Math.min(BUCKETS - 1, 31 - Math.clz32(Math.max(1, microseconds)))
}

/** How many samples are kept, and how many of the short ones make a long one. */
export interface HistoryLimits {
  readonly seconds: number
  readonly minutes: number
  readonly perMinute: number
}

/**
 * What was, in bounded memory: the last ten minutes by the second, a day by the minute. A day costs 2,040 samples, whatever the
 * load is.
 */
export class History {
  readonly #seconds: Sample[] = []
  readonly #minutes: Sample[] = []
  #current: Sample[] = []

  readonly #most: HistoryLimits

  constructor(most: HistoryLimits = { seconds: 600, minutes: 1440, perMinute: 60 }) {
    this.#most = most
  }

  get seconds(): readonly Sample[] {
    return this.#seconds
  }

  get minutes(): readonly Sample[] {
    return this.#minutes
  }

  add(sample: Sample): void {
    keep(this.#seconds, sample, this.#most.seconds)
    this.#current.push(sample)
    if (this.#current.length < this.#most.perMinute) return
    keep(this.#minutes, merged(this.#current), this.#most.minutes)
    this.#current = []
  }
}

function keep(list: Sample[], sample: Sample, most: number): void {
  list.push(sample)
  if (list.length > most) list.shift()
}

/** Rates are averaged, latencies added up; of what was waiting the most is kept. */
function merged(samples: readonly Sample[]): Sample {
  const mean = (figure: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + figure(sample), 0) / samples.length
  const most = (figure: (sample: Sample) => number): number => Math.max(...samples.map(figure))
  return {
    at: samples.at(-1)?.at ?? 0,
    operations: mean(({ operations }) => operations),
    errors: mean(({ errors }) => errors),
    bytesSent: mean(({ bytesSent }) => bytesSent),
    bytesReceived: mean(({ bytesReceived }) => bytesReceived),
    inFlight: most(({ inFlight }) => inFlight),
    waiting: most(({ waiting }) => waiting),
    latencies: Array.from({ length: BUCKETS }, (_, bucket) =>
      samples.reduce((sum, { latencies }) => sum + (latencies[bucket] ?? 0), 0),
    ),
  }
}
