/**
 * A map of few entries that come and go for as long as a client lives. Not a `Map`: V8 makes its table anew after every few entries,
 * and the old one points to the new one. Once a table has become old, all later ones live until the next full collection, and with
 * each of them what was in the map then (decision 037: batches were 1.5 times slower for it).
 */
export class ListMap<K, V> {
  readonly #keys: K[] = []
  readonly #values: V[] = []

  get size(): number {
    return this.#keys.length
  }

  get(key: K): V | undefined {
    const at = this.#keys.indexOf(key)
    return at < 0 ? undefined : this.#values[at]
  }

  set(key: K, value: V): void {
    const at = this.#keys.indexOf(key)
    if (at >= 0) this.#values[at] = value
    else {
      this.#keys.push(key)
      this.#values.push(value)
    }
  }

  /** Whether it was there. */
  delete(key: K): boolean {
    const at = this.#keys.indexOf(key)
    if (at < 0) return false
    this.#keys.splice(at, 1)
    this.#values.splice(at, 1)
    return true
  }

  clear(): void {
    this.#keys.length = 0
    this.#values.length = 0
  }

  // As lists of their own, the oldest first: whoever goes through them changes the map.

  keys(): K[] {
    return [...this.#keys]
  }

  values(): V[] {
    return [...this.#values]
  }

  entries(): [K, V][] {
    return this.#keys.map((key, at) => [key, this.#values[at] as V])
  }
}
