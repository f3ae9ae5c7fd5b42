// A lock that is lent for a time, with a fence: a number that grows with each holder, so that a late one can do no harm.
import { setTimeout as sleep } from 'node:timers/promises'
import { exp, ops, Ttl } from 'aerospike-ts'
import { whenFree } from './busy.mjs'

// By the clock of the server: those of the callers need not agree.
const isFree = exp.or(exp.not(exp.binExists('owner')), exp.gt(exp.sinceUpdate(), exp.bin('lease', 'int')))

/**
 * Takes the lock, or gives null when somebody has it. The record stays for ever, since the fence goes on from it.
 * @param lease milliseconds after which others may take it, whether it was released or not
 */
export async function acquire(client, key, { owner, lease = 10_000 }) {
  const operations = [
    ops.write('owner', owner),
    ops.write('lease', lease),
    ops.add('fence', 1),
    ops.read('fence'),
  ]
  const options = { filterExpression: isFree, filteredOut: 'null', ttl: Ttl.never }
  const taken = await whenFree(() => client.operate(key, operations, options))
  return taken && { key, fence: taken.results[3], generation: taken.generation }
}

/** The lease begins anew. Null when the lock was lost: each write counts the generation on, so nobody wrote since if it is the same. */
export async function renew(client, { key, fence, generation }) {
  const renewed = await unlessLost(() => client.operate(key, [ops.touch()], { generation, ttl: Ttl.never }))
  return renewed && { key, fence, generation: renewed.generation }
}

/** False when the lock was lost before. */
export async function release(client, { key, generation }) {
  const freed = await unlessLost(() =>
    client.operate(key, [ops.write('owner', null)], { generation, ttl: Ttl.never }),
  )
  return freed !== null
}

async function unlessLost(command) {
  try {
    return await whenFree(command)
  } catch (error) {
    if (error.code === 'GENERATION') return null
    throw error
  }
}

/** Waits for the lock, does the work, and releases it. What takes longer than the lease must renew it. */
export async function withLock(client, key, { owner, lease, wait = 30_000 }, work) {
  const end = Date.now() + wait
  let lock
  for (let pause = 2; (lock = await acquire(client, key, { owner, lease })) === null; pause *= 2) {
    if (Date.now() > end) throw new Error(`the lock was not free within ${wait} ms`)
    await sleep(Math.random() * Math.min(pause, 100))
  }
  try {
    return await work(lock)
  } finally {
    await release(client, lock)
  }
}

/**
 * Writes what the lock protects, unless a later holder has written it: one that was held up for longer than its lease, and does not know it, is refused.
 */
export async function putFenced(client, key, bins, { fence }) {
  const isNotLate = exp.or(exp.not(exp.binExists('fence')), exp.le(exp.bin('fence', 'int'), fence))
  const options = { filterExpression: isNotLate, filteredOut: 'null' }
  const written = await whenFree(() => client.put(key, { ...bins, fence }, options))
  if (written === null) throw new Error('the lock was lost, and somebody else has written since')
}
