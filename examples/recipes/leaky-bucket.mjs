// A limit without windows: a bucket that holds so many drops, and loses one each so many milliseconds.
import { exp, ops } from 'aerospike-ts'
import { whenFree } from './busy.mjs'

/**
 * Pours drops in, all or none. The bucket is one number, when it will have run empty, and one command judges and writes it.
 * The time is the caller's: clocks should agree to within what a limit can bear.
 * @param capacity drops that it holds: how many may come at once
 * @param interval milliseconds after which it has lost one: how many may come in the long run
 * @returns whether they had room, and how many milliseconds to wait if not
 */
export async function pour(client, key, { capacity, interval, drops = 1, now = Date.now() }) {
  const filled = drops * interval
  const full = now + capacity * interval
  const emptyAt = exp.cond(exp.binExists('emptyAt'), exp.max(exp.bin('emptyAt', 'int'), now), now)
  const hasRoom = exp.le(exp.add(emptyAt, filled), full)
  // On a record that is not there no filter is asked, and the empty bucket would take anything.
  if (drops > capacity) return { allowed: false, wait: Infinity }

  const poured = await whenFree(() =>
    client.operate(key, [ops.writeExpression('emptyAt', exp.add(emptyAt, filled))], {
      filterExpression: hasRoom,
      filteredOut: 'null',
      // An empty bucket is as good as none.
      ttl: Math.ceil((capacity * interval) / 1000) + 1,
    }),
  )
  if (poured !== null) return { allowed: true, wait: 0 }
  const record = await client.get(key)
  return { allowed: false, wait: Math.max(0, (record?.bins.emptyAt ?? now) + filled - full) }
}
