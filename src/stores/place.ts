import type { Client } from '../client.ts'
import * as exp from '../expressions/exp.ts'
import { Key } from '../key.ts'
import type { Query } from '../query/index.ts'
import type { Record } from '../record.ts'

/** How many records are removed by one batch. */
const CLEAR_AT_ONCE = 1_000

/** Behind all text that begins with the same: the last code point there is. */
const LAST = '\u{10ffff}'

/** Where the records of a store are: those of a set whose keys begin with its prefix. */
export class Place {
  readonly client: Client
  readonly #namespace: string
  readonly #set: string
  readonly prefix: string

  constructor(client: Client, at: { namespace: string; set: string; prefix: string }) {
    this.client = client
    this.#namespace = at.namespace
    this.#set = at.set
    this.prefix = at.prefix
  }

  /** The same place with a longer prefix. */
  below(prefix: string): Place {
    const at = { namespace: this.#namespace, set: this.#set, prefix: this.prefix + prefix }
    return new Place(this.client, at)
  }

  key(name: string): Key {
    return new Key(this.#namespace, this.#set, this.prefix + name)
  }

  /** All records with the given bins, by name: without the prefix. */
  async *records(...bins: readonly string[]): AsyncGenerator<{ name: string; record: Record }, void> {
    const query = this.#query()
    for await (const record of bins.length === 0 ? query.noBins() : query.select(...bins)) {
      const { userKey } = record.key
      // What others wrote into the set without their keys cannot be told.
      if (typeof userKey !== 'string') continue
      yield { name: userKey.slice(this.prefix.length), record }
    }
  }

  /** Removes all records. */
  async clear(): Promise<void> {
    let keys: Key[] = []
    for await (const { record } of this.records()) {
      keys.push(record.key)
      if (keys.length < CLEAR_AT_ONCE) continue
      await this.#remove(keys)
      keys = []
    }
    await this.#remove(keys)
  }

  async #remove(keys: readonly Key[]): Promise<void> {
    if (keys.length > 0) await this.client.removeMany(keys, { throwOnError: true })
  }

  #query(): Query {
    const query = this.client.query(this.#namespace, this.#set)
    if (this.prefix === '') return query
    const key = exp.key('string')
    return query.filterExpression(exp.and(exp.ge(key, this.prefix), exp.lt(key, `${this.prefix}${LAST}`)))
  }
}
