import { hold } from '../faults/hold.ts'
import { performance, setImmediate } from '../../timers.ts'

/** Records between two looks at the clock. */
const STRIDE = 64
/** Longest time without letting others have a turn, in milliseconds. */
const TURN = 4

/** Keeps a long job from having the event loop to itself, and from going faster than it was told to. */
export class Pace {
  readonly #perSecond: number
  readonly #start = performance.now()
  #turn = performance.now()
  #records = 0

  /** 0 records a second means as fast as it goes. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** To be asked at every record; a promise when it is time to wait. */
  step(): Promise<void> | undefined {
    this.#records++
    if (this.#perSecond > 0) return this.#throttle()
    if (this.#records % STRIDE !== 0 || performance.now() - this.#turn < TURN) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#turn = performance.now()
        resolve()
      })
    })
  }

  #throttle(): Promise<void> | undefined {
    const due = this.#start + (this.#records / this.#perSecond) * 1000
    const early = due - performance.now()
    return early > 1 ? hold(early) : undefined
  }
}
