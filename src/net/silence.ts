import { clearInterval, setImmediate, setInterval } from '../timers.ts'

/** Looks in one limit. The node is asked after the third, and counts as silent after the last. */
const LOOKS = 5
const ASK_AFTER = 3
/** Least time between two looks, in ms. */
const LEAST_INTERVAL = 20

/** Whom a node's silence concerns. */
export interface SilenceListener {
  /** The node owes answers and sends nothing: is it there? Whoever asks it tells of its answer with `heard`. */
  suspected(): void
  /** It fell silent, or was heard again. */
  changed(silent: boolean): void
}

/** A connection that is watched. */
export interface Watched {
  /** Bytes have come since somebody looked. */
  heard: boolean
  /** Answers that are due. */
  readonly pending: number
}

/**
 * Tells a node that hangs from one that is slow: one that owes answers and sends not a byte on any connection is asked something that
 * every living node answers at once, and is silent when it does not answer that either. Counts looks instead of time, so that a
 * process that was stopped itself, or had its event loop blocked, takes nobody for silent.
 */
export class Silence {
  /** Told of what happens; set by whoever can ask the node. */
  listener: SilenceListener | undefined
  readonly #interval: number
  readonly #watched: () => readonly Watched[]
  #timer: NodeJS.Timeout | undefined
  #quiet = 0
  #silent = false
  #closed = false

  /**
   * @param limit milliseconds of silence; 0 for any
   * @param watched connections on which the node is waited for, and nobody else
   */
  constructor(limit: number, watched: () => readonly Watched[]) {
    this.#interval = limit === 0 ? 0 : Math.max(LEAST_INTERVAL, Math.floor(limit / LOOKS))
    this.#watched = watched
  }

  get silent(): boolean {
    return this.#silent
  }

  /** Goes on until no connection is left to be watched. */
  watch(): void {
    if (this.#timer !== undefined || this.#closed || this.#interval === 0) return
    this.#timer = setInterval(() => {
      // Behind the reading of this turn: what came while the process was held up counts.
      setImmediate(this.#look)
    }, this.#interval)
    this.#timer.unref()
  }

  readonly #look = (): void => {
    const watched = this.#watched()
    let heard = false
    let owes = false
    for (const connection of watched) {
      heard ||= connection.heard
      owes ||= connection.pending > 0
      connection.heard = false
    }
    if (heard) this.heard()
    else if (!owes) this.#quiet = 0
    else if (!this.#silent) this.#count()
    if (watched.length === 0) this.#stop()
  }

  #count(): void {
    this.#quiet++
    if (this.#quiet === ASK_AFTER) this.listener?.suspected()
    // Without anybody who can ask it, silence alone proves nothing.
    if (this.#quiet >= LOOKS && this.listener !== undefined) this.#set(true)
  }

  /** The node gave a sign of life. */
  heard(): void {
    this.#quiet = 0
    this.#set(false)
  }

  /** It did not answer in time when it was asked. Where answers are due, whether they come says more. */
  missed(): void {
    if (this.#interval === 0) return
    if (this.#quiet > 0 || !this.#watched().some(({ pending }) => pending > 0)) this.#set(true)
  }

  #set(silent: boolean): void {
    if (this.#silent === silent || this.#closed) return
    this.#silent = silent
    this.listener?.changed(silent)
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  close(): void {
    this.#closed = true
    this.#stop()
  }
}
