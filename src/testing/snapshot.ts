import { introduce } from '../inspect.ts'

/** Brings a part of a server back to what it was when this was made; may be called again and again. */
export type Restore = () => void

/** A state of a memory server, from {@link MemoryServer.snapshot}. */
export class MemorySnapshot {
  readonly #owner: object
  readonly #parts: readonly Restore[]

  static {
    introduce(this, 'MemorySnapshot', () => ({}))
  }

  /** @internal */
  constructor(owner: object, parts: readonly Restore[]) {
    this.#owner = owner
    this.#parts = parts
  }

  /** @internal */
  restore(owner: object): void {
    if (this.#owner !== owner) throw new RangeError('The snapshot is of another server')
    for (const restore of this.#parts) restore()
  }
}
