import { performance } from '../timers.ts'

/**
 * A batch is to bring about so many bytes of answers at most; where single answers are as large as the second, commands travel by
 * themselves. Gets of 10 kB by themselves and together, 32 at a time: 77,000/s, 83,000; of 30 kB: 64,000/s, 60,000.
 */
const REPLY_TARGET = 1024 * 1024
const REPLY_LARGE = 24 * 1024
/** How long in ms a node that refused a batch gets smaller ones. */
const REFUSAL_HOLDS = 10_000

/** How many commands of one turn may travel to a node as one batch: by the size of its answers, and by what it takes. */
export class BatchSize {
  readonly #max: number
  /** Bytes of one answer, as those that came last. */
  #replySize = 0
  /** Most rows after the node refused more, and until when; 0 for no refusal. */
  #taken = 0
  #refusedUntil = 0

  constructor(max: number) {
    this.#max = max
  }

  /** At least 1, which is no batch. */
  get current(): number {
    const size = this.#replySize
    if (size > REPLY_LARGE) return 1
    const most = this.#refusedUntil === 0 ? this.#max : this.#afterRefusal()
    return size === 0 ? most : Math.min(most, Math.ceil(REPLY_TARGET / size))
  }

  #afterRefusal(): number {
    if (performance.now() < this.#refusedUntil) return this.#taken
    this.#refusedUntil = 0
    return this.#max
  }

  /** So many answers had so many bytes. */
  answered(count: number, bytes: number): void {
    this.#replySize += (bytes / count - this.#replySize) / 8
  }

  /** The node did not take a batch of so many rows. */
  refused(rows: number): void {
    this.#taken = Math.max(1, rows >> 1)
    this.#refusedUntil = performance.now() + REFUSAL_HOLDS
  }
}
