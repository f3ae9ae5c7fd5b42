/** Remembers what was made from some bytes, the least recently used being forgotten first. */
export class BytesCache<T> {
  readonly #entries = new Map<string, T>()
  readonly #capacity: number
  readonly #make: (bytes: Buffer) => T

  constructor(capacity: number, make: (bytes: Buffer) => T) {
    this.#capacity = capacity
    this.#make = make
  }

  get(bytes: Buffer): T {
    // Long expressions cost more to look up than they save.
    if (bytes.length > LONGEST) return this.#make(bytes)
    const key = bytes.toString('latin1')
    const known = this.#entries.get(key)
    if (known !== undefined) {
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known
    }
    // The bytes belong to a connection's buffer: what is kept must not refer to it.
    const made = this.#make(Buffer.from(bytes))
    this.#entries.set(key, made)
    if (this.#entries.size > this.#capacity) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest)
        break
      }
    }
    return made
  }
}

const LONGEST = 4096
