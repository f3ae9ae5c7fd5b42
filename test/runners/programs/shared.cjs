const assert = require('node:assert')
const { Client, Key } = require('./index.cjs')
const { useMemoryServer } = require('./testing.cjs')

const seed = [{ namespace: 'test', set: 'users', key: 1, bins: { name: 'Ann' } }]
const key = new Key('test', 'users', 1)

/** Whatever a client does, while timers and clocks stand still. */
async function allTimers({ client, hosts, server }) {
  assert.deepEqual((await client.get(key)).bins, { name: 'Ann' })
  await client.put(key, { name: 'Cid' }, { ttl: 60 })
  assert.ok(Math.abs((await client.get(key)).ttl - 60) <= 1)
  const many = await Promise.all(Array.from({ length: 100 }, () => client.get(key)))
  assert.equal(many.length, 100)
  assert.equal((await client.getMany([key, key])).length, 2)
  assert.equal((await client.query('test', 'users').toArray()).length, 1)
  const other = new Client({ hosts })
  assert.deepEqual((await other.get(key)).bins, { name: 'Cid' })
  server.faults.add({ match: { command: 'get' }, times: 1, action: { type: 'delay', ms: 20 } })
  assert.deepEqual((await other.get(key)).bins, { name: 'Cid' })
  server.faults.add({ match: { command: 'get' }, action: { type: 'stall' } })
  // Time limits go by the real time: this one ends, though nothing answers.
  const error = await other.get(key, { timeout: 50, maxRetries: 0 }).catch((error) => error)
  assert.equal(error.code, 'TIMEOUT')
  await other.close({ timeout: 0 })
}

module.exports = { Key, seed, useMemoryServer, allTimers }
