import { clearTimeout, setTimeout } from '../timers.ts'

/** Between two rounds there is always this much time, in ms, however often an early one is asked for. */
const MIN_SPACING = 100

/** Starts rounds at an interval, and earlier when asked to. Its timers never keep the process alive. */
export class TendTimer {
  readonly #interval: () => number
  readonly #round: () => void
  #timer: NodeJS.Timeout | undefined
  #running = false
  /** True from a round on until {@link MIN_SPACING} has passed. */
  #resting = false
  #hurried = false

  /** @param interval milliseconds, asked for each round */
  constructor(interval: () => number, round: () => void) {
    this.#interval = interval
    this.#round = round
  }

  /** Begins with a round at once. Does nothing when it runs already. */
  start(): void {
    if (this.#running) return
    this.#running = true
    this.#beat()
  }

  stop(): void {
    this.#running = false
    this.#resting = false
    this.#hurried = false
    clearTimeout(this.#timer)
  }

  /** Asks for an early round. */
  hurry(): void {
    if (!this.#running) return
    if (this.#resting) this.#hurried = true
    else this.#beat()
  }

  #beat(): void {
    this.#rest()
    this.#round()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#resting = true
    this.#timer = setTimeout(() => {
      this.#resting = false
      if (this.#hurried) {
        this.#hurried = false
        this.#beat()
      } else {
        this.#timer = setTimeout(() => this.#beat(), this.#interval() - MIN_SPACING).unref()
      }
    }, MIN_SPACING).unref()
  }
}
