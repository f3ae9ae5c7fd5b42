/** Random numbers that a seed repeats on every machine (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `min` to `max`, both possible. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly T[]): T {
    // The caller gives at least one.
    return items[this.int(0, items.length - 1)] as T
  }

  /** One of several ways to make something. */
  either<T>(...ways: readonly (() => T)[]): T {
    return this.pick(ways)()
  }

  list<T>(min: number, max: number, make: () => T): T[] {
    return Array.from({ length: this.int(min, max) }, make)
  }

  bytes(min: number, max: number): Buffer {
    return Buffer.from(this.list(min, max, () => this.int(0, 255)))
  }
}
