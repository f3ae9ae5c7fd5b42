// The work: each account gets its interest once, however often the worker is stopped, killed and started again.
import { exp, Key, ops } from 'aerospike-ts'

const RETRIES = { maxRetries: 5, sleepBetweenRetries: 50, sleepMultiplier: 2, timeout: 30_000 }

/**
 * Goes through the set page by page. How far it came is a record beside it, so that any process may go on; the page that was begun is done again,
 * and accounts that have this run's mark are passed over.
 * @param run names what is done once, as `2026-11`
 * @param told is called with how many are done
 */
export async function pay(client, { run, size, namespace, set, signal }, told) {
  const place = new Key(namespace, `${set}-runs`, run)
  const query = client.query(namespace, set).select('balance')
  const begun = await client.get(place)
  let { cursor = null, done = 0, ended = false } = begun?.bins ?? {}

  while (!ended && !signal.aborted) {
    const page = await query.page(size, cursor)
    await payPage(client, run, page.records)
    cursor = page.cursor
    done += page.records.length
    ended = cursor === null
    // A null bin is removed: there is no cursor behind the last page.
    await client.put(place, { cursor, done, ended }, { ...RETRIES, ttl: -1 })
    told(done)
  }
  return { done, ended }
}

async function payPage(client, run, records) {
  const balance = exp.bin('balance', 'int')
  const operations = [
    ops.writeExpression('balance', exp.add(balance, exp.div(balance, 50))),
    ops.add('paid', 1),
    ops.write('run', run),
  ]
  // What was done before is told from what is to do by the server, where it is written: a try that is in doubt may be made again.
  const isDue = exp.or(exp.not(exp.binExists('run')), exp.ne(exp.bin('run', 'string'), run))
  const keys = records.map(({ key }) => key)
  const results = await client.operateMany(keys, operations, { ...RETRIES, filterExpression: isDue })
  const failed = results.find(({ status }) => status === 'error')
  if (failed !== undefined) throw failed.error
}
