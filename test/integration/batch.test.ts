import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import {
  BatchError,
  type BatchResult,
  type BatchRow,
  type Client,
  connect,
  Key,
  ops,
  type Record,
  rows,
} from '../../src/index.ts'
import { freshSet, startTestServer, type TestServer, TOPOLOGIES, testNeeding } from './server.ts'

/** An expression that is true for every record, and one that is for none: booleans in msgpack. */
const ALWAYS = Buffer.from([0xc3])
const NEVER = Buffer.from([0xc2])

describe.each(TOPOLOGIES)('batches on %s', (_, nodes) => {
  let server: TestServer
  let client: Client
  const set = freshSet('batch')
  const key = (n: number | string): Key => new Key('test', set, n)

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await connect({ hosts: server.hosts, defaults: { batch: { timeout: 10_000 } } })
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  test('rows of every kind, each with its own outcome, in their order', async () => {
    await client.put(key('a'), { n: 1, s: 'x' })
    const results = await client.batch([
      rows.get<{ s: string }>(key('a'), ['s']),
      rows.get(key('none')),
      rows.put(key('b'), { n: 2 }),
      rows.operate(key('c'), [ops.add('n', 5), ops.read('n'), ops.read('none')]),
      rows.put(key('a'), { n: 3 }, { generation: 99 }),
      rows.remove(key('none')),
      { kind: 'operate', key: key('a'), operations: [ops.readAll()] },
    ])
    const [read, missing, put, operated, refused, removed, all] = results
    expect(results.map(({ status }) => status)).toEqual([
      'ok',
      'notFound',
      'ok',
      'ok',
      'error',
      'notFound',
      'ok',
    ])
    expect(results.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(read).toMatchObject({
      record: { bins: { s: 'x' }, generation: 1, ttl: expect.any(Number) as number },
    })
    expect(missing.record).toBeNull()
    expect(put).toMatchObject({ metadata: { generation: 1 } })
    expect(operated).toMatchObject({ results: [null, 5, null], record: { bins: { n: 5 } } })
    expect(refused).toMatchObject({ error: { code: 'GENERATION', inDoubt: false, attempts: 1 } })
    expect(removed).toEqual({ status: 'notFound', index: 5, key: removed.key })
    expect(all).toMatchObject({ results: [{ n: 1, s: 'x' }], record: { bins: { n: 1, s: 'x' } } })
  })

  test('rows that look whether a record is there', async () => {
    await client.put(key('there'), { n: 1 })
    const [there, none] = await client.batch([rows.exists(key('there')), rows.exists(key('none'))])
    expect(there).toMatchObject({ status: 'ok', record: { bins: {}, generation: 1 } })
    expect(none).toMatchObject({ status: 'notFound', record: null })
  })

  test('a tuple of rows gives a tuple of results', async () => {
    const results = await client.batch([
      rows.get<{ s: string }>(key('a')),
      rows.operate(key('c'), [ops.add('n', 1)]),
    ])
    expectTypeOf(results).toEqualTypeOf<
      [
        BatchResult<ReturnType<typeof rows.get<{ s: string }>>>,
        BatchResult<ReturnType<typeof rows.operate<readonly [ReturnType<typeof ops.add>]>>>,
      ]
    >()
    const [read] = results
    if (read.status === 'ok') expectTypeOf(read.record).toEqualTypeOf<Record<{ s: string }>>()
    else expectTypeOf(read.record).toEqualTypeOf<null>()
    // @ts-expect-error a row that reads has no options of writing
    rows.get(key('a'), [], { ttl: 1 })
  })

  test('nothing asked, nothing answered', async () => {
    expect(await client.batch([])).toEqual([])
    expect(await client.getMany([])).toEqual([])
  })

  test('thousands of records, written, read, asked for and removed', async () => {
    const keys = Array.from({ length: 5_000 }, (_, n) => key(n))
    const wrong = client.putMany({ a: 1 } as never)
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    const put = await client.putMany(
      keys.map((one, n) => [one, { n, text: `text ${n}`, list: [n, 'x'] }] as const),
    )
    expect(put.every(({ status }) => status === 'ok')).toBe(true)
    const got = await client.getMany<{ n: number }>(keys)
    expect(got.every((row, n) => row.index === n && row.record?.bins.n === n)).toBe(true)
    const some = await client.getMany(keys, { bins: ['text'] })
    expect(some[4_321]?.record?.bins).toEqual({ text: 'text 4321' })
    const exist = await client.existsMany([...keys.slice(0, 10), key('nobody')])
    expect(exist.map(({ status }) => status)).toEqual([...Array<string>(10).fill('ok'), 'notFound'])
    expect(exist[0]?.record?.bins).toEqual({})
    const operated = await client.operateMany(keys.slice(0, 100), [ops.add('n', 1), ops.read('n')])
    expect(operated.map((row) => (row.status === 'ok' ? row.results[1] : row.status))).toEqual(
      keys.slice(0, 100).map((_, n) => n + 1),
    )
    const removed = await client.removeMany(keys)
    expect(removed.every(({ status }) => status === 'ok')).toBe(true)
    expect((await client.removeMany(keys.slice(0, 3))).map(({ status }) => status)).toEqual(
      Array(3).fill('notFound'),
    )
  })

  test('what changes in the lists of its caller is too late', async () => {
    const keys = Array.from({ length: 3_000 }, (_, n) => key(n))
    const operations = [ops.write('a', 1), ops.write('b', 2), ops.read('a')]
    const writing = client.operateMany(keys, operations)
    operations.length = 0
    expect(new Set((await writing).map(({ status }) => status))).toEqual(new Set(['ok']))
    const bins = ['a']
    const asked = [...keys]
    const reading = client.getMany(asked, { bins })
    bins.push('')
    asked.length = 1
    const rows = await reading
    expect(rows).toHaveLength(3_000)
    expect(rows.every(({ record }) => record?.bins['a'] === 1 && !('b' in record.bins))).toBe(true)
    await client.removeMany(keys)
  })

  test('two rows of one key run one after the other', async () => {
    const twice = key('twice')
    const results = await client.batch([
      rows.operate(twice, [ops.add('n', 1), ops.read('n')]),
      rows.operate(twice, [ops.add('n', 1), ops.read('n')]),
    ])
    const seen = results.map((row) => (row.status === 'ok' ? row.results[1] : undefined))
    expect([...seen].sort()).toEqual([1, 2])
  })

  testNeeding(['expiry'], 'options of rows: existence, ttl, key, filter', async () => {
    const fresh = key('options')
    const created = await client.batch([
      rows.put(fresh, { n: 1 }, { exists: 'createOnly', ttl: 1_000, sendKey: true }),
    ])
    expect(created[0].status).toBe('ok')
    const [again, filtered, passed] = await client.batch([
      rows.put(fresh, { n: 2 }, { exists: 'createOnly' }),
      rows.get(fresh, [], { filterExpression: NEVER }),
      rows.get(fresh, ['n'], { filterExpression: ALWAYS }),
    ])
    expect(again).toMatchObject({ status: 'error', error: { code: 'RECORD_EXISTS' } })
    expect(filtered).toMatchObject({ status: 'filteredOut', record: null })
    expect(passed.record?.bins).toEqual({ n: 1 })
    expect(passed.record?.ttl).toBeGreaterThan(900)
    const [whole] = await client.batch([rows.get(fresh)], { filterExpression: NEVER })
    expect(whole.status).toBe('filteredOut')
  })

  test('throwOnError rejects with all rows', async () => {
    const given: BatchRow[] = [rows.put(key('t'), { n: 1 }), rows.put(key('t2'), { n: 1 }, { generation: 5 })]
    const error: unknown = await client
      .batch(given, { throwOnError: true })
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BatchError)
    expect(error).toMatchObject({
      code: 'BATCH_FAILED',
      inDoubt: false,
      message: expect.stringContaining('rows[1]') as string,
    })
    expect((error as BatchError).rows.map(({ status }) => status)).toEqual(['ok', 'error'])
    // A record that is missing is no failure.
    await expect(client.getMany([key('nobody')], { throwOnError: true })).resolves.toMatchObject([
      { status: 'notFound' },
    ])
  })

  test('an unknown namespace is an error of its rows alone', async () => {
    const [bad, good] = await client.batch([rows.get(new Key('nowhere', 's', 1)), rows.get(key('nobody'))])
    expect(bad).toMatchObject({ status: 'error', error: { code: 'NAMESPACE_NOT_FOUND' } })
    expect(good.status).toBe('notFound')
  })

  test('a row that cannot be sent rejects with its number, and nothing is sent', async () => {
    const unsent = key('unsent')
    await expect(
      client.batch([
        rows.put(unsent, { n: 1 }),
        rows.put(unsent, { n: Number.NaN * 1, f: (() => 1) as never }),
      ]),
    ).rejects.toMatchObject({ code: 'INVALID_VALUE', message: expect.stringContaining('rows[1]') as string })
    await expect(client.batch({} as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(client.batch([], { nope: 1 } as object)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    expect(await client.exists(unsent)).toBe(false)
  })

  test('a key that is no text ends a large batch of reads, and leaves the client as it was', async () => {
    const keys = Array.from({ length: 4000 }, (_, n) => key(`many-${n}`))
    await expect(client.getMany([...keys, key('\ud800')])).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      inDoubt: false,
      message: expect.stringContaining('rows[4000]') as string,
    })
    expect(client.stats().inFlight).toBe(0)
    expect(await client.getMany(keys)).toHaveLength(4000)
  })

  test('an entry of putMany that is none rejects with its number', async () => {
    await expect(client.putMany([[key('unsent'), { n: 1 }], null as never])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('rows[1]') as string,
    })
  })

  test('an aborted signal ends it', async () => {
    const signal = AbortSignal.abort()
    await expect(client.getMany([key('a')], { signal })).rejects.toMatchObject({ code: 'ABORTED' })
  })

  describe('as a stream', () => {
    test('gives each row once, with its number, from a list, a generator or an asynchronous one', async () => {
      const keys = Array.from({ length: 3_000 }, (_, n) => key(`s${n}`))
      await client.putMany(keys.map((one, n) => [one, { n }] as const))
      const reads = keys.map((one) => rows.get<{ n: number }>(one))
      for (const source of [reads, generate(reads), generateLater(reads)]) {
        const seen = new Set<number>()
        for await (const row of client.batchStream(source, { requestSize: 700 })) {
          expect(row.record?.bins.n).toBe(row.index)
          seen.add(row.index)
        }
        expect(seen.size).toBe(3_000)
      }
    })

    test('takes no more rows than the consumer can keep up with', async () => {
      let taken = 0
      const source = function* (): Generator<BatchRow> {
        for (; taken < 100_000; taken++) yield rows.get(key(taken))
      }
      const stream = client.batchStream(source(), { requestSize: 500, requestsInFlight: 2 })
      for (let n = 0; n < 200; n++) await stream.next()
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(taken).toBeLessThan(5_000)
      await stream.return()
      expect(await stream.next()).toEqual({ value: undefined, done: true })
    })

    test('leaving the loop tells the source, and the client can go on', async () => {
      let closed = false
      const source = function* (): Generator<BatchRow> {
        try {
          for (let n = 0; ; n++) yield rows.get(key(n))
        } finally {
          closed = true
        }
      }
      for await (const row of client.batchStream(source(), { requestSize: 100 })) if (row.index > 50) break
      await expect.poll(() => closed).toBe(true)
      expect(client.stats().inFlight).toBe(0)
      expect(await client.getMany([key('nobody')])).toMatchObject([{ status: 'notFound' }])
    })

    test('a source that fails ends it behind the rows before', async () => {
      const source = function* (): Generator<BatchRow> {
        for (let n = 0; n < 10; n++) yield rows.get(key(n))
        throw new Error('the source is dry')
      }
      const seen: number[] = []
      const read = async (): Promise<void> => {
        for await (const row of client.batchStream(source(), { requestSize: 5 })) seen.push(row.index)
      }
      await expect(read()).rejects.toThrow('the source is dry')
      expect(seen.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    })

    test('a row that cannot be sent ends it with its number', async () => {
      const source = [...Array.from({ length: 10 }, (_, n) => rows.get(key(n))), null as never]
      const seen: number[] = []
      const read = async (): Promise<void> => {
        for await (const row of client.batchStream(source, { requestSize: 5 })) seen.push(row.index)
      }
      await expect(read()).rejects.toMatchObject({ message: expect.stringContaining('rows[10]') as string })
      expect(seen).toHaveLength(10)
    })

    test('an abort ends it at once', async () => {
      const controller = new AbortController()
      const stream = client.batchStream(generate(Array.from({ length: 5_000 }, (_, n) => rows.get(key(n)))), {
        signal: controller.signal,
      })
      await stream.next()
      controller.abort()
      await expect(stream.next()).rejects.toMatchObject({ code: 'ABORTED', inDoubt: false })
      expect(await stream.next()).toEqual({ value: undefined, done: true })
    })
  })
})

function* generate<T>(items: readonly T[]): Generator<T> {
  yield* items
}

async function* generateLater<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const [n, item] of items.entries()) {
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    yield item
  }
}
