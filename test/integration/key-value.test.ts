import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, connect, Double, GeoJSON, Key, ops, Ttl, type Value } from '../../src/index.ts'
import {
  failure,
  freshKey,
  open,
  SET,
  startTestServer,
  type TestServer,
  TOPOLOGIES,
  testNeeding,
} from './server.ts'

describe.each(TOPOLOGIES)('key-value on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })

  afterAll(async () => {
    await client.close()
    await server.close()
  })

  test('what is put is what is got', async () => {
    const key = freshKey()
    const bins = {
      int: 1,
      negative: -5,
      safe: Number.MAX_SAFE_INTEGER,
      big: 2n ** 63n - 1n,
      half: 1.5,
      text: 'née 🜚',
      empty: '',
      nul: 'a\0b',
      yes: true,
      no: false,
      bytes: Buffer.from([0, 255]),
      list: [1, 'two', [3n ** 39n, null, -0.5], { a: 1 }],
      map: { a: { b: [1, 2] }, c: null },
      geo: new GeoJSON('{"type":"Point","coordinates":[1.5,2.5]}'),
    }
    expect(await client.put(key, bins)).toMatchObject({ generation: 1 })
    const record = await client.get(key)
    expect(record?.bins).toEqual(bins)
    expect(record?.key).toBe(key)
    expect(record?.generation).toBe(1)
  })

  test('a double stays a double, and an integer an integer', async () => {
    const key = freshKey()
    await client.put(key, { double: new Double(2), int: 2 })
    await client.add(key, { double: new Double(0.5), int: 1 })
    expect((await client.get(key))?.bins).toEqual({ double: 2.5, int: 3 })
    expect(await failure(client.add(key, { double: 1 }))).toMatchObject({ code: 'BIN_TYPE' })
  })

  test('maps with keys that are no text come back as Maps', async () => {
    const key = freshKey()
    const value = new Map<Value, Value>([
      [1, 'one'],
      ['1', 'text'],
    ])
    await client.put(key, { value })
    expect((await client.get(key))?.bins['value']).toEqual(value)
    expect((await client.get(key, { maps: 'map' }))?.bins['value']).toEqual(value)
  })

  test('integers come back as asked', async () => {
    const key = freshKey()
    await client.put(key, { small: 1, large: 2n ** 60n })
    expect((await client.get(key))?.bins).toEqual({ small: 1, large: 2n ** 60n })
    expect((await client.get(key, { integers: 'bigint' }))?.bins).toEqual({ small: 1n, large: 2n ** 60n })
    expect(await failure(client.get(key, { integers: 'number' }))).toMatchObject({ code: 'INTEGER_UNSAFE' })
    expect((await client.get(key, { integers: 'number', bins: ['small'] }))?.bins).toEqual({ small: 1 })
  })

  test.each<[string, string | number | bigint | Uint8Array]>([
    ['text', 'k'],
    ['empty text', ''],
    ['an integer', -1],
    ['a bigint', 2n ** 62n],
    ['bytes', Buffer.from([1, 0, 2])],
  ])('a key that is %s', async (_kind, userKey) => {
    const key = freshKey(userKey)
    await client.put(key, { a: 1 }, { sendKey: true })
    expect((await client.get(new Key('test', SET, userKey)))?.bins).toEqual({ a: 1 })
    expect((await client.get(Key.fromDigest('test', SET, key.digest)))?.bins).toEqual({ a: 1 })
    expect(await client.remove(key)).toBe(true)
  })

  testNeeding(['noSet'], 'records without a set', async () => {
    const key = new Key('test', '', SET)
    await client.put(key, { a: 1 })
    expect((await client.get(new Key('test', null, SET)))?.bins).toEqual({ a: 1 })
    expect(await client.remove(key)).toBe(true)
  })

  test('a record that is not there', async () => {
    const key = freshKey()
    expect(await client.get(key)).toBeNull()
    expect(await client.exists(key)).toBe(false)
    expect(await client.metadata(key)).toBeNull()
    expect(await client.remove(key)).toBe(false)
    expect(await failure(client.touch(key))).toMatchObject({
      code: 'NOT_FOUND',
      resultCode: 2,
      attempts: 1,
      inDoubt: false,
      key: key.toString(),
    })
  })

  test('some bins, no bins, bins that are not there', async () => {
    const key = freshKey()
    await client.put(key, { a: 1, b: 2, c: 3 })
    expect((await client.get(key, { bins: ['a', 'c', 'nope'] }))?.bins).toEqual({ a: 1, c: 3 })
    expect((await client.get(key, { bins: [] }))?.bins).toEqual({})
    expect((await client.get(key, { bins: ['nope'] }))?.bins).toEqual({})
    expect(await client.exists(key)).toBe(true)
    expect(await client.metadata(key)).toEqual({ generation: 1, ttl: expect.any(Number) })
  })

  test('put leaves other bins, null deletes one, and the last one takes the record with it', async () => {
    const key = freshKey()
    await client.put(key, { a: 1, b: 2 })
    expect(await client.put(key, { b: 3, c: 4 })).toMatchObject({ generation: 2 })
    await client.put(key, { a: null })
    expect((await client.get(key))?.bins).toEqual({ b: 3, c: 4 })
    await client.put(key, { b: null, c: null })
    expect(await client.get(key)).toBeNull()
  })

  test('add, append, prepend', async () => {
    const key = freshKey()
    await client.add(key, { n: 5 })
    await client.add(key, { n: -7 })
    await client.append(key, { text: 'b', bytes: Buffer.from([2]) })
    await client.append(key, { text: 'c' })
    await client.prepend(key, { text: 'a', bytes: Buffer.from([1]) })
    expect((await client.get(key))?.bins).toEqual({ n: -2, text: 'abc', bytes: Buffer.from([1, 2]) })
    expect(await failure(client.append(key, { n: 'x' }))).toMatchObject({ code: 'BIN_TYPE', resultCode: 12 })
  })

  test('touch raises the generation and leaves the bins', async () => {
    const key = freshKey()
    await client.put(key, { a: 1 })
    expect(await client.touch(key)).toMatchObject({ generation: 2 })
    expect(await client.get(key)).toMatchObject({ bins: { a: 1 }, generation: 2 })
  })

  test('operate gives the result of each operation in their order', async () => {
    const key = freshKey()
    await client.put(key, { a: 1, t: 'x' })
    const answer = await client.operate(key, [
      ops.add('a', 1),
      ops.read('a'),
      ops.append('t', 'y'),
      ops.read('t'),
      ops.add('a', 5),
      ops.read('a'),
      ops.read('nope'),
    ])
    expect(answer.results).toEqual([null, 2, null, 'xy', null, 7, null])
    expect(answer.bins).toEqual({ a: 7, t: 'xy' })
    expect(answer.generation).toBe(2)
  })

  test('operate reads all bins after writes, deletes, and makes a record', async () => {
    const key = freshKey()
    const made = await client.operate(key, [ops.write('a', 1), ops.write('b', 2), ops.readAll()])
    expect(made.results).toEqual([null, null, { a: 1, b: 2 }])
    expect((await client.operate(key, [ops.readAll()])).results).toEqual([{ a: 1, b: 2 }])
    await client.operate(key, [ops.remove()])
    expect(await client.exists(key)).toBe(false)
    expect(await failure(client.operate(key, [ops.read('a')]))).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('one failing operation changes nothing', async () => {
    const key = freshKey()
    await client.put(key, { a: 1, t: 'x' })
    expect(await failure(client.operate(key, [ops.add('a', 1), ops.add('t', 1)]))).toMatchObject({
      code: 'BIN_TYPE',
      inDoubt: false,
    })
    expect(await client.get(key)).toMatchObject({ bins: { a: 1, t: 'x' }, generation: 1 })
  })

  test('bytes that come back are the caller’s own', async () => {
    const key = freshKey()
    await client.put(key, { bytes: Buffer.alloc(100, 1), list: [Buffer.alloc(100, 2)] })
    const first = (await client.get(key))!.bins as { bytes: Buffer; list: Buffer[] }
    for (let i = 0; i < 20; i++) await client.get(key)
    expect(first.bytes.equals(Buffer.alloc(100, 1))).toBe(true)
    expect(first.list[0]!.equals(Buffer.alloc(100, 2))).toBe(true)
    first.bytes.fill(9)
    expect(((await client.get(key))!.bins['bytes'] as Buffer).equals(Buffer.alloc(100, 1))).toBe(true)
  })

  test('what is given may change right after the call', async () => {
    const key = freshKey()
    const bins = { list: [1, 2, 3], bytes: Buffer.from([1]) }
    const writing = client.put(key, bins)
    bins.list.push(4)
    bins.bytes[0] = 9
    await writing
    expect((await client.get(key))?.bins).toEqual({ list: [1, 2, 3], bytes: Buffer.from([1]) })
  })

  test('large records', async () => {
    const key = freshKey()
    const blob = Buffer.alloc(700_000, 'abc')
    await client.put(key, { blob })
    expect(((await client.get(key))!.bins['blob'] as Buffer).equals(blob)).toBe(true)
    await client.remove(key)
  })

  test('many bins', async () => {
    const key = freshKey()
    const bins = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`bin${i}`, i]))
    await client.put(key, bins)
    expect((await client.get(key))?.bins).toEqual(bins)
  })

  test('bins named like members of objects', async () => {
    const key = freshKey()
    const bins = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}') as { [bin: string]: number }
    await client.put(key, bins)
    const read = (await client.get(key))!.bins
    expect(Object.entries(read).sort()).toEqual(Object.entries(bins).sort())
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })

  describe('options', () => {
    test('generation: the record must be as it was read', async () => {
      const key = freshKey()
      const { generation } = await client.put(key, { a: 1 })
      expect(await client.put(key, { a: 2 }, { generation })).toMatchObject({ generation: 2 })
      const stale = { code: 'GENERATION', resultCode: 3, inDoubt: false }
      expect(await failure(client.put(key, { a: 3 }, { generation }))).toMatchObject(stale)
      expect(await failure(client.remove(key, { generation }))).toMatchObject(stale)
      expect(await failure(client.touch(key, { generation }))).toMatchObject(stale)
      expect(await failure(client.operate(key, [ops.add('a', 1)], { generation }))).toMatchObject(stale)
      expect(await client.put(key, { a: 3 }, { generation, generationPolicy: 'ignore' })).toMatchObject({
        generation: 3,
      })
      expect(await client.remove(key, { generation: 3 })).toBe(true)
    })

    test('generation greater: only over an older record', async () => {
      const key = freshKey()
      await client.put(key, { a: 1 })
      const greater = { generationPolicy: 'greater' } as const
      expect(await failure(client.put(key, { a: 2 }, { ...greater, generation: 1 }))).toMatchObject({
        code: 'GENERATION',
      })
      expect(await client.put(key, { a: 2 }, { ...greater, generation: 2 })).toMatchObject({ generation: 2 })
    })

    test('exists', async () => {
      const key = freshKey()
      const notFound = { code: 'NOT_FOUND' }
      expect(await failure(client.put(key, { a: 1 }, { exists: 'updateOnly' }))).toMatchObject(notFound)
      expect(await failure(client.put(key, { a: 1 }, { exists: 'replaceOnly' }))).toMatchObject(notFound)
      await client.put(key, { a: 1, b: 1 }, { exists: 'createOnly' })
      expect(await failure(client.put(key, { a: 2 }, { exists: 'createOnly' }))).toMatchObject({
        code: 'RECORD_EXISTS',
        resultCode: 5,
      })
      await client.put(key, { a: 2 }, { exists: 'updateOnly' })
      expect((await client.get(key))?.bins).toEqual({ a: 2, b: 1 })
      await client.put(key, { c: 3 }, { exists: 'replaceOnly' })
      expect((await client.get(key))?.bins).toEqual({ c: 3 })
      await client.put(key, { d: 4 }, { exists: 'replace' })
      expect((await client.get(key))?.bins).toEqual({ d: 4 })
      await client.put(freshKey(), { d: 4 }, { exists: 'replace' })
    })

    test('remove takes no notice of exists and ttl', async () => {
      const key = freshKey()
      await client.put(key, { a: 1 })
      expect(await client.remove(key, { exists: 'createOnly', ttl: 100 })).toBe(true)
    })

    test('ttl', async () => {
      const key = freshKey()
      await client.put(key, { a: 1 }, { ttl: Ttl.never })
      expect((await client.metadata(key))?.ttl).toBe(-1)
      await client.put(key, { a: 1 }, { ttl: Ttl.keep })
      expect((await client.get(key))?.ttl).toBe(-1)
    })

    test('every replica choice finds the record, on every read', async () => {
      const key = freshKey()
      await client.put(key, { a: 1 })
      for (const replica of ['sequence', 'master', 'any', 'random', 'preferRack'] as const) {
        for (let i = 0; i < 6; i++) expect((await client.get(key, { replica }))?.bins).toEqual({ a: 1 })
        expect(await client.put(key, { a: 1 }, { replica })).toBeDefined()
      }
    })

    test('read modes: those of strong consistency are for namespaces that have it', async () => {
      const key = freshKey()
      await client.put(key, { a: 1 })
      expect((await client.get(key, { readMode: 'all' }))?.bins).toEqual({ a: 1 })
      expect((await client.get(key, { readModeStrong: 'session' }))?.bins).toEqual({ a: 1 })
      expect((await client.get(key, { readModeStrong: 'allowReplica' }))?.bins).toEqual({ a: 1 })
      expect(await failure(client.get(key, { readModeStrong: 'linearize' }))).toMatchObject({
        code: 'ENTERPRISE_ONLY',
      })
    })

    test('commitLevel', async () => {
      const key = freshKey()
      await client.put(key, { a: 1 }, { commitLevel: 'master' })
      expect((await client.get(key, { replica: 'master' }))?.bins).toEqual({ a: 1 })
    })

    test('an option that is wrong rejects and sends nothing', async () => {
      const key = freshKey()
      const wrong = [
        client.put(key, { a: 1 }, { timeout: -1 }),
        client.get(key, { tiemout: 1 } as object),
        client.exists(key, { replica: 'nearest' as 'any' }),
        client.remove(key, 5 as unknown as object),
        client.operate(key, [ops.touch()], { ttl: 1.5 }),
        client.touch(key, { signal: {} as AbortSignal }),
      ]
      for (const each of wrong) expect(await failure(each)).toMatchObject({ code: 'INVALID_OPTION' })
      expect(await client.exists(key)).toBe(false)
    })

    test('options given are never changed, and may be frozen', async () => {
      const key = freshKey()
      const options = Object.freeze({ timeout: 20_000, bins: Object.freeze(['a']) })
      await client.put(key, Object.freeze({ a: 1 }), Object.freeze({ generation: undefined, ttl: 0 }))
      expect((await client.get(key, options))?.bins).toEqual({ a: 1 })
    })
  })

  test('a client can be used without connecting it first', async () => {
    const { Client } = await import('../../src/index.ts')
    const lazy = new Client({ hosts: server.hosts, defaults: { write: { timeout: 30_000 } } })
    expect([lazy.isConnected, lazy.nodes]).toEqual([false, []])
    const key = freshKey()
    await Promise.all(Array.from({ length: 50 }, (_, i) => lazy.put(key, { [`b${i}`]: i })))
    expect(Object.keys((await client.get(key))!.bins)).toHaveLength(50)
    expect(lazy.isConnected).toBe(true)
    expect(lazy.stats()).toMatchObject({ inFlight: 0 })
    await lazy.close()
    expect(lazy.isConnected).toBe(false)
  })

  test('await using closes, also when the block throws', async () => {
    let inside: Client | undefined
    const run = async (): Promise<void> => {
      await using scoped = await connect(server.hosts)
      inside = scoped
      throw new Error('from the block')
    }
    await expect(run()).rejects.toThrow('from the block')
    expect(await failure(inside!.get(freshKey()))).toMatchObject({ code: 'CLIENT_CLOSED' })
  })
})
