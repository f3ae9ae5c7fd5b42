const assert = require('node:assert')
const { after, before, beforeEach, mock, test } = require('node:test')
const { useMemoryServer, Key, seed, allTimers } = require('./shared.cjs')

const fixture = useMemoryServer({ hooks: { before, after, beforeEach }, seed })
const key = new Key('test', 'users', 1)

test('begins with the seed', async () => {
  assert.deepEqual((await fixture.client.get(key)).bins, { name: 'Ann' })
  await fixture.client.put(key, { name: 'Bob' })
})

test('begins with it again', async () => {
  assert.deepEqual((await fixture.client.get(key)).bins, { name: 'Ann' })
  fixture.server.calls.expect({ command: 'get', key }, 1)
})

test('commands end with every timer faked', async () => {
  mock.timers.enable()
  await allTimers(fixture)
  mock.timers.reset()
})
