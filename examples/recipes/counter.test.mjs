import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Counter, nextNumber } from './counter.mjs'
import { together, useCluster } from './fixture.mjs'

const fixture = useCluster()

test('500 callers at once get 500 numbers, each once', async () => {
  const key = fixture.key()
  const numbers = await together(500, () => nextNumber(fixture.client, key))
  assert.deepEqual(
    numbers.sort((a, b) => a - b),
    Array.from({ length: 500 }, (_, i) => i + 1),
  )
})

test('what 1,000 callers add at once is there', async () => {
  const options = { set: 'recipes', name: fixture.key().userKey, shards: 8 }
  const counter = new Counter(fixture.client, options)
  assert.equal(await counter.value(), 0)
  await together(1_000, (i) => counter.add(i))
  assert.equal(await counter.value(), 499_500)
  await counter.add(-500)
  assert.equal(await new Counter(fixture.client, options).value(), 499_000)
})
