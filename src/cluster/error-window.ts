import type { ClusterOptions } from './options.ts'
import { performance } from '../timers.ts'

/** Rounds come a little early or late: a window that is this far through is over. */
const NEARLY = 0.9

/**
 * The window in which failures of nodes are counted. It lasts as many intervals as the options say, on the clock: rounds that
 * failures bring forward do not shorten it.
 */
export class ErrorWindow {
  readonly #options: Pick<ClusterOptions, 'tendInterval' | 'errorRateWindow'>
  #began = performance.now()

  constructor(options: Pick<ClusterOptions, 'tendInterval' | 'errorRateWindow'>) {
    this.#options = options
  }

  /** Asked in each round: whether the window has ended, which begins the next one. */
  isOver(): boolean {
    const { tendInterval, errorRateWindow } = this.#options
    const now = performance.now()
    if (now - this.#began < tendInterval * (errorRateWindow - 1 + NEARLY)) return false
    this.#began = now
    return true
  }
}
