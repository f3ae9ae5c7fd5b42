const { useMemoryServer, Key, seed, allTimers } = require('./shared.cjs')

const fixture = useMemoryServer({ seed })
const key = new Key('test', 'users', 1)

test('begins with the seed', async () => {
  expect((await fixture.client.get(key)).bins).toEqual({ name: 'Ann' })
  await fixture.client.put(key, { name: 'Bob' })
})

test('begins with it again', async () => {
  expect((await fixture.client.get(key)).bins).toEqual({ name: 'Ann' })
  fixture.server.calls.expect({ command: 'get', key }, 1)
})

test('commands end with every timer faked', async () => {
  jest.useFakeTimers()
  await allTimers(fixture)
  jest.useRealTimers()
})
