import { isKey, Key, type UserKey } from '../key.ts'
import { clientError } from '../errors/index.ts'
import type { Bins, Record } from '../record.ts'
import { Checker, checkObject, soon, type Soon } from './checker.ts'
import type { KeyCodec } from './codec.ts'
import { type Fields, Layout } from './layout.ts'
import type { ResolvedSet } from './options.ts'
import type { StandardSchema } from './schema.ts'

/** What a record becomes when it is written. */
export interface Written {
  /** What the schema made of it. */
  readonly fields: Fields
  /** The bins that hold it. */
  readonly bins: Bins
}

/** How a definition turns keys and records of the application into those of the server, and back. */
export class Records {
  readonly layout: Layout
  readonly ttl: number | undefined
  readonly #checker: Checker
  readonly #options: ResolvedSet
  readonly #writesPlain: boolean
  /** Whether records come as they are. */
  readonly readsPlain: boolean

  constructor(schema: StandardSchema, options: ResolvedSet) {
    this.layout = new Layout(options)
    this.ttl = options.ttl
    this.#checker = new Checker(schema, this.layout, options.defaults)
    this.#options = options
    this.#writesPlain = this.layout.isPlain && this.#checker.isIdle
    this.readsPlain = this.layout.isPlain && !this.#checker.hasDefaults && !this.#checksReads
  }

  get #checksReads(): boolean {
    return this.#options.checkReads && this.#checker.hasSchema
  }

  /** Whether a part of a record says nothing: an older one can be brought up to date whole only. */
  get needsWhole(): boolean {
    return this.#options.migrate !== undefined
  }

  key(namespace: string, set: string, id: unknown): Key {
    const { key } = this.#options
    if (!isKey(id)) return new Key(namespace, set, key === undefined ? (id as UserKey) : encodeKey(id, key))
    if (id.namespace === namespace && id.set === set) return id
    throw clientError(
      'INVALID_KEY',
      `The key is of ${id.namespace}/${id.set}, and the set is ${namespace}/${set}`,
    )
  }

  /** The application's key of a record, where its user's key is known. */
  id({ userKey }: Key): unknown {
    const { key } = this.#options
    return userKey === undefined || key === undefined ? userKey : key.decode?.(userKey)
  }

  /** A record that is to be written. @throws SchemaError */
  write(record: unknown, key: Key, row?: number): Soon<Written> {
    // What is no object is the schema's to refuse, where there is one: it says so as of every other record that does not fit.
    const given = this.#checker.hasSchema ? (record as Fields) : checkObject(record)
    if (this.#writesPlain) return { fields: given, bins: given as Bins }
    return soon(this.#checker.written(this.#checker.fill(given), key, row), (fields) => ({
      fields,
      bins: this.layout.encode(fields, key),
    }))
  }

  /** A record that was read, whole or in part. @throws StoredError */
  read(record: Record, part?: readonly string[]): Soon<Record> {
    if (this.readsPlain || part?.length === 0) return record
    return soon(this.migrated(record), ({ key, bins, generation, ttl }) =>
      soon(this.#decoded(bins, key, part), (fields) => ({ key, bins: fields as Bins, generation, ttl })),
    )
  }

  /** A record as one of this version would be stored. */
  migrated(record: Record): Soon<Record> {
    const { migrate, version, versionBin } = this.#options
    const from = this.layout.versionOf(record.bins, record.key)
    if (migrate === undefined || from === version) return record
    return soon(migrate({ ...record.bins }, from), (bins) => ({
      ...record,
      bins: { ...(checkObject(bins) as Bins), [versionBin]: version },
    }))
  }

  #decoded(bins: Bins, key: Key, part: readonly string[] | undefined): Soon<Fields> {
    const decoded = this.#checker.fill(this.layout.decode(bins, key))
    const fields = part === undefined ? decoded : pick(decoded, part)
    return this.#checksReads ? this.#checker.read(fields, key, part) : fields
  }
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)))
}

function encodeKey(id: unknown, key: KeyCodec): UserKey {
  try {
    return key.encode(id)
  } catch {
    // What it threw may have the key in its message.
    throw clientError('INVALID_KEY', 'The codec of the keys does not take this one')
  }
}
