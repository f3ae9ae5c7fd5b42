/** Below this limit a window that went wrong leaves a limit of 1 for the next. */
const HALVES_FROM = 4

/**
 * Errors of one node, counted in windows of some tends: too many of them and the node is left alone until the window ends. The next
 * window after such a one takes half as many, each good one twice as many again, up to what the options say
 * (as_node_reset_error_rate, client-c as_node.c, 7.5.0).
 */
export class ErrorRate {
  readonly #most: () => number
  readonly #changed: () => void
  #limit: number
  #count = 0
  #last: unknown
  #exceeded = false

  /**
   * @param most most errors in a window, asked anew in each; 0 for any number
   * @param changed called when it is exceeded, and when it is so no more
   */
  constructor(most: () => number, changed: () => void) {
    this.#most = most
    this.#changed = changed
    this.#limit = most()
  }

  /** Whether there were too many in this window. */
  get exceeded(): boolean {
    return this.#exceeded
  }

  /** Counts an error; one that many commands share, since they shared a connection, counts once. */
  count(error: unknown): void {
    if (this.#most() === 0 || this.#exceeded || error === this.#last) return
    this.#last = error
    // No window has begun since there is a limit.
    if (this.#limit === 0) this.#limit = this.#most()
    if (++this.#count <= this.#limit) return
    this.#exceeded = true
    this.#changed()
  }

  /** Begins a new window. */
  renew(): void {
    const most = this.#most()
    this.#limit = this.#exceeded ? half(this.#limit) : Math.min(most, this.#limit * 2)
    if (this.#limit === 0) this.#limit = most
    this.#count = 0
    this.#last = undefined
    if (!this.#exceeded) return
    this.#exceeded = false
    this.#changed()
  }
}

function half(limit: number): number {
  return limit >= HALVES_FROM ? limit >> 1 : 1
}
