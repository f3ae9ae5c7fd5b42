// Accounts to work on.
import { Key, rows } from 'aerospike-ts'

function* accounts(count, { namespace, set }) {
  for (let id = 0; id < count; id++)
    yield rows.put(new Key(namespace, set, id), { balance: id % 1_000, paid: 0 })
}

/**
 * Writes so many of them. Rows are made as they are sent, and memory stays flat. The same again does no harm, so what failed is simply tried anew.
 * @param told is called with how many are done
 */
export async function fill(client, { count, namespace, set, signal }, told) {
  let done = 0
  const options = { signal, maxRetries: 5, sleepBetweenRetries: 50 }
  for await (const row of client.batchStream(accounts(count, { namespace, set }), options)) {
    if (row.status !== 'ok') throw new Error(`account ${row.index} was not written`, { cause: row.error })
    if (++done % 5_000 === 0) told(done)
  }
  return done
}
