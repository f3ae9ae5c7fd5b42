import { AerospikeError, type Client, Key, lists, ops, type Record as DbRecord } from '../../src/index.ts'

/** What became of an element that was to be appended once. */
export type Fate = 'confirmed' | 'refused' | 'doubtful'

/** By their number; the first stands for a write that has not ended. */
const FATES = [undefined, 'confirmed', 'refused', 'doubtful'] as const
const OPEN = 0

/** How a history and what the records hold agree. */
export interface Verdict {
  /** Confirmed, and not there. */
  readonly lost: number
  /** There more than once, though nothing was ever tried again. */
  readonly repeated: number
  /** Refused without a doubt, and there. */
  readonly ghosts: number
  /** There, and nobody wrote it; or in the record of another key. */
  readonly strangers: number
}

/**
 * Appends a number of its own with each write, which is tried once, and remembers what became of it: what the records hold in the end
 * says whether each answer was true.
 */
export class History {
  readonly namespace = 'test'
  readonly set: string
  readonly keys: readonly Key[]
  readonly counts = { confirmed: 0, refused: 0, doubtful: 0 }
  /** By number: the key, and what became of it. Bytes, so that a long run does not look like a leak. */
  #keysOf = new Uint16Array(1_024)
  #fates = new Uint8Array(1_024)
  #count = 0

  constructor(set: string, size: number) {
    this.set = set
    this.keys = Array.from({ length: size }, (_, i) => new Key(this.namespace, set, i))
  }

  key(index: number): Key {
    // Always in range: the callers count round.
    return this.keys[index % this.keys.length] as Key
  }

  /** Makes all records, each with its own number. */
  async fill(client: Client): Promise<void> {
    await client.putMany(
      this.keys.map((key, owner) => [key, { owner, ids: [] }] as const),
      { timeout: 60_000, throwOnError: true },
    )
  }

  /** A number for the next write on a record, and the operation that appends it. */
  begin(index: number) {
    const id = this.#count++
    if (id === this.#fates.length) this.#grow()
    this.#keysOf[id] = index % this.keys.length
    return { id, operations: [lists.append('ids', id), ops.read('owner')] as const }
  }

  end(id: number, error?: unknown): void {
    if (id >= this.#count || this.#fates[id] !== OPEN) throw new Error(`Write ${id} ended twice`)
    const fate = fateOf(error)
    this.#fates[id] = FATES.indexOf(fate)
    this.counts[fate]++
  }

  #grow(): void {
    const [keys, fates] = [this.#keysOf, this.#fates]
    this.#keysOf = new Uint16Array(keys.length * 2)
    this.#keysOf.set(keys)
    this.#fates = new Uint8Array(fates.length * 2)
    this.#fates.set(fates)
  }

  /** What a record of a key must show whenever it is read. */
  checkOwner(index: number, owner: unknown): void {
    if (owner !== index % this.keys.length)
      throw new Error(`The record of key ${index % this.keys.length} came with the number ${String(owner)}`)
  }

  /** Writes so far: the number of the next one. */
  get size(): number {
    return this.#count
  }

  /** Numbers without an end: writes that nobody heard of again. */
  get open(): number {
    return this.#fates.subarray(0, this.#count).filter((fate) => fate === OPEN).length
  }

  /**
   * Reads everything back.
   * @param tell told of each confirmed write that is not there
   */
  async compare(client: Client, tell?: (lost: number) => void): Promise<Verdict> {
    const found = new Map<number, number>()
    let strangers = 0
    const options = { timeout: 120_000, maxRetries: 20, sleepBetweenRetries: 100, throwOnError: true }
    const results = await client.getMany(this.keys, options)
    for (const [index, { record }] of results.entries()) {
      for (const id of idsOf(record)) {
        found.set(id, (found.get(id) ?? 0) + 1)
        if (id >= this.#count || this.#keysOf[id] !== index) strangers++
      }
    }
    const count = (wrong: (fate: Fate | undefined, times: number) => boolean): number => {
      const fates = this.#fates.subarray(0, this.#count)
      return fates.reduce((sum, fate, id) => sum + (wrong(FATES[fate], found.get(id) ?? 0) ? 1 : 0), 0)
    }
    for (let id = 0; id < this.#count; id++)
      if (FATES[this.#fates[id] ?? OPEN] === 'confirmed' && !found.has(id)) tell?.(id)
    return {
      lost: count((fate, times) => fate === 'confirmed' && times === 0),
      repeated: count((_fate, times) => times > 1),
      ghosts: count((fate, times) => fate === 'refused' && times > 0),
      strangers,
    }
  }
}

function fateOf(error: unknown): Fate {
  if (error === undefined) return 'confirmed'
  if (!(error instanceof AerospikeError)) throw new Error('A failure that is none of ours', { cause: error })
  return error.inDoubt ? 'doubtful' : 'refused'
}

function idsOf(record: DbRecord | null): readonly number[] {
  return (record?.bins['ids'] ?? []) as readonly number[]
}
