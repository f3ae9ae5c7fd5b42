import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { together, useCluster } from './fixture.mjs'
import { Queue } from './queue.mjs'

const fixture = useCluster()

test('300 callers push and 100 take at once: each job is done once', async () => {
  const queue = new Queue(fixture.client, fixture.key())
  const done = []
  const pushing = together(300, (i) => queue.push({ n: i }))
  const worker = async () => {
    while (done.length < 300) {
      const job = await queue.take()
      if (job === null) await sleep(5)
      else if (await queue.done(job)) done.push(job.item.n)
    }
  }
  await Promise.all([pushing, together(100, worker)])
  assert.deepEqual(
    done.sort((a, b) => a - b),
    Array.from({ length: 300 }, (_, i) => i),
  )
  assert.equal(await queue.size(), 0)
})

test('first come, first served', async () => {
  const queue = new Queue(fixture.client, fixture.key())
  for (const item of ['a', 'b', 'c']) await queue.push(item)
  const items = []
  for (let job; (job = await queue.take()) !== null;) items.push(job.item)
  assert.deepEqual(items, ['a', 'b', 'c'])
  assert.equal(await queue.size(), 3)
})

test('a job whose taker died comes back, and is done by the other only', async () => {
  const queue = new Queue(fixture.client, fixture.key())
  assert.equal(await queue.take(), null)
  const id = await queue.push({ mail: 'ann' })
  const dead = await queue.take({ hide: 30 })
  let again
  while ((again = await queue.take()) === null) await sleep(10)
  assert.deepEqual([again.id, again.item], [id, { mail: 'ann' }])
  assert.equal(await queue.done(dead), false)
  assert.equal(await queue.done(again), true)
  assert.equal(await queue.done(again), false)
  assert.equal(await queue.take(), null)
})
