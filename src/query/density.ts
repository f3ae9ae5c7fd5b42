/** How many partitions are asked for when nothing is known yet. */
const FIRST_WINDOW = 32
/** Below so many partitions a little more is asked for than needed, so that one round is enough. */
const FEW = 16
const FEW_SHARE = 1.2
/** Above it a little less: partitions that end before the limit are known to be done, and keep the cursor short. */
const MANY_SHARE = 0.9
/** An estimate that brought nothing was so many times too high at least. */
const STEP = 8

/**
 * Guesses how many partitions hold the records of a page. Partitions are taken in their order, few at a time, so that most of
 * what a page touches is done when it ends, and a cursor is short.
 */
export class Density {
  /** Records per partition; 0 while unknown. */
  value: number

  constructor(value = 0) {
    this.value = value
  }

  /** How many untouched partitions to ask for. */
  window(wanted: number): number {
    if (this.value === 0) return FIRST_WINDOW
    const needed = wanted / this.value
    return Math.max(1, Math.ceil(needed * (needed > FEW ? MANY_SHARE : FEW_SHARE)))
  }

  /** Learns from a round: so many records came from so many partitions. */
  learn(records: number, partitions: number): void {
    if (partitions === 0) return
    this.value =
      records > 0 ? records / partitions : this.value > 0 ? this.value / STEP : 1 / (partitions * STEP)
  }
}
