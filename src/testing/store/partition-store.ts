import type { Restore } from '../snapshot.ts'
import type { StoredRecord } from './stored-record.ts'

/** The records of one partition, in no order until somebody wants one. */
export class PartitionStore {
  #records: ReadonlyMap<string, StoredRecord> = new Map()
  /** The same map, while nobody else holds it. */
  #own: Map<string, StoredRecord> | undefined
  #ordered: StoredRecord[] | undefined

  get(id: string): StoredRecord | undefined {
    return this.#records.get(id)
  }

  put(record: StoredRecord): void {
    this.#write().set(record.id, record)
  }

  delete(id: string): boolean {
    return this.#records.has(id) && this.#write().delete(id)
  }

  /** The records as they are now; they are copied when the next one is written. */
  capture(): Restore {
    const records = this.#records
    this.#own = undefined
    return () => {
      this.#records = records
      this.#own = undefined
      this.#ordered = undefined
    }
  }

  #write(): Map<string, StoredRecord> {
    this.#ordered = undefined
    if (this.#own === undefined) this.#records = this.#own = new Map(this.#records)
    return this.#own
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
