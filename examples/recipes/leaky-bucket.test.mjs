import assert from 'node:assert/strict'
import { test } from 'node:test'
import { together, useCluster } from './fixture.mjs'
import { pour } from './leaky-bucket.mjs'

const fixture = useCluster()
const LIMIT = { capacity: 50, interval: 100 }
const now = 1_800_000_000_000

test('of 300 callers at once as many are let through as it holds', async () => {
  const key = fixture.key()
  const answers = await together(300, () => pour(fixture.client, key, { ...LIMIT, now }))
  assert.equal(answers.filter(({ allowed }) => allowed).length, 50)
  for (const { allowed, wait } of answers) assert.equal(wait, allowed ? 0 : 100)
})

test('it leaks: room comes back one by one, and never more than it holds', async () => {
  const key = fixture.key()
  const at = async (now, drops) => (await pour(fixture.client, key, { ...LIMIT, now, drops })).allowed
  assert.equal(await at(now, 50), true)
  assert.equal(await at(now + 99), false)
  assert.equal(await at(now + 100), true)
  assert.equal(await at(now + 100), false)
  assert.equal(await at(now + 1_099, 10), false)
  assert.equal(await at(now + 1_100, 10), true)
  const later = await together(200, () => at(now + 1_000_000))
  assert.equal(later.filter(Boolean).length, 50)
})

test('a clock that is behind takes nothing back; more than it ever holds is refused', async () => {
  const key = fixture.key()
  await pour(fixture.client, key, { ...LIMIT, now, drops: 50 })
  assert.deepEqual(await pour(fixture.client, key, { ...LIMIT, now: now - 500 }), {
    allowed: false,
    wait: 600,
  })
  assert.deepEqual(await pour(fixture.client, fixture.key(), { ...LIMIT, now, drops: 51 }), {
    allowed: false,
    wait: Infinity,
  })
})
