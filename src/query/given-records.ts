/** Behind the two bytes that hold the number of the partition. */
const MARK_AT = 2
const FIRST_SLOTS = 1024

/**
 * Which records a run has handed out, by eight bytes of their digests: of two million records, two are taken for one once in ten
 * million runs. 16 to 32 bytes for each, in two flat tables: what notes every record of a long query may not cost as much as reading it.
 */
export class GivenRecords {
  readonly #most: number
  #size = 0
  #low = new Int32Array(FIRST_SLOTS)
  #high = new Int32Array(FIRST_SLOTS)
  /** Whether all are noted. There may have been too many. */
  isWhole = true

  /** @param most how many are noted; one more, and all are forgotten */
  constructor(most: number) {
    this.#most = most
  }

  note(digest: Buffer): void {
    if (!this.isWhole || this.has(digest)) return
    if (this.#size === this.#most) {
      this.isWhole = false
      this.#low = this.#high = new Int32Array(FIRST_SLOTS)
      return
    }
    if (this.#size * 2 >= this.#low.length) this.#grow()
    this.#put(lowOf(digest), highOf(digest))
  }

  has(digest: Buffer): boolean {
    const slot = this.#find(lowOf(digest), highOf(digest))
    return this.#low[slot] !== 0
  }

  /** Where the mark stands, or the empty place where it would. */
  #find(low: number, high: number): number {
    const mask = this.#low.length - 1
    let slot = (low ^ (high << 1)) & mask
    while (this.#low[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high))
      slot = (slot + 1) & mask
    return slot
  }

  #put(low: number, high: number): void {
    const slot = this.#find(low, high)
    this.#low[slot] = low
    this.#high[slot] = high
    this.#size++
  }

  #grow(): void {
    const [lows, highs] = [this.#low, this.#high]
    this.#low = new Int32Array(lows.length * 2)
    this.#high = new Int32Array(lows.length * 2)
    this.#size = 0
    for (const [slot, low] of lows.entries()) if (low !== 0) this.#put(low, highs[slot] as number)
  }
}

/** Never 0, which stands for an empty place. */
function lowOf(digest: Buffer): number {
  return digest.readInt32LE(MARK_AT) || 1
}

function highOf(digest: Buffer): number {
  return digest.readInt32LE(MARK_AT + 4)
}
