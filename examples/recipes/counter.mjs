// A number that each caller gets alone, and a count that any number of callers add to.
import { Key, ops } from 'aerospike-ts'
import { whenFree } from './busy.mjs'

/** The next number, from 1 on: an invoice, an order. After a failure that is in doubt a number may be left out, and none comes twice. */
export async function nextNumber(client, key) {
  const { results } = await whenFree(() => client.operate(key, [ops.add('n', 1), ops.read('n')]))
  return results[1]
}

/** A count that is added to more often than one record can be written: it is spread over several, and reading sums them up. */
export class Counter {
  #client
  #keys

  constructor(client, { namespace = 'test', set = 'counters', name, shards = 16 }) {
    this.#client = client
    this.#keys = Array.from({ length: shards }, (_, shard) => new Key(namespace, set, `${name} ${shard}`))
  }

  async add(amount = 1) {
    const key = this.#keys[Math.floor(Math.random() * this.#keys.length)]
    await whenFree(() => this.#client.add(key, { n: amount }))
  }

  async value() {
    const rows = await this.#client.getMany(this.#keys, { throwOnError: true })
    return rows.reduce((sum, { record }) => sum + (record?.bins.n ?? 0), 0)
  }
}
