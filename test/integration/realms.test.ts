import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { packDocument, unpackDocument } from '../../src/documents.ts'
import {
  bits,
  Client,
  ctx,
  exp,
  Expression,
  filter,
  ForeignBlob,
  GeoJSON,
  hll,
  HyperLogLog,
  Key,
  lists,
  maps,
  MsgpackExtension,
  ops,
  OrderedList,
  OrderedMap,
  rows,
  type Value,
} from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { failure, freshKey, open, SET, startTestServer, type TestServer, testNeeding } from './server.ts'

// Values of another realm: what vm contexts, test runners that give each file a context, and Electron hand over.

/** Runs code where Map, Uint8Array, Date, Error and all the others are not those of this file. */
function foreign<T>(code: string): T {
  return runInNewContext(`(${code})`, {}) as T
}

let server: TestServer
let client: Client

beforeAll(async () => {
  server = await startTestServer()
  client = await open(server)
})

afterAll(async () => {
  await client.close()
  await server.close()
})

test('the realms are not the same', () => {
  expect(foreign<unknown>('new Map()')).not.toBeInstanceOf(Map)
  expect(foreign<unknown>('new Uint8Array()')).not.toBeInstanceOf(Uint8Array)
})

describe('a value is stored', () => {
  const VALUES: readonly (readonly [code: string, back: unknown])[] = [
    [
      'new Map([[1, 2], ["a", new Map([["b", [3]]])]])',
      new Map<unknown, unknown>([
        [1, 2],
        ['a', { b: [3] }],
      ]),
    ],
    ['({ a: { b: [1, { c: null }] } })', { a: { b: [1, { c: null }] } }],
    ['Object.assign(Object.create(null), { a: 1 })', { a: 1 }],
    ['[1, [2, [3]]]', [1, [2, [3]]]],
    ['new Uint8Array([1, 2, 255])', Buffer.of(1, 2, 255)],
    ['[new Uint8Array([1])]', [Buffer.of(1)]],
    ['2n ** 62n', 2n ** 62n],
  ]

  test.each(VALUES)('%s', async (code, back) => {
    const key = freshKey()
    await client.put(key, { v: foreign<Value>(code) })
    expect((await client.get(key))?.bins).toEqual({ v: back })
  })

  test('bytes as the key of a map', async () => {
    const key = freshKey()
    await client.put(key, { v: foreign<Value>('new Map([[new Uint8Array([7]), 1]])') })
    expect((await client.get(key))?.bins).toEqual({ v: new Map([[Buffer.of(7), 1]]) })
  })

  test('bins and options are objects of there', async () => {
    const key = freshKey()
    await client.put(key, foreign('({ a: 1, b: 2 })'), foreign('({ ttl: -1, sendKey: true })'))
    expect((await client.get(key, foreign('({ bins: ["b"] })')))?.bins).toEqual({ b: 2 })
  })

  test('what cannot be stored is named, with its hint', async () => {
    const error = await failure(client.put(freshKey(), { v: [foreign<Value>('new Date(0)')] }))
    expect(error).toMatchObject({ code: 'INVALID_VALUE' })
    expect((error as Error).message).toContain('Bin "v"[0]: an instance of Date')
    expect((error as Error).message).toContain('date.getTime()')
  })
})

test('the wrappers of values take what is of there', async () => {
  const key = freshKey()
  const pairs = 'new Map([["b", 1], ["a", 2]])'
  await client.put(key, {
    map: new OrderedMap(foreign<Map<Value, Value>>(pairs), foreign('({ order: "keyValue" })')),
    object: new OrderedMap(foreign<{ a: number }>('({ a: 1 })')),
    pairs: new OrderedMap(foreign<Iterable<[string, number]>>('[["a", 1]]')),
    list: new OrderedList(foreign<Iterable<Value>>('new Set([2, 1])')),
    geo: new GeoJSON(foreign<object>('({ type: "Point", coordinates: [1, 2] })')),
    blob: new ForeignBlob(9, foreign('new Uint8Array([1])')),
    ext: ['x', new MsgpackExtension(5, foreign('new Uint8Array([1])'))],
  })
  expect((await client.get(key))?.bins).toEqual({
    map: { a: 2, b: 1 },
    object: { a: 1 },
    pairs: { a: 1 },
    list: [1, 2],
    geo: GeoJSON.point(1, 2),
    blob: new ForeignBlob(9, Buffer.of(1)),
    ext: ['x', new MsgpackExtension(5, Buffer.of(1))],
  })
  expect(new HyperLogLog(foreign('new Uint8Array([1, 2])')).bytes).toEqual(Buffer.of(1, 2))
})

test('keys', async () => {
  const key = new Key('test', SET, foreign('new Uint8Array([1, 2])'))
  expect(key.digest).toEqual(new Key('test', SET, Buffer.of(1, 2)).digest)
  await client.put(key, { a: 1 })
  const digest = runInNewContext('Uint8Array.from(bytes)', { bytes: key.digest }) as Uint8Array
  expect((await client.get(Key.fromDigest('test', SET, digest)))?.bins).toEqual({ a: 1 })
  expect(JSON.stringify(key)).toContain('"userKey":"AQI="')
})

test('operations', async () => {
  const key = freshKey()
  const { results } = await client.operate(
    key,
    runInNewContext('[...operations]', {
      operations: [
        ops.write('m', foreign<Value>('new Map([["a", new Map([["b", 1]])]])')),
        ops.write('bytes', foreign<Value>('new Uint8Array([0])')),
        bits.set('bytes', 0, 8, foreign('new Uint8Array([255])'), foreign('({})')),
        lists.appendItems('l', foreign('[1, new Uint8Array([2])]')),
        maps.putItems('m', foreign('new Map([["c", 3]])')),
        maps.getByKey('m', 'b', { context: runInNewContext('[step]', { step: ctx.mapKey('a') }) as [] }),
        ops.append('bytes', foreign('new Uint8Array([1])')),
        hll.init('h', { indexBits: 8 }),
        ops.read('bytes'),
        ops.readExpression('e', exp.val(foreign<Uint8Array>('new Uint8Array([255])'))),
        ops.readExpression('f', exp.val(foreign<{ a: number }>('({ a: [1] })'))),
        ops.readExpression('g', exp.val(foreign<number[]>('[1, new Map([[1, 2]])]'))),
      ],
    }) as [],
  )
  expect(results.slice(5)).toEqual([
    ...[1, null, null, Buffer.of(255, 1)],
    ...[Buffer.of(255), { a: [1] }, [1, new Map([[1, 2]])]],
  ])
})

test('expressions given as their bytes', async () => {
  const key = freshKey()
  await client.put(key, { a: 1 })
  const { bytes } = exp.eq(exp.val(1), exp.val(2))
  const there = runInNewContext('Uint8Array.from(bytes)', { bytes }) as Uint8Array
  expect(Expression.fromBytes(there).bytes).toEqual(bytes)
  for (const given of [there, { bytes: there }]) {
    expect(await failure(client.get(key, { filterExpression: given }))).toMatchObject({
      code: 'FILTERED_OUT',
    })
    const { results } = await client.operate(key, [ops.readExpression('x', given)])
    expect(results).toEqual([false])
  }
})

test('batches', async () => {
  const keys = [freshKey(), freshKey()] as const
  const there = runInNewContext('keys.map((key) => key)', { keys }) as Key[]
  const entries = runInNewContext('new Map(keys.map((key, a) => [key, { a }]))', { keys }) as Map<
    Key,
    { a: number }
  >
  expect(await client.putMany(entries)).toMatchObject([{ status: 'ok' }, { status: 'ok' }])
  expect(await client.getMany(there, foreign('({ bins: ["a"] })'))).toMatchObject([
    { record: { bins: { a: 0 } } },
    { record: { bins: { a: 1 } } },
  ])
  expect(await client.existsMany(there)).toHaveLength(2)
  expect(await client.operateMany(there, runInNewContext('[op]', { op: ops.read('a') }) as [])).toHaveLength(
    2,
  )
  const made = runInNewContext('keys.map((key) => ({ kind: "get", key }))', { keys }) as []
  expect(await client.batch(made)).toMatchObject([{ status: 'ok' }, { status: 'ok' }])
  const SOURCES = {
    generator: '(function* () { yield* rows })()',
    'async generator': '(async function* () { yield* rows })()',
    Set: 'new Set(rows)',
    'an iterator that answers with promises':
      '({ [Symbol.asyncIterator]: () => ({ i: 0, next() { const value = rows[this.i++]; return Promise.resolve({ value, done: value === undefined }) } }) })',
  }
  for (const [name, code] of Object.entries(SOURCES)) {
    const source = runInNewContext(code, { rows: keys.map((key) => rows.get(key)) }) as []
    const seen: string[] = []
    for await (const { status } of client.batchStream(source)) seen.push(status)
    expect([name, seen]).toEqual([name, ['ok', 'ok']])
  }
  expect(await client.removeMany(there)).toMatchObject([{ status: 'ok' }, { status: 'ok' }])
})

testNeeding(['noSet'], 'queries', async () => {
  const set = `${SET}-q`
  const keys = [1, 2, 3].map((id) => new Key('test', set, id))
  for (const key of keys) await client.put(key, { blob: Buffer.of(7), n: 1 })
  await (
    await client.createIndex(
      foreign(`({ namespace: 'test', set: '${set}', bin: 'blob', name: '${set}', type: 'blob' })`),
    )
  ).wait()
  const found = await client
    .query('test', set)
    .where(filter.equal('blob', foreign('new Uint8Array([7])')))
    .toArray()
  expect(found).toHaveLength(3)
  const region = filter.withinRegion(
    'g',
    foreign<object>('({ type: "AeroCircle", coordinates: [[0, 0], 1] })'),
  )
  expect(region.end).toEqual(filter.withinRegion('g', { type: 'AeroCircle', coordinates: [[0, 0], 1] }).end)
  const digest = runInNewContext('Uint8Array.from(bytes)', { bytes: found[0]?.key.digest }) as Uint8Array
  await client.query('test', set).partitions({ after: digest }).toArray()
  await client.query('test', set).options(foreign('({ maxRecords: 2 })')).toArray()
  const job = await client.query('test', set).execute(runInNewContext('[op]', { op: ops.add('n', 1) }) as [])
  expect((await job.wait()).succeeded).toBe(3)
})

test('administration', async () => {
  const key = freshKey()
  await client.put(key, { a: 1 })
  await client.truncate('test', SET, foreign('({ before: new Date(1_600_000_000_000) })'))
  expect(await client.exists(key)).toBe(true)
  expect(await failure(client.truncate('test', SET, foreign('({ before: new Date(NaN) })')))).toMatchObject({
    code: 'INVALID_OPTION',
  })
  const source = runInNewContext('Uint8Array.from(bytes)', {
    bytes: Buffer.from('function f(r, x) return x end'),
  }) as Uint8Array
  await (await client.registerUdf({ source, name: 'realm.lua' })).wait()
  expect(await client.apply(key, 'realm', 'f', foreign('[new Map([["a", new Uint8Array([1])]])]'))).toEqual({
    a: Buffer.of(1),
  })
})

test('an abort with an error of there', async () => {
  const reason = foreign<Error>('new RangeError("enough")')
  const error = await failure(client.get(freshKey(), { signal: AbortSignal.abort(reason) }))
  expect(error).toMatchObject({ code: 'ABORTED' })
  expect((error as Error).cause).toBe(reason)
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    cause: { name: 'RangeError', message: 'enough' },
  })
})

test('clients and servers', async () => {
  const other = await startMemoryServer(foreign('({ nodes: 2, namespaces: ["a", "test"] })'))
  const hosts = runInNewContext(
    '({ hosts: hosts.split(","), defaults: { read: { timeout: 30000 } } })',
    other,
  ) as object
  const connected = new Client(hosts)
  await connected.connect()
  other.movePartitions({ namespace: 'test', partitions: foreign('new Set([1, 2])'), to: 1 })
  const fault = other.faults.add(
    foreign(
      '({ match: { command: "get" }, action: { type: "garbage", bytes: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) } })',
    ),
  )
  expect(await failure(connected.get(freshKey(), { maxRetries: 0 }))).toBeInstanceOf(Error)
  expect(fault.hits).toBe(1)
  await connected.close()
  await other.close()
})

test('documents', () => {
  const document = foreign<object>(
    '({ m: new Map([[1, new Set([2])]]), d: new Date(5), b: new Uint8Array([1]), r: /a/g, l: [1n, undefined], f: new Float64Array([1.5]) })',
  )
  expect(unpackDocument(packDocument(document))).toEqual({
    m: new Map([[1, new Set([2])]]),
    d: new Date(5),
    b: Uint8Array.of(1),
    r: /a/g,
    l: [1n, undefined],
    f: new Float64Array([1.5]),
  })
  const bytes = runInNewContext('Uint8Array.from(bytes)', { bytes: packDocument({ a: 1 }) }) as Uint8Array
  expect(unpackDocument(bytes)).toEqual({ a: 1 })
})

describe('another copy of the package', async () => {
  vi.resetModules()
  const copy = await import('../../src/index.ts')

  test('is another one', () => {
    expect(copy.Key).not.toBe(Key)
    expect(new copy.Key('test', SET, 1)).not.toBeInstanceOf(Key)
  })

  test('makes keys and values that this one takes', async () => {
    const key = new copy.Key('test', SET, 'copy')
    const values = {
      double: new copy.Double(2),
      geo: copy.GeoJSON.point(1, 2),
      map: new copy.OrderedMap({ b: 1, a: 2 }),
      list: new copy.OrderedList([2, 1]),
      nested: [new copy.Double(2), copy.GeoJSON.point(1, 2), new copy.OrderedMap({ a: new copy.Double(1) })],
      blob: new copy.ForeignBlob(9, Buffer.of(1)),
      ext: [1, new copy.MsgpackExtension(5, Buffer.of(1))],
    } as unknown as Record<string, Value>
    await client.put(key, values)
    expect((await client.get(new Key('test', SET, 'copy')))?.bins).toEqual({
      double: 2,
      geo: GeoJSON.point(1, 2),
      map: { a: 2, b: 1 },
      list: [1, 2],
      nested: [2, GeoJSON.point(1, 2), { a: 1 }],
      blob: new ForeignBlob(9, Buffer.of(1)),
      ext: [1, new MsgpackExtension(5, Buffer.of(1))],
    })
    expect(await client.getMany([key])).toMatchObject([{ status: 'ok' }])
    await client.query('test', SET).partitions({ after: key }).toArray()
  })

  test('makes operations, expressions, contexts and filters that this one takes', async () => {
    const key = freshKey()
    await client.put(key, { n: 1, l: [[1, 2]] })
    const filterOf = copy.exp.eq(copy.exp.val(1), copy.exp.val(1)) as unknown as Expression
    const context = [copy.ctx.listIndex(0)] as never
    const { results } = await client.operate(
      key,
      [
        lists.size('l', { context }),
        ops.readExpression('e', exp.and(filterOf as never, exp.val(true))),
        lists.getByValue('l', [1, copy.WILDCARD] as never, { returnType: 'index' }),
        copy.ops.add('n', 1),
      ] as never,
      { filterExpression: filterOf },
    )
    expect(results).toEqual([2, true, [0], null])
    const where = copy.filter.equal('n', 1) as never
    expect(inspect(client.query('test', SET).where(where))).toContain("bin: 'n'")
  })
})
