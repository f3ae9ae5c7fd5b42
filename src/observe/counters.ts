/** What went wrong with one node since it joined. */
export class NodeCounters {
  readonly #errors = new Map<string, number>()
  /** Tries that failed and were made again. */
  retries = 0

  /** Counts a failed try by the code of its error. */
  failed(code: string): void {
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1)
  }

  /** How many tries failed, by the code of their error. */
  get errors(): Readonly<Record<string, number>> {
    return Object.freeze(Object.fromEntries(this.#errors))
  }
}

/** Looks at one node since it joined. */
export class TendCounters {
  /** Those that have ended. */
  count = 0
  /** Those that failed. */
  failed = 0
  /** Milliseconds that the last one took. */
  duration = 0
  /** The node's partition generation as it was told last; -1 before. */
  generation = -1

  ended(duration: number, failed: boolean): void {
    this.count++
    if (failed) this.failed++
    this.duration = duration
  }
}
