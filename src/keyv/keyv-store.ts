import { EventEmitter } from 'node:events'
import type { Key } from '../key.ts'
import { isPlainObject } from '../kinds.ts'
import { Ttl } from '../policy/command.ts'
import type { Record } from '../record.ts'
import { placeOptions, resolveStore, type StoreOptions } from '../stores/options.ts'
import type { Place } from '../stores/place.ts'
import { ttlFor } from '../stores/ttl.ts'
import type { Value } from '../values.ts'

/** Options of {@link createKeyvStore}. */
export type KeyvStoreOptions = StoreOptions

const KEYV_OPTIONS = placeOptions('keyv')

/** The value as keyv gives it, and when it ends: milliseconds since 1970, 0 for never. */
const BINS = { value: 'value', expires: 'expires' } as const

/**
 * What keyv calls. There is no `setMany`: keyv sets one by one then, which travel together, and tells of each whether it was set. There is
 * no `disconnect`: the client belongs to who made it.
 */
export class KeyvStore extends EventEmitter {
  /** Keyv asks only those for an iterator whose kind it knows; this one is none of them, and works as they do. */
  readonly opts: { dialect: string; url: string } = { dialect: 'redis', url: '' }
  /** Set by keyv, which begins all keys with it and a colon. */
  namespace: string | undefined = undefined
  readonly #place: Place

  /** @internal */
  constructor(place: Place) {
    super()
    this.#place = place
  }

  /** A value; undefined when there is none. Keyv hides why it fails, so listeners of `error` are told. */
  async get(key: string): Promise<unknown> {
    try {
      return valueOf(await this.#place.client.get(this.#key(key)))
    } catch (error) {
      if (this.listenerCount('error') > 0) this.emit('error', error)
      throw error
    }
  }

  /** Values in the order of their keys. */
  async getMany(keys: readonly string[]): Promise<unknown[]> {
    return (await this.#read(keys)).map(valueOf)
  }

  /** @param ttl milliseconds; left out or 0 for a value that never ends */
  async set(key: string, value: unknown, ttl?: number): Promise<boolean> {
    const lasts = ttl !== undefined && ttl > 0
    const bins = {
      [BINS.value]: storable(value),
      [BINS.expires]: lasts ? Math.ceil(Date.now() + ttl) : 0,
    }
    const options = { ttl: lasts ? ttlFor(ttl) : Ttl.never, sendKey: true } as const
    await this.#place.client.put(this.#key(key), bins, options)
    return true
  }

  async has(key: string): Promise<boolean> {
    return isAlive(await this.#place.client.get(this.#key(key), { bins: [BINS.expires] }))
  }

  async hasMany(keys: readonly string[]): Promise<boolean[]> {
    return (await this.#read(keys, [BINS.expires])).map(isAlive)
  }

  /** Whether it was there. */
  async delete(key: string): Promise<boolean> {
    return this.#place.client.remove(this.#key(key))
  }

  /** Whether all were there. */
  async deleteMany(keys: readonly string[]): Promise<boolean> {
    const options = { throwOnError: true } as const
    const rows = await this.#place.client.removeMany(
      keys.map((key) => this.#key(key)),
      options,
    )
    return rows.every(({ status }) => status === 'ok')
  }

  /** Removes everything of keyv's namespace; without one, everything in the set. */
  async clear(): Promise<void> {
    await this.#of(this.namespace).clear()
  }

  /** Keys and values of one of keyv's namespaces; without one, of the set. */
  async *iterator(namespace?: string): AsyncGenerator<[key: string, value: unknown], void> {
    const place = this.#of(namespace)
    const cut = this.#place.prefix.length
    for await (const { name, record } of place.records(BINS.value, BINS.expires)) {
      if (isAlive(record)) yield [`${place.prefix.slice(cut)}${name}`, valueOf(record)]
    }
  }

  #of(namespace: string | undefined): Place {
    return namespace ? this.#place.below(`${namespace}:`) : this.#place
  }

  #key(key: string): Key {
    return this.#place.key(key)
  }

  async #read(keys: readonly string[], bins?: readonly string[]): Promise<(Record | null)[]> {
    const rows = await this.#place.client.getMany(
      keys.map((key) => this.#key(key)),
      { bins, throwOnError: true },
    )
    return rows.map(({ record }) => record ?? null)
  }
}

/** What keyv gives without a serializer is an object that may have undefined parts. */
function storable(value: unknown): Value {
  if (typeof value !== 'object' || value === null || !isPlainObject(value)) return value as Value
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined))
}

/** Servers count whole seconds, and may keep a record for one more. */
function isAlive(record: Record | null): record is Record {
  if (record === null) return false
  const { [BINS.expires]: expires } = record.bins
  return typeof expires !== 'number' || expires === 0 || Date.now() <= expires
}

function valueOf(record: Record | null): unknown {
  return isAlive(record) ? record.bins[BINS.value] : undefined
}

/**
 * A store for keyv, and by keyv for cache-manager. Who made the client closes it: `keyv.disconnect()` leaves it open.
 *
 * @throws ArgumentError `INVALID_OPTION`
 * @example
 * import Keyv from 'keyv'
 * const cache = new Keyv({ store: createKeyvStore({ client, namespace: 'test' }), ttl: 60_000 })
 * await cache.set('greeting', 'Hello')
 * await cache.get('greeting') // 'Hello'
 */
export function createKeyvStore(options: KeyvStoreOptions): KeyvStore {
  return new KeyvStore(resolveStore(KEYV_OPTIONS, options, 'createKeyvStore').place)
}
