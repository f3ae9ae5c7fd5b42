import { PARTITION_COUNT } from '../../wire/proto.ts'
import { type Clock, serverSeconds } from '../clock.ts'
import type { NamespaceSettings } from '../options.ts'
import { IndexRegistry } from '../sindex/registry.ts'
import type { Restore } from '../snapshot.ts'
import { PartitionStore } from './partition-store.ts'
import type { StoredRecord } from './stored-record.ts'

/** Most sets a namespace can have (AS_SET_MAX_COUNT, datamodel.h). */
const MAX_SETS = 4095
/** Longest set name, in bytes (AS_SET_NAME_MAX_SIZE - 1, datamodel.h). */
const MAX_SET_NAME = 63

/** What is known of a set; it stays when its last record goes. */
export interface StoredSet {
  readonly name: string
  objects: number
  /** Records last written before this are gone: milliseconds since 1970, 0 for none. */
  truncatedBefore: number
}

/** The records of one namespace, shared by all nodes: what one node writes, the others have at once. */
export class MemoryNamespace {
  readonly settings: NamespaceSettings
  readonly clock: Clock
  readonly sets = new Map<string, StoredSet>()
  readonly indexes = new IndexRegistry()
  truncatedBefore = 0
  objects = 0
  readonly #partitions: (PartitionStore | undefined)[] = new Array<undefined>(PARTITION_COUNT)

  constructor(settings: NamespaceSettings, clock: Clock) {
    this.settings = settings
    this.clock = clock
  }

  get name(): string {
    return this.settings.name
  }

  partition(index: number): PartitionStore {
    return (this.#partitions[index] ??= new PartitionStore())
  }

  /** Every record, expired ones too. */
  *records(): Generator<StoredRecord> {
    for (const partition of this.#partitions) if (partition !== undefined) yield* partition.values()
  }

  /** The record, unless the server's sweep would have taken it by now. It may be {@link isDoomed} all the same. */
  find(partition: number, id: string): StoredRecord | undefined {
    const record = this.#partitions[partition]?.get(id)
    if (record === undefined || record.voidTime === 0 || !this.#isSwept(record)) return record
    this.remove(record)
    return undefined
  }

  /** Whether a record is there in name only: it has expired, or was truncated. */
  isDoomed(record: StoredRecord): boolean {
    if (record.voidTime !== 0 && record.voidTime < serverSeconds(this.clock.now())) return true
    if (record.updated < this.truncatedBefore) return true
    return record.set !== '' && record.updated < (this.sets.get(record.set)?.truncatedBefore ?? 0)
  }

  /** The set by that name, made when it is new; undefined when the name is too long or has a NUL, or there are too many. */
  set(name: string): StoredSet | undefined {
    const known = this.sets.get(name)
    if (known !== undefined) return known
    if (name.length > MAX_SET_NAME || name.includes('\0') || this.sets.size >= MAX_SETS) return undefined
    const set = { name, objects: 0, truncatedBefore: 0 }
    this.sets.set(name, set)
    return set
  }

  add(record: StoredRecord): void {
    this.partition(record.partition).put(record)
    this.objects++
    const set = this.sets.get(record.set)
    if (set !== undefined) set.objects++
  }

  /** Puts a record in the place of another, unless somebody has written it meanwhile. */
  replace(old: StoredRecord, record: StoredRecord): void {
    const partition = this.partition(old.partition)
    if (partition.get(old.id) === old) partition.put(record)
  }

  remove(record: StoredRecord): void {
    if (!this.partition(record.partition).delete(record.id)) return
    this.objects--
    const set = this.sets.get(record.set)
    if (set !== undefined) set.objects--
  }

  /**
   * Removes all records of a set, or of the namespace, that were last written before a time; without one, all there are. Records that
   * turn up later with an older time are gone too.
   */
  truncate(setName: string | undefined, before: number | undefined): void {
    const set = setName === undefined ? undefined : this.sets.get(setName)
    if (setName !== undefined && set === undefined) return
    const cutOff = before ?? this.clock.now()
    const target = set ?? this
    target.truncatedBefore = Math.max(target.truncatedBefore, cutOff)
    for (const record of this.records()) {
      if (setName !== undefined && record.set !== setName) continue
      if (before === undefined || record.updated < before) this.remove(record)
    }
  }

  /** What is gone stays gone; only the time no longer counts. */
  undoTruncate(setName: string | undefined): void {
    const target = setName === undefined ? this : this.sets.get(setName)
    if (target !== undefined) target.truncatedBefore = 0
  }

  /** Takes what has expired or was truncated, as the server's sweep does. */
  sweep(): void {
    for (const record of this.records()) if (this.isDoomed(record)) this.remove(record)
  }

  /** Removes the records of a set, or all of them. */
  clear(set?: string): void {
    for (const record of this.records()) if (set === undefined || record.set === set) this.remove(record)
  }

  /** Records, sets and indexes as they are now. */
  capture(): Restore {
    const { truncatedBefore, objects } = this
    const partitions = this.#partitions.map((partition) => partition?.capture())
    const sets = [...this.sets.values()].map((set) => ({ ...set }))
    const restoreIndexes = this.indexes.capture()
    return () => {
      for (const [index, partition] of this.#partitions.entries()) {
        const restore = partitions[index]
        if (restore !== undefined) restore()
        else if (partition !== undefined) this.#partitions[index] = undefined
      }
      this.sets.clear()
      for (const set of sets) this.sets.set(set.name, { ...set })
      restoreIndexes()
      Object.assign(this, { truncatedBefore, objects })
    }
  }

  #isSwept(record: StoredRecord): boolean {
    const { nsupPeriod } = this.settings
    return nsupPeriod > 0 && record.voidTime + nsupPeriod < serverSeconds(this.clock.now())
  }
}
