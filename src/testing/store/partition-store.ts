import type { StoredRecord } from './stored-record.ts'

/** The records of one partition, in no order until somebody wants one. */
export class PartitionStore {
  readonly #records = new Map<string, StoredRecord>()
  #ordered: StoredRecord[] | undefined

  get(id: string): StoredRecord | undefined {
    return this.#records.get(id)
  }

  put(record: StoredRecord): void {
    this.#records.set(record.id, record)
    this.#ordered = undefined
  }

  delete(id: string): boolean {
    this.#ordered = undefined
    return this.#records.delete(id)
  }

  values(): Iterable<StoredRecord> {
    return this.#records.values()
  }

  /** All records, the highest digest first: the order that queries go in and resume from (as_index_reduce_from, index.c). */
  ordered(): readonly StoredRecord[] {
    this.#ordered ??= [...this.#records.values()].sort((a, b) => (a.id > b.id ? -1 : 1))
    return this.#ordered
  }
}
