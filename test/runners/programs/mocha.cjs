const assert = require('node:assert')
const FakeTimers = require('@sinonjs/fake-timers')
const { useMemoryServer, Key, seed, allTimers } = require('./shared.cjs')

const fixture = useMemoryServer({ seed })
const key = new Key('test', 'users', 1)

it('begins with the seed', async () => {
  assert.deepEqual((await fixture.client.get(key)).bins, { name: 'Ann' })
  await fixture.client.put(key, { name: 'Bob' })
})

it('begins with it again', async () => {
  assert.deepEqual((await fixture.client.get(key)).bins, { name: 'Ann' })
  fixture.server.calls.expect({ command: 'get', key }, 1)
})

it('commands end with every timer faked that Node does not need itself', async () => {
  const clock = FakeTimers.install({ toNotFake: ['nextTick'] })
  try {
    await allTimers(fixture)
  } finally {
    clock.uninstall()
  }
})

it('commands end with nextTick faked, too, on connections that are open', async () => {
  await Promise.all(Array.from({ length: 20 }, () => fixture.client.get(key)))
  const clock = FakeTimers.install()
  try {
    assert.deepEqual((await fixture.client.get(key)).bins, { name: 'Ann' })
  } finally {
    clock.uninstall()
  }
})
