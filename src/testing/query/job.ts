import type { Figures } from '../figures.ts'
import { textOf } from '../latin1.ts'
import { Code } from '../result-code.ts'
import { performance } from '../../timers.ts'

/** Finished jobs that a node still tells about (query-max-done). */
const MAX_FINISHED = 100

export type JobKind = 'basic' | 'aggregation' | 'background-ops' | 'background-udf'

export interface JobStart {
  readonly id: bigint
  readonly kind: JobKind
  readonly namespace: string
  readonly set: string
  readonly indexName: string
  /** Partitions asked for, and those of them that are resumed. */
  readonly partitions: number
  readonly resumed: number
  readonly recordsPerSecond: number
  readonly socketTimeout: number
  readonly from: string
  /** The function of a background job. */
  readonly udf?: { readonly module: string; readonly function: string }
}

/** A query as a node keeps track of it, and shows it until it is old (as/src/query/query_job.c, 8.1.2). */
export class QueryJob {
  readonly start: JobStart
  /** The code that ended it before its time. */
  abandoned = 0
  throttled = 0
  filtered = 0
  succeeded = 0
  failed = 0
  bytes = 0
  /** Share of the partitions it is through with. */
  progress = 0
  readonly #startedAt = performance.now()
  #finishedAt: number | undefined

  constructor(start: JobStart) {
    this.start = start
  }

  get isDone(): boolean {
    return this.#finishedAt !== undefined
  }

  /** Asked again after every wait: an operator may have ended it meanwhile. */
  isAborted(): boolean {
    return this.abandoned !== 0
  }

  finish(): void {
    this.#finishedAt = performance.now()
    if (this.abandoned === 0) this.progress = 1
  }

  describe(): string {
    const {
      id,
      kind,
      namespace,
      set,
      indexName,
      partitions,
      resumed,
      recordsPerSecond,
      socketTimeout,
      from,
      udf,
    } = this.start
    const now = performance.now()
    const background = kind === 'background-ops' || kind === 'background-udf'
    return [
      `trid=${id}`,
      `ns=${namespace}`,
      ...(set === '' ? [] : [`set=${textOf(set)}`]),
      ...(indexName === '' ? [] : [`sindex-name=${textOf(indexName)}`]),
      ...(partitions === 0 ? [] : [`n-pids-requested=${partitions}`, `n-keyds-requested=${resumed}`]),
      `rps=${recordsPerSecond}`,
      `active-threads=${this.isDone ? 0 : 1}`,
      `status=${this.isDone ? 'done' : 'active'}(${this.#result()})`,
      `job-progress=${(this.progress * 100).toFixed(2)}`,
      `run-time=${Math.floor((this.#finishedAt ?? now) - this.#startedAt)}`,
      `time-since-done=${Math.floor(now - (this.#finishedAt ?? now))}`,
      `recs-throttled=${this.throttled}`,
      'recs-filtered-meta=0',
      `recs-filtered-bins=${this.filtered}`,
      `recs-succeeded=${this.succeeded}`,
      `recs-failed=${this.failed}`,
      `from=${from.replaceAll(':', '+')}`,
      `job-type=${kind}`,
      `net-io-bytes=${this.bytes}`,
      ...(background ? [] : ['net-io-time=0']),
      `socket-timeout=${socketTimeout}`,
      ...(kind === 'background-ops' ? ['ops-active=0'] : []),
      ...(udf === undefined
        ? []
        : [`udf-filename=${udf.module}`, `udf-function=${udf.function}`, 'udf-active=0']),
    ].join(':')
  }

  #result(): string {
    if (this.abandoned === Code.ok) return 'ok'
    return this.abandoned === Code.queryAborted ? 'user-aborted' : 'abandoned-response-error'
  }
}

/** The queries of one node: those running and the last ones that ended. */
export class JobList {
  readonly #figures: Figures
  #jobs: QueryJob[] = []
  #lastId = 0n

  constructor(figures: Figures) {
    this.#figures = figures
  }

  /** Undefined when a job with that number is known already. */
  begin(start: Omit<JobStart, 'id'>, id: bigint): QueryJob | undefined {
    if (id !== 0n && this.find(id) !== undefined) return undefined
    const job = new QueryJob({ ...start, id: id === 0n ? ++this.#lastId : id })
    this.#jobs.push(job)
    return job
  }

  end(job: QueryJob): void {
    job.finish()
    this.#figures.query(job.start, false, job.abandoned)
    const done = this.#jobs.filter(({ isDone }) => isDone)
    const old = new Set(done.slice(0, Math.max(0, done.length - MAX_FINISHED)))
    this.#jobs = this.#jobs.filter((each) => !old.has(each))
  }

  find(id: bigint): QueryJob | undefined {
    return this.#jobs.find((job) => job.start.id === id)
  }

  /** Ends a running job; false when there is none by that number. */
  abort(id: bigint): boolean {
    const job = this.find(id)
    if (job === undefined || job.isDone) return false
    job.abandoned = Code.queryAborted
    return true
  }

  abortAll(): number {
    const running = this.#jobs.filter(({ isDone }) => !isDone)
    for (const job of running) job.abandoned = Code.queryAborted
    return running.length
  }

  /** Running ones first, each kind with the newest first. */
  describeAll(): string {
    const newest = this.#jobs.toReversed()
    const sorted = [...newest.filter(({ isDone }) => !isDone), ...newest.filter(({ isDone }) => isDone)]
    return sorted.map((job) => job.describe()).join(';')
  }
}
