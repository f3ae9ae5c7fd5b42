import { UNIX_SECONDS } from '../clock.ts'
import type { ExpressionRecord } from '../expression/index.ts'
import { bytesOf, textOf } from '../latin1.ts'
import type { Particle } from '../particle.ts'
import { type Bin, findBin, type StoredRecord } from '../store/stored-record.ts'
import { storedSize } from './size.ts'

/** A record as expressions see it; while a write is on its way, with the bins it has so far. */
export class Subject implements ExpressionRecord {
  readonly isTombstone = false
  readonly now: number
  readonly recordSize: number
  readonly #record: StoredRecord
  readonly #stored: StoredRecord | undefined
  readonly #bins: () => readonly Bin[]

  /** `stored` is the record before the write, if there was one: its size and key are what an expression sees. */
  constructor(
    record: StoredRecord,
    now: number,
    bins: () => readonly Bin[],
    stored: StoredRecord | undefined,
  ) {
    this.#record = record
    this.now = now
    this.#stored = stored
    this.#bins = bins
    this.recordSize = storedSize(stored)
  }

  /** A record as it is stored. */
  static of(record: StoredRecord, now: number): Subject {
    return new Subject(record, now, () => record.bins, record)
  }

  bin(name: string): Particle | undefined {
    return findBin(this.#bins(), bytesOf(name))?.value
  }

  get digest(): Buffer {
    return Buffer.from(this.#record.id, 'latin1')
  }

  get setName(): string {
    return textOf(this.#record.set)
  }

  get key(): Particle | undefined {
    const key = this.#stored?.key
    return key === undefined ? undefined : { type: key[0] as number, data: key.subarray(1) }
  }

  get lastUpdate(): number {
    return this.#record.updated
  }

  get voidTime(): number {
    const { voidTime } = this.#record
    return voidTime === 0 ? 0 : voidTime + UNIX_SECONDS
  }
}
