import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { together, useCluster } from './fixture.mjs'
import { acquire, putFenced, release, renew, withLock } from './lock.mjs'

const fixture = useCluster()

test('200 callers at once: one at a time has it, and fences grow by one', async () => {
  const { client } = fixture
  const [lockKey, key] = [fixture.key(), fixture.key()]
  let holders = 0
  const fences = await together(200, (i) =>
    withLock(client, lockKey, { owner: `caller ${i}`, lease: 20_000, wait: 60_000 }, async (lock) => {
      assert.equal(++holders, 1)
      const n = (await client.get(key))?.bins.n ?? 0
      await putFenced(client, key, { n: n + 1 }, lock)
      holders--
      return lock.fence
    }),
  )
  assert.equal((await client.get(key)).bins.n, 200)
  assert.deepEqual(
    fences.sort((a, b) => a - b),
    Array.from({ length: 200 }, (_, i) => i + 1),
  )
})

test('who has it keeps others out, renews it, and releases it once', async () => {
  const { client } = fixture
  const key = fixture.key()
  const lock = await acquire(client, key, { owner: 'a' })
  assert.equal(await acquire(client, key, { owner: 'b' }), null)
  const renewed = await renew(client, lock)
  assert.equal(renewed.fence, lock.fence)
  assert.equal(await release(client, lock), false)
  assert.equal(await release(client, renewed), true)
  assert.equal(await release(client, renewed), false)
  assert.equal((await acquire(client, key, { owner: 'b' })).fence, 2)
})

test('a lease that is over: the next one has it, and the late one can write and release nothing', async () => {
  const { client } = fixture
  const [lockKey, key] = [fixture.key(), fixture.key()]
  const late = await acquire(client, lockKey, { owner: 'a', lease: 30 })
  let next
  while ((next = await acquire(client, lockKey, { owner: 'b' })) === null) await sleep(10)
  await putFenced(client, key, { by: 'b' }, next)
  await assert.rejects(putFenced(client, key, { by: 'a' }, late), /lock was lost/)
  assert.equal((await client.get(key)).bins.by, 'b')
  assert.equal(await renew(client, late), null)
  assert.equal(await release(client, late), false)
  assert.equal(await release(client, next), true)
})

test('work that fails releases it; who waits too long is told', async () => {
  const { client } = fixture
  const key = fixture.key()
  const fails = withLock(client, key, { owner: 'a' }, () => Promise.reject(new Error('no')))
  await assert.rejects(fails, /^Error: no$/)
  const lock = await acquire(client, key, { owner: 'b' })
  const waits = withLock(client, key, { owner: 'c', wait: 20 }, () => assert.fail('has the lock'))
  await assert.rejects(waits, /not free within 20 ms/)
  assert.equal(await release(client, lock), true)
})
