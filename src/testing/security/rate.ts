/** Counts what a user does within a second of the server's time. */
export class Rate {
  #second = -1
  #count = 0

  /** Counts `records`; false, and nothing counted, when that would be more than the quota. 0 allows any number. */
  take(now: number, records: number, quota: number): boolean {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#count = 0
    }
    if (quota > 0 && this.#count + records > quota) return false
    this.#count += records
    return true
  }
}
