import keyvTestSuite, { keyvIteratorTests } from '@keyv/test-suite'
import { createCache } from 'cache-manager'
import Keyv from 'keyv'
import * as vitest from 'vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, Key } from '../../../src/index.ts'
import { createKeyvStore, type KeyvStore } from '../../../src/keyv.ts'
import { failure, freshSet, hasFor, open, startTestServer, type TestServer, TOPOLOGIES } from '../server.ts'

const SET = freshSet('keyv')
let server: TestServer
let client: Client

describe.runIf(hasFor('keyv', ['expiry'])).each(TOPOLOGIES)('a store for keyv, %s', (_, nodes) => {
  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })
  afterAll(async () => {
    await client.truncate('test', SET)
    await client.close()
    await server.close()
  })
  const store = (): KeyvStore => createKeyvStore({ client, namespace: 'test', set: SET })

  describe("keyv's own tests", () => {
    keyvTestSuite(vitest, Keyv, store)
    keyvIteratorTests(vitest, Keyv, store)
  })

  describe('beyond them', () => {
    let keyv: Keyv
    beforeEach(async () => {
      keyv = new Keyv({ store: store(), throwOnErrors: true })
      await keyv.clear()
    })

    test('a ttl is that of the record, rounded up; without one nothing ends', async () => {
      await keyv.set('short', 1, 1_500)
      await keyv.set('long', 1)
      const short = await client.get(new Key('test', SET, 'keyv:short'))
      expect(short?.ttl).toBeGreaterThanOrEqual(1)
      expect(short?.ttl).toBeLessThanOrEqual(2)
      expect((await client.get(new Key('test', SET, 'keyv:long')))?.ttl).toBe(-1)
      await keyv.set('short', 1)
      expect((await client.get(new Key('test', SET, 'keyv:short')))?.ttl).toBe(-1)
    })

    test('what has ended is neither there nor listed, though the record may be', async () => {
      const own = store()
      await own.set('a', 'text', 1)
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(await own.has('a')).toBe(false)
      expect(await own.hasMany(['a'])).toEqual([false])
      expect(await own.get('a')).toBeUndefined()
      expect(await own.getMany(['a'])).toEqual([undefined])
      const found: unknown[] = []
      for await (const entry of own.iterator()) found.push(entry)
      expect(found).toEqual([])
    })

    test('many at once, in order, each told', async () => {
      const entries = Array.from({ length: 300 }, (_, n) => ({ key: `k${n}`, value: n }))
      expect(await keyv.setMany(entries)).toEqual(entries.map(() => true))
      expect(await keyv.getMany(entries.map(({ key }) => key))).toEqual(entries.map(({ value }) => value))
      expect(await keyv.hasMany(['k7', 'none', 'k8'])).toEqual([true, false, true])
      expect(await keyv.deleteMany(['k7', 'none'])).toBe(false)
      expect(await keyv.deleteMany(['k8', 'k9'])).toBe(true)
    })

    test('clears its namespace alone, also one whose name begins another', async () => {
      const other = new Keyv({ store: store(), namespace: 'keyvother' })
      await other.set('a', 1)
      await keyv.set('a', 1)
      await keyv.clear()
      expect(await keyv.get('a')).toBeUndefined()
      expect(await other.get('a')).toBe(1)
      const all = new Keyv({ store: store(), namespace: '' })
      await all.clear()
      expect(await other.get('a')).toBeUndefined()
    })

    test('a prefix tells stores of one set apart', async () => {
      const east = createKeyvStore({ client, namespace: 'test', set: SET, prefix: 'east ' })
      const west = createKeyvStore({ client, namespace: 'test', set: SET, prefix: 'west ' })
      await east.set('ns:a', 'e')
      await west.set('ns:a', 'w')
      const found: unknown[] = []
      for await (const entry of east.iterator('ns')) found.push(entry)
      expect(found).toEqual([['ns:a', 'e']])
      await east.clear()
      expect([await east.get('ns:a'), await west.get('ns:a')]).toEqual([undefined, 'w'])
    })

    test('values without a serializer are those of bins', async () => {
      const plain = new Keyv({ store: store() })
      plain.serialize = undefined
      plain.deserialize = undefined
      await plain.set('a', { list: [1, 2.5, 'x'], bytes: Buffer.from('b') })
      expect(await plain.get('a')).toEqual({ list: [1, 2.5, 'x'], bytes: Buffer.from('b') })
    })

    test('an error is told, of a get too', async () => {
      const told: unknown[] = []
      keyv.on('error', (error: unknown) => told.push(error))
      await expect(keyv.set('a', 'x'.repeat(9_000_000))).rejects.toMatchObject({
        code: expect.stringMatching(/RECORD_TOO_BIG|REQUEST_TOO_LARGE/),
      })
      const closed = await open(server)
      await closed.close()
      const gone = new Keyv({ store: createKeyvStore({ client: closed, namespace: 'test', set: SET }) })
      gone.on('error', (error: unknown) => told.push(error))
      expect(await gone.get('a')).toBeUndefined()
      expect(told.at(-1)).toMatchObject({ code: 'CLIENT_CLOSED' })
      expect(await failure(createKeyvStore({ client: closed, namespace: 'test' }).get('a'))).toMatchObject({
        code: 'CLIENT_CLOSED',
      })
    })

    test('disconnect leaves the client open', async () => {
      await keyv.disconnect()
      await keyv.set('a', 1)
      expect(await keyv.get('a')).toBe(1)
      expect(client.isConnected).toBe(true)
    })
  })

  test('cache-manager works on it', async () => {
    const cache = createCache({ stores: [new Keyv({ store: store(), namespace: 'cm' })], ttl: 60_000 })
    await cache.clear()
    await cache.set('a', { b: 1 })
    expect(await cache.get('a')).toEqual({ b: 1 })
    expect(
      await cache.mset([
        { key: 'c', value: 1 },
        { key: 'd', value: 2, ttl: 5_000 },
      ]),
    ).toBeDefined()
    expect(await cache.mget(['c', 'd', 'none'])).toEqual([1, 2, undefined])
    let calls = 0
    const compute = async (): Promise<number> => ++calls
    expect([await cache.wrap('w', compute), await cache.wrap('w', compute)]).toEqual([1, 1])
    expect((await client.get(new Key('test', SET, 'cm:d')))?.ttl).toBeLessThanOrEqual(5)
    expect(await cache.ttl('a')).toBeGreaterThan(Date.now())
    expect(await cache.del('a')).toBe(true)
    expect(await cache.get('a')).toBeUndefined()
    await cache.mdel(['c', 'd'])
    expect(await cache.mget(['c', 'd'])).toEqual([undefined, undefined])
    await cache.clear()
    expect(await cache.get('w')).toBeUndefined()
  })
})
