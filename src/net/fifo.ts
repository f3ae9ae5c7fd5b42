const INITIAL = 16

/** A first-in, first-out queue on a ring, without an allocation per entry. */
export class Fifo<T> {
  #ring: (T | undefined)[] = new Array<T | undefined>(INITIAL).fill(undefined)
  #mask = INITIAL - 1
  #head = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  push(entry: T): void {
    if (this.#size > this.#mask) this.#grow()
    this.#ring[(this.#head + this.#size) & this.#mask] = entry
    this.#size++
  }

  peek(): T | undefined {
    return this.#size === 0 ? undefined : this.#ring[this.#head]
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined
    const entry = this.#ring[this.#head]
    this.#ring[this.#head] = undefined
    this.#head = (this.#head + 1) & this.#mask
    this.#size--
    return entry
  }

  /** The entries from the oldest on, as a list of their own. */
  entries(): T[] {
    const entries: T[] = []
    for (let i = 0; i < this.#size; i++) entries.push(this.#ring[(this.#head + i) & this.#mask] as T)
    return entries
  }

  /** Takes the newest entries out, as many as it says. */
  dropNewest(count: number): void {
    for (let left = count; left > 0; left--) {
      this.#size--
      this.#ring[(this.#head + this.#size) & this.#mask] = undefined
    }
  }

  /** The entries from the oldest on, taking them out. */
  drain(): T[] {
    const entries: T[] = []
    for (let entry = this.shift(); entry !== undefined; entry = this.shift()) entries.push(entry)
    return entries
  }

  #grow(): void {
    const entries = this.drain()
    this.#ring = new Array<T | undefined>((this.#mask + 1) * 2).fill(undefined)
    this.#mask = this.#ring.length - 1
    this.#head = 0
    for (const entry of entries) this.#ring[this.#size++] = entry
  }
}
