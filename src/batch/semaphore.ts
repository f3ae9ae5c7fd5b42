/** Lets at most so many pass at a time; 0 lets everybody. */
export class Semaphore {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(limit: number) {
    this.#limit = limit === 0 ? Infinity : limit
  }

  async acquire(): Promise<void> {
    if (this.#inside >= this.#limit) await new Promise<void>((pass) => this.#waiting.push(pass))
    else this.#inside++
  }

  /** Whoever waits longest takes the place over. */
  release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#inside--
    else next()
  }
}
