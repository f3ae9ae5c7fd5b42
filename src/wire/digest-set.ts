import { DIGEST_SIZE } from './proto.ts'

/** Twice as many as rows of a batch at most, so that looking for a place ends soon. */
const SLOTS = 4096
/** Behind the two bytes that hold the partition. */
const WORD_AT = 2

/**
 * Which records have been seen, by four bytes of their digests: two records may be taken for one, once in a million batches of 100.
 * Without a table of its own for each use: to forget all is to count up.
 */
export class DigestSet {
  readonly #words = new Int32Array(SLOTS)
  /** When each word was noted; 0 for never. */
  readonly #rounds = new Uint32Array(SLOTS)
  #round = 1
  #size = 0

  clear(): void {
    this.#round = (this.#round + 1) >>> 0
    this.#size = 0
    if (this.#round > 0) return
    // Counted around: what is left of the first time must not look new.
    this.#rounds.fill(0)
    this.#round = 1
  }

  /** Notes the digest at `at`; false when it was noted before, or when there is no room. */
  add(buffer: Uint8Array, at: number): boolean {
    if (this.#size > SLOTS / 2 || at + DIGEST_SIZE > buffer.length) return false
    const word = wordAt(buffer, at + WORD_AT)
    let slot = word & (SLOTS - 1)
    while (this.#rounds[slot] === this.#round) {
      if (this.#words[slot] === word) return false
      slot = (slot + 1) & (SLOTS - 1)
    }
    this.#words[slot] = word
    this.#rounds[slot] = this.#round
    this.#size++
    return true
  }
}

function wordAt(buffer: Uint8Array, at: number): number {
  return (
    (buffer[at] as number) |
    ((buffer[at + 1] as number) << 8) |
    ((buffer[at + 2] as number) << 16) |
    ((buffer[at + 3] as number) << 24)
  )
}
