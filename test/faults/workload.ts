import { AerospikeError, type Client, ops, rows } from '../../src/index.ts'
import type { History } from './history.ts'

/** How the work is done. */
export interface WorkloadOptions {
  /** Milliseconds for each call. */
  readonly timeout: number
  /** Retries of what reads. Writes are never tried again: each shows once in the history. */
  readonly maxRetries: number
  /** Milliseconds between two calls of a loop. */
  readonly rest: { readonly [K in WorkKind]: number }
  /** Loops of each kind. */
  readonly loops: { readonly [K in WorkKind]: number }
}

/** Kinds of calls. */
export type WorkKind = 'single' | 'burst' | 'batch' | 'query' | 'job'

export const WORK_KINDS: readonly WorkKind[] = ['single', 'burst', 'batch', 'query', 'job']

/** What happened to the calls of a kind. */
export interface Tally {
  done: number
  /** By the code of the error. */
  readonly failed: { [code: string]: number }
  /** Most milliseconds that a call took. */
  longest: number
}

const BURST = 40
const ROWS = 20

/** Calls of every kind, side by side, each loop one after the other. */
export class Workload {
  readonly tallies = Object.fromEntries(
    WORK_KINDS.map((kind) => [kind, { done: 0, failed: {}, longest: 0 }]),
  ) as { readonly [K in WorkKind]: Tally }
  readonly #client: Client
  readonly #history: History
  readonly #options: WorkloadOptions
  readonly #loops: Promise<void>[] = []
  /** Failures that no call may have: of another class, or an answer to another question. */
  readonly wrong: unknown[] = []
  #next = 0
  #going = true

  constructor(client: Client, history: History, options: WorkloadOptions) {
    this.#client = client
    this.#history = history
    this.#options = options
  }

  start(): void {
    for (const kind of WORK_KINDS)
      for (let i = 0; i < this.#options.loops[kind]; i++) this.#loops.push(this.#loop(kind))
  }

  /** Calls that have ended. */
  get ended(): number {
    return WORK_KINDS.reduce((sum, kind) => {
      const { done, failed } = this.tallies[kind]
      return sum + done + Object.values(failed).reduce((total, count) => total + count, 0)
    }, 0)
  }

  /** Resolves when all calls that were started have ended. */
  async stop(): Promise<void> {
    this.#going = false
    await Promise.all(this.#loops)
  }

  async #loop(kind: WorkKind): Promise<void> {
    const steps = {
      single: () => this.#single(),
      burst: () => this.#burst(),
      batch: () => this.#batch(),
      query: () => this.#query(),
      job: () => this.#job(),
    }
    while (this.#going) {
      await this.#timed(kind, steps[kind])
      await new Promise((resolve) => setTimeout(resolve, this.#options.rest[kind]))
    }
  }

  async #timed(kind: WorkKind, step: () => Promise<unknown>): Promise<void> {
    const tally = this.tallies[kind]
    const begun = performance.now()
    try {
      await step()
      tally.done++
    } catch (error) {
      if (!(error instanceof AerospikeError)) this.wrong.push(error)
      const code = error instanceof AerospikeError ? error.code : String(error)
      tally.failed[code] = (tally.failed[code] ?? 0) + 1
    }
    tally.longest = Math.max(tally.longest, performance.now() - begun)
  }

  get #reading() {
    const { timeout, maxRetries } = this.#options
    return { timeout, maxRetries }
  }

  async #append(index: number, coalesce: 'auto' | 'off'): Promise<void> {
    const { id, operations } = this.#history.begin(index)
    const { timeout } = this.#options
    const result = await this.#client
      .operate(this.#history.key(index), operations, { timeout, maxRetries: 0, coalesce })
      .catch((error: unknown) => {
        this.#history.end(id, error)
        throw error
      })
    this.#history.end(id)
    this.#history.checkOwner(index, result.results[1])
  }

  async #read(index: number, coalesce: 'auto' | 'off'): Promise<void> {
    const record = await this.#client.get(this.#history.key(index), {
      ...this.#reading,
      bins: ['owner'],
      coalesce,
    })
    this.#history.checkOwner(index, record?.bins['owner'])
  }

  async #single(): Promise<void> {
    const index = this.#next++
    await (index % 2 === 0 ? this.#append(index, 'off') : this.#read(index, 'off'))
  }

  /** Commands of one turn, which travel together. All have ended when it ends. */
  async #burst(): Promise<void> {
    const from = (this.#next += BURST)
    const results = await Promise.allSettled(
      Array.from({ length: BURST }, (_, i) =>
        i % 3 === 0 ? this.#append(from + i, 'auto') : this.#read(from + i, 'auto'),
      ),
    )
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  async #batch(): Promise<void> {
    const from = (this.#next += ROWS)
    const written = Array.from({ length: ROWS }, (_, i) => this.#history.begin(from + i))
    const { timeout } = this.#options
    const appends = this.#client
      .batch(
        written.map(({ operations }, i) => rows.operate(this.#history.key(from + i), operations)),
        { timeout, maxRetries: 0 },
      )
      .then(
        (results) => {
          for (const [i, row] of results.entries())
            this.#history.end(written[i]?.id as number, row.status === 'error' ? row.error : undefined)
        },
        (error: unknown) => {
          for (const { id } of written) this.#history.end(id, error)
          throw error
        },
      )
    const reads = this.#client.getMany(
      written.map((_, i) => this.#history.key(from + i)),
      { ...this.#reading, bins: ['owner'] },
    )
    await Promise.allSettled([appends, reads])
    await appends
    for (const [i, row] of (await reads).entries())
      if (row.status === 'ok') this.#history.checkOwner(from + i, row.record.bins['owner'])
  }

  /** Each record comes once. */
  async #query(): Promise<void> {
    const { namespace, set, keys } = this.#history
    const { timeout, maxRetries } = this.#options
    const query = this.#client.query(namespace, set).select('owner').options({ timeout, maxRetries })
    const seen = new Set<unknown>()
    for await (const { key, bins } of query) {
      if (seen.has(bins['owner'])) throw new Error(`A query gave ${key.toString()} twice`)
      seen.add(bins['owner'])
    }
    if (seen.size !== keys.length) throw new Error(`A query gave ${seen.size} records of ${keys.length}`)
  }

  async #job(): Promise<void> {
    const { namespace, set } = this.#history
    const { timeout } = this.#options
    await this.#client.query(namespace, set).execute([ops.add('jobs', 1)], { timeout })
  }
}
