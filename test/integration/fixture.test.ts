import { AssertionError } from 'node:assert'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type AerospikeError, type Client, connect, exp, GeoJSON, Key, lists } from '../../src/index.ts'
import { recordJson } from '../../src/json/value-json.ts'
import {
  disableNetwork,
  enableNetwork,
  type SeedRecord,
  startMemoryFixture,
  startMemoryServer,
  useMemoryServer,
} from '../../src/testing/index.ts'

const ann = new Key('test', 'users', 1)
const SEED: readonly SeedRecord[] = [
  { namespace: 'test', set: 'users', key: 1, bins: { name: 'Ann', age: 31 }, ttl: 3600, generation: 7 },
]

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: unknown) => (error as AerospikeError).code,
  )
}

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('nothing was thrown')
}

describe('a fixture', () => {
  const hooks = { beforeAll, afterAll, beforeEach }
  const fixture = useMemoryServer({ hooks, server: { nodes: 2 }, seed: SEED })

  // Twice the same: what the first leaves behind, the second must not find.
  test.each([1, 2])('begins with the seeded state, time %i', async () => {
    const { client, server } = fixture
    expect(await client.get(ann)).toMatchObject({ bins: { name: 'Ann', age: 31 }, generation: 7 })
    expect(await client.exists(new Key('test', 'users', 2))).toBe(false)
    expect(await client.listIndexes('test')).toEqual([])
    server.calls.expect({ command: 'get', key: ann }, 1)
    server.calls.expect({ command: 'exists' }, 1)

    await client.put(new Key('test', 'users', 2), { name: 'Bob' })
    await client.put(ann, { name: 'Eve' })
    await client.truncate('test', 'other')
    await client.createIndex({ namespace: 'test', set: 'users', bin: 'age', name: 'by-age', type: 'numeric' })
    server.advance(3_601_000)
    expect(await client.get(ann)).not.toBeNull()
    server.faults.add({ action: { type: 'code', code: 1 } })
    await server.nodes[1]?.stop()
  })

  test('has a clock that is moved, and goes back', async () => {
    fixture.server.advance(3_000_000)
    expect(Math.abs(((await fixture.client.get(ann))?.ttl ?? 0) - 600)).toBeLessThanOrEqual(1)
    fixture.server.advance(601_000)
    expect(await fixture.client.get(ann)).toBeNull()
  })

  test('is there within tests only', async () => {
    const hooks = { before: () => undefined, after: () => undefined, beforeEach: () => undefined }
    expect(messageOf(() => useMemoryServer({ hooks }).client)).toContain('not there')
  })

  test('says which hooks are missing', () => {
    expect(messageOf(() => useMemoryServer())).toContain('there is no beforeAll or before')
    expect(messageOf(() => useMemoryServer({ hooks: { before: () => undefined } }))).toContain(
      'afterAll or after',
    )
    expect(messageOf(() => useMemoryServer({ seeds: [] } as object))).toContain('seeds')
  })

  test('without a runner: by a function, and await using', async () => {
    let client: Client
    {
      await using own = await startMemoryFixture({
        seed: async (seeding, server) => {
          expect(server.calls.recording).toBe(false)
          await seeding.put(ann, { name: 'Zoe' })
        },
      })
      client = own.client
      await client.put(ann, { name: 'Yan' })
      await own.reset()
      expect((await client.get(ann))?.bins).toEqual({ name: 'Zoe' })
      own.server.calls.expect({}, 1)
    }
    expect(await codeOf(client.get(ann))).toBe('CLIENT_CLOSED')
  })

  test('a seed that is refused leaves no server open', async () => {
    const seed = [{ namespace: 'none', key: 1, bins: { a: 1 } }]
    await expect(startMemoryFixture({ seed })).rejects.toThrow('seed[0]: the server has no such namespace')
  })
})

describe('a snapshot', () => {
  test('brings back records, sets, indexes, modules, users and truncations', async () => {
    await using server = await startMemoryServer({ security: {} })
    const login = { hosts: server.hosts, user: 'admin', password: 'admin' }
    await using admin = await connect(login)
    await admin.createUser('ann', 'secret', ['read-write', 'sindex-admin', 'udf-admin', 'truncate'])
    await using client = await connect({ ...login, user: 'ann', password: 'secret' })
    await client.put(ann, { n: 1 })
    await client.registerUdf({ source: 'function one(r) return 1 end', name: 'kept.lua' })
    const before = server.snapshot()

    await client.put(ann, { n: 2 })
    await client.truncate('test', 'users')
    await client.removeUdf('kept.lua')
    await client.registerUdf({ source: 'function two(r) return 2 end', name: 'new.lua' })
    await admin.createUser('bob', 'secret', ['read'])
    await admin.grantRoles('ann', ['data-admin'])
    server.restore(before)
    expect((await client.get(ann))?.bins).toEqual({ n: 1 })
    expect((await client.listUdfs()).map(({ name }) => name)).toEqual(['kept.lua'])
    expect((await admin.queryUsers()).map(({ name }) => name)).toEqual(['admin', 'ann'])
    expect((await admin.queryUser('ann'))?.roles).not.toContain('data-admin')

    await client.put(ann, { n: 3 })
    server.restore(before)
    expect((await client.get(ann))?.bins).toEqual({ n: 1 })
  })

  test('is of one server', async () => {
    await using one = await startMemoryServer()
    await using other = await startMemoryServer()
    expect(messageOf(() => other.restore(one.snapshot()))).toContain('another server')
  })

  test('copies no record before it is written', async () => {
    await using server = await startMemoryServer()
    const records = Array.from({ length: 20_000 }, (_, key) => ({
      namespace: 'test',
      set: 's',
      key,
      bins: { key },
    }))
    server.seed(records)
    const before = server.snapshot()
    await using client = await connect(server.hosts)
    server.clear()
    expect(await client.get(new Key('test', 's', 5))).toBeNull()
    server.restore(before)
    expect((await client.get(new Key('test', 's', 19_999)))?.bins).toEqual({ key: 19_999 })
  })
})

describe('a seed', () => {
  test('is what the command line prints: every kind of value comes back', async () => {
    await using server = await startMemoryServer()
    await using client = await connect(server.hosts)
    const bins = {
      ...{ integer: 5, big: 2n ** 60n, double: 2.5, text: 'ä', yes: true, bytes: Buffer.from([0, 255]) },
      ...{ list: [1, 'a', null, [Buffer.from([1])]], map: new Map<number, string>([[1, 'x']]) },
      geo: new GeoJSON('{"type":"Point","coordinates":[8,47]}'),
    }
    await client.put(ann, bins, { ttl: 100 })
    const exact = { integers: 'bigint', maps: 'map' } as const
    const record = await client.get(ann, exact)
    if (record === null) throw new Error('the record is not there')
    const json = JSON.parse(JSON.stringify(recordJson(record))) as SeedRecord
    server.clear()
    server.seed([json])
    expect(await client.get(ann, exact)).toMatchObject({ bins: record.bins, generation: 1 })
    expect(await client.operate(ann, [lists.size('list')])).toMatchObject({ results: [4] })
  })

  test('keeps keys that are to be sent, and doubles', async () => {
    await using server = await startMemoryServer()
    await using client = await connect(server.hosts)
    server.seed([
      { namespace: 'test', set: 's', key: 'a', sendKey: true, bins: { n: { $double: 2 }, gone: null } },
      { namespace: 'test', set: 's', digest: 'ab'.repeat(20), bins: { n: 2 } },
    ])
    const found = await client.query('test', 's').toArray()
    expect(found.map(({ key }) => key.userKey).sort()).toEqual(['a', undefined])
    const isInteger = exp.eq(exp.binType('n'), 1)
    expect(await codeOf(client.get(new Key('test', 's', 'a'), { filterExpression: isInteger }))).toBe(
      'FILTERED_OUT',
    )
  })

  test.each<[unknown, string]>([
    [{}, 'seed must be a list'],
    [[1], 'seed[0] must be an object'],
    [[{ namespace: 'test', bins: { a: 1 } }], 'seed[0]: key or digest is missing'],
    [[{ namespace: 'test', key: 1 }], 'seed[0]: bins is missing'],
    [[{ namespace: 'test', key: 1, bins: {} }], 'seed[0]: bins has no value'],
    [[{ namespace: 'test', key: 1.5, bins: { a: 1 } }], 'seed[0]: A number as a key'],
    [[{ namespace: 'test', key: 1, bins: { a: { $date: 1 } } }], 'seed[0]: bin "a": There is no'],
    [[{ namespace: 'test', key: 1, bins: { a: { $bytes: '?' } } }], 'seed[0]: bin "a": What is in $bytes'],
    [
      [{ namespace: 'test', key: 1, bins: { a: { $geojson: 'no' } } }],
      'seed[0]: bin "a": the server does not',
    ],
    [[{ namespace: 'test', key: 1, bins: { sixteen_letters_: 1 } }], 'seed[0]: bin "sixteen_letters_"'],
    [[{ namespace: 'test', key: 1, bins: { a: undefined } }], 'seed[0]: bin "a": A undefined'],
    [[{ namespace: 'test', key: 1, bins: { a: 1 }, ttl: -2 }], 'seed[0]: ttl must be'],
    [[{ namespace: 'test', key: 1, bins: { a: 1 }, expires: 1 }], 'seed[0]: there is no option'],
    [
      [...SEED, { namespace: 'test', key: 1, bins: { a: 'x'.repeat(2_000_000) } }],
      'seed[1]: the record is too big',
    ],
  ])('%#: what is wrong is named, and nothing is written', async (records, message) => {
    await using server = await startMemoryServer()
    expect(messageOf(() => server.seed(records as SeedRecord[]))).toContain(message)
    await using client = await connect(server.hosts)
    expect(await client.get(ann)).toBeNull()
  })
})

describe('calls', () => {
  const fixture = useMemoryServer({ hooks: { beforeAll, afterAll, beforeEach }, seed: SEED })

  test('are found by what they ask, alone and in batches', async () => {
    const { client, server } = fixture
    const { calls } = server
    const bob = new Key('test', 'users', 2)
    await client.get(ann, { bins: ['name'] })
    await client.put(bob, { name: 'Bob' })
    await client.getMany([ann, bob])
    await client.query('test', 'users').toArray()
    await client.info('build')
    expect(calls.count({ command: 'get' })).toBe(3)
    expect(calls.count({ command: 'get', inBatch: false })).toBe(1)
    expect(calls.count({ command: 'get', key: ann })).toBe(2)
    expect(calls.count({ key: bob })).toBe(2)
    expect(calls.count({ command: 'batch' })).toBe(1)
    expect(calls.count({ command: ['put', 'query'], set: 'users', namespace: 'test', node: 0 })).toBe(2)
    expect(calls.count({ bin: 'name' })).toBe(2)
    expect(calls.count({ info: 'build' })).toBeGreaterThan(0)
    expect(calls.count({ namespace: 'other' })).toBe(0)
    expect(calls.count({ when: ({ digest }) => digest === '' })).toBe(2)
    expect(calls.find({ command: 'put' })).toMatchObject([
      { namespace: 'test', set: 'users', bins: ['name'] },
    ])
  })

  test('are expected, in words', async () => {
    const { client, server } = fixture
    const { calls } = server
    expect(calls.expect({ command: 'put' }, 0)).toEqual([])
    expect(messageOf(() => calls.expect({ key: ann }))).toContain('No others came either.')
    await client.get(ann)
    expect(calls.expect({ key: ann })).toHaveLength(1)
    expect(() => calls.expect({ command: 'put', key: ann })).toThrow(AssertionError)
    const message = messageOf(() => calls.expect({ command: 'put', key: ann }, 2))
    expect(message).toContain(
      `Expected 2 calls (command put, key test/${ann.digest.toString('hex')}), not 0. Others were:\n  get test/users/`,
    )
    expect(messageOf(() => calls.expect({ command: 'get' }, 0))).toContain('They are:')
  })

  test('are refused where the count would be wrong', async () => {
    await using server = await startMemoryServer()
    expect(messageOf(() => server.calls.count())).toContain('nothing is recorded')
    server.calls.record({ limit: 5 })
    await using client = await connect(server.hosts)
    for (let i = 0; i < 20; i++) await client.get(ann)
    expect(messageOf(() => server.calls.count())).toContain('could not be kept')
    server.calls.clear()
    await client.get(ann)
    expect(server.calls.count()).toBe(1)
    server.calls.stop()
    await client.get(ann)
    expect(server.calls.count()).toBe(1)
    expect(messageOf(() => server.calls.count({ kind: 'get' } as object))).toContain('kind')
    expect(messageOf(() => server.calls.count({ command: 'read' as 'get' }))).toContain('command must be')
    expect(messageOf(() => server.calls.expect({}, -1))).toContain('times must be')
    expect(messageOf(() => server.calls.record({ limit: 0 }))).toContain('limit must be')
  })
})

describe('without a network', () => {
  afterEach(() => enableNetwork())

  test('memory servers of the process can be reached, and nothing else', async () => {
    await using server = await startMemoryServer({ nodes: 2 })
    const port = server.nodes[0]?.port ?? 0
    disableNetwork()
    await using client = await connect(server.hosts)
    await client.put(ann, { n: 1 })
    await using local = await connect(`localhost:${port}`)
    expect(await local.exists(ann)).toBe(true)
    for (const host of ['127.0.0.1:1', 'db.example:3000', '10.0.0.1:3000', `10.0.0.1:${port}`]) {
      const error = await connect({ hosts: host, tendInterval: 250 }).catch(
        (error: unknown) => error as AerospikeError,
      )
      expect(JSON.stringify(error), host).toContain('the network is disabled in this process')
    }
  })

  test('a server that was closed can no longer be reached, one that is allowed can', async () => {
    const server = await startMemoryServer()
    const { hosts } = server
    disableNetwork({ allow: [hosts] })
    await using client = await connect(hosts)
    expect(await client.get(ann)).toBeNull()
    await server.close()
    disableNetwork()
    const error = await connect(hosts).catch((error: unknown) => error as AerospikeError)
    expect(JSON.stringify(error)).toContain('the network is disabled')
    enableNetwork()
    const refused = await connect(hosts).catch((error: unknown) => error as AerospikeError)
    expect(JSON.stringify(refused)).toContain('ECONNREFUSED')
    expect(messageOf(() => disableNetwork({ allow: 'x' } as object))).toContain('allow must be')
  })
})

describe('while vitest fakes the timers', () => {
  const fixture = useMemoryServer({ hooks: { beforeAll, afterAll, beforeEach }, seed: SEED })
  afterEach(() => vi.useRealTimers())

  test('commands are answered, connections opened and closed, and time limits kept', async () => {
    vi.useFakeTimers({
      now: 0,
      toFake: [
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'setImmediate',
        'clearImmediate',
        'queueMicrotask',
        'Date',
        'performance',
        'hrtime',
      ],
    })
    const { client, server, hosts } = fixture
    expect((await client.get(ann))?.ttl).toBeGreaterThan(3_500)
    expect(await Promise.all(Array.from({ length: 100 }, () => client.exists(ann)))).not.toContain(false)
    const other = await connect(hosts)
    server.faults.add({ match: { command: 'get' }, action: { type: 'stall' } })
    expect(await codeOf(other.get(ann, { timeout: 50 }))).toBe('TIMEOUT')
    await other.close({ timeout: 0 })
  })
})
