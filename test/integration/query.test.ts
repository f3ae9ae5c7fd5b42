import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import {
  type AerospikeError,
  type Client,
  ctx,
  type Filter,
  filter,
  GeoJSON,
  Key,
  lists,
  ops,
  type OperateResult,
  type Query,
  type Record,
} from '../../src/index.ts'
import {
  failure,
  freshSet,
  open,
  startTestServer,
  type TestServer,
  TOPOLOGIES,
  testNeeding,
} from './server.ts'

const COUNT = 600
/** Expressions in msgpack: bin `i` below 100, and bin `i` plus 1. */
const BELOW_100 = Buffer.from('9305935102a16964', 'hex')
const PLUS_ONE = Buffer.from('9314935102a16901', 'hex')

describe.each(TOPOLOGIES)('queries on %s', (_, nodes) => {
  let server: TestServer
  let client: Client
  let query: Query
  const set = freshSet('query')
  const name = (index: string): string => `${set}-${index}`

  const numbers = (records: readonly { readonly bins: object }[]): number[] =>
    records.map(({ bins }) => (bins as { i: number }).i).sort((a, b) => a - b)
  const all = Array.from({ length: COUNT }, (_unused, i) => i)

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
    query = client.query('test', set)
    for (const i of all) {
      const bins = {
        i,
        s: `text ${i % 10}`,
        b: Buffer.of(i % 5),
        l: [i, i % 7, 'x'],
        m: { a: i, b: i % 3 },
        g: GeoJSON.point(i % 90, 10),
      }
      await client.put(new Key('test', set, i), bins, { sendKey: i % 2 === 0 })
    }
    const base = { namespace: 'test', set } as const
    const tasks = [
      await client.createIndex({ ...base, name: name('i'), bin: 'i', type: 'numeric' }),
      await client.createIndex({ ...base, name: name('s'), bin: 's', type: 'string' }),
      await client.createIndex({ ...base, name: name('b'), bin: 'b', type: 'blob' }),
      await client.createIndex({ ...base, name: name('l'), bin: 'l', type: 'numeric', collection: 'list' }),
      await client.createIndex({
        ...base,
        name: name('mk'),
        bin: 'm',
        type: 'string',
        collection: 'mapKeys',
      }),
      await client.createIndex({
        ...base,
        name: name('mv'),
        bin: 'm',
        type: 'numeric',
        collection: 'mapValues',
      }),
      await client.createIndex({ ...base, name: name('g'), bin: 'g', type: 'geo2dsphere' }),
      await client.createIndex({
        ...base,
        name: name('c'),
        bin: 'm',
        type: 'numeric',
        context: [ctx.mapKey('a')],
      }),
      await client.createIndex({ ...base, name: name('e'), expression: PLUS_ONE, type: 'numeric' }),
    ]
    await Promise.all(tasks.map((task) => task.wait()))
  })
  afterAll(async () => {
    for (const index of await client.listIndexes('test'))
      if (index.set === set) await client.dropIndex('test', index.name)
    await client.truncate('test', set)
    await client.close()
    await server.close()
  })

  it('gives every record once, with its key where it is stored', async () => {
    const records: Record[] = []
    for await (const record of query) records.push(record)
    expect(numbers(records)).toEqual(all)
    const two = records.find(({ bins }) => bins['i'] === 2)
    const key = new Key('test', set, 2)
    expect(two).toMatchObject({ generation: 1, bins: { s: 'text 2', m: { a: 2, b: 2 } } })
    expect([two?.key.userKey, two?.key.set, two?.key.digest]).toEqual([2, set, key.digest])
    expect(records.find(({ bins }) => bins['i'] === 3)?.key.userKey).toBeUndefined()
  })

  it('gives some bins, or none, or what operations read', async () => {
    const [some] = await query.select('i', 'none').toArray({ limit: 1 })
    expect(Object.keys(some?.bins ?? {})).toEqual(['i'])
    const bare = await query.noBins().toArray()
    expect([bare.length, bare[0]?.bins]).toEqual([COUNT, {}])
    const sized = query.operations([lists.size('l'), lists.get('l', 2)])
    const first = (await sized.maxRecords(1).toArray())[0]
    expect(first?.results).toEqual([3, 'x'])
    expect(await query.select('none').toArray()).toEqual([])
    expect(await query.select('none').maxRecords(50).toArray()).toEqual([])
  })

  it('finds by an index what equals, lies between or is contained', async () => {
    const find = async (where: Filter): Promise<number[]> => numbers(await query.where(where).toArray())
    const those = (test: (i: number) => boolean): number[] => all.filter(test)
    expect(await find(filter.equal('i', 5))).toEqual([5])
    expect(await find(filter.equal('s', 'text 3'))).toEqual(those((i) => i % 10 === 3))
    expect(await find(filter.equal('b', Buffer.of(2)))).toEqual(those((i) => i % 5 === 2))
    expect(await find(filter.range('i', 10, 19n))).toEqual(those((i) => i >= 10 && i <= 19))
    expect(await find(filter.contains('l', 'list', 3))).toEqual(those((i) => i === 3 || i % 7 === 3))
    expect(await find(filter.containsRange('l', 'list', 0, 100))).toEqual(all)
    expect(await find(filter.contains('m', 'mapKeys', 'a'))).toEqual(all)
    expect(await find(filter.contains('m', 'mapValues', 2))).toEqual(those((i) => i === 2 || i % 3 === 2))
    expect(await find(filter.withinRadius('g', 5, 10, 1000))).toEqual(those((i) => i % 90 === 5))
    expect(await find(filter.range({ bin: 'm', context: [ctx.mapKey('a')] }, 0, 9))).toEqual(
      those((i) => i < 10),
    )
    expect(await find(filter.range({ index: name('i') }, 0, 9))).toEqual(those((i) => i < 10))
    expect(await find(filter.range({ expression: PLUS_ONE }, 1, 10))).toEqual(those((i) => i < 10))
  })

  it('lets a filter expression decide on top', async () => {
    expect(numbers(await query.filterExpression(BELOW_100).toArray())).toEqual(all.slice(0, 100))
    const where = filter.equal('s', 'text 3')
    expect((await query.where(where).filterExpression(BELOW_100).toArray()).length).toBe(10)
  })

  it('looks at some partitions only', async () => {
    const halves = await Promise.all([
      query.partitions({ first: 0, count: 2048 }).toArray(),
      query.partitions({ first: 2048, count: 2048 }).toArray(),
    ])
    expect(numbers(halves.flat())).toEqual(all)
    const { key } = halves[0][0] as Record
    const own = await query.partitions(key.partitionId).toArray()
    expect(own.every((record) => record.key.partitionId === key.partitionId)).toBe(true)
    const behind = await query.partitions({ after: key }).toArray()
    expect(behind.length).toBe(
      own.length - 1 - own.findIndex((record) => record.key.digest.equals(key.digest)),
    )
  })

  it('gives at most so many, and all of them while there are more', async () => {
    expect((await query.maxRecords(COUNT - 1).toArray()).length).toBe(COUNT - 1)
    expect((await query.maxRecords(1).toArray()).length).toBe(1)
    expect((await query.maxRecords(COUNT * 2).toArray()).length).toBe(COUNT)
    expect((await query.toArray({ limit: 7 })).length).toBe(7)
    expect(
      (
        await query
          .where(filter.range('i', 0, 99))
          .maxRecords(64)
          .toArray()
      ).length,
    ).toBe(64)
  })

  it('gives none twice when short queries go on for the rest', async () => {
    const short = query
      .where(filter.range('i', 0, COUNT))
      .options({ expectedDuration: 'short', timeout: 20_000 })
    for (let most = COUNT - 20; most < COUNT; most++) {
      const records = await short.maxRecords(most).toArray()
      expect(new Set(numbers(records)).size).toBe(most)
    }
  })

  it('runs with every way of running', async () => {
    for (const options of [
      { concurrency: 1 },
      { replica: 'master' },
      { replica: 'preferRack' },
      { expectedDuration: 'short', timeout: 20_000 },
      { expectedDuration: 'longRelaxAp' },
      { recordsPerSecond: 100_000 },
    ] as const) {
      expect((await query.options(options).toArray()).length).toBe(COUNT)
    }
  })

  describe('pages', () => {
    it.each([1, 50, 77, COUNT, COUNT * 2])('of %d records have each record once', async (size) => {
      const some = size === 1 ? query.where(filter.range('i', 0, 9)) : query
      const seen: Record[] = []
      let cursor: string | null = null
      do {
        const page = await some.page(size, cursor)
        if (page.cursor !== null) expect(page.records.length).toBe(size)
        seen.push(...page.records)
        cursor = JSON.parse(JSON.stringify(page.cursor)) as string | null
      } while (cursor !== null)
      expect(numbers(seen)).toEqual(size === 1 ? all.slice(0, 10) : all)
    })

    it('go on in another client', async () => {
      const first = await query.page(100)
      const other = await open(server)
      const second = await other.query('test', set).page(COUNT, first.cursor)
      await other.close()
      expect(numbers([...first.records, ...second.records])).toEqual(all)
    })

    it('take no cursor of another query, or a damaged one', async () => {
      const { cursor } = await query.page(10)
      const elsewhere = query.where(filter.equal('i', 1)).page(10, cursor)
      expect(await failure(elsewhere)).toMatchObject({ code: 'INVALID_CURSOR' })
      expect(await failure(query.page(10, `x${cursor}`))).toMatchObject({ code: 'INVALID_CURSOR' })
      expect(await failure(query.page(0))).toMatchObject({ code: 'INVALID_ARGUMENT' })
      expect(await failure(query.maxRecords(5).page(10))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    })
  })

  describe('consumers', () => {
    const isQuiet = async (): Promise<boolean> => {
      for (let look = 0; look < 200 && client.stats().inFlight > 0; look++)
        await new Promise((resolve) => setTimeout(resolve, 5))
      return client.stats().inFlight === 0
    }

    it('may leave at any time', async () => {
      for await (const record of query) {
        expect(record.key.set).toBe(set)
        break
      }
      expect(await isQuiet()).toBe(true)
      const broken = async (): Promise<void> => {
        for await (const record of query) throw new Error(`stop at ${record.generation}`)
      }
      await expect(broken()).rejects.toThrow('stop at 1')
      expect(await isQuiet()).toBe(true)
    })

    it('may abort', async () => {
      const controller = new AbortController()
      let count = 0
      const aborted = async (): Promise<void> => {
        for await (const record of query.options({ signal: controller.signal })) {
          count += record.generation
          controller.abort(new Error('enough'))
        }
      }
      expect(await failure(aborted())).toMatchObject({ code: 'ABORTED', cause: { message: 'enough' } })
      expect(count).toBe(1)
      expect(await isQuiet()).toBe(true)
      const early = query.options({ signal: AbortSignal.abort() }).toArray()
      expect(await failure(early)).toMatchObject({ code: 'ABORTED' })
    })

    it('may read a stream, and destroy it', async () => {
      const records: Record[] = []
      for await (const record of query.stream()) records.push(record as Record)
      expect(numbers(records)).toEqual(all)
      const flowing: Record[] = []
      await new Promise((resolve, reject) => {
        query
          .stream()
          .on('data', (record: Record) => flowing.push(record))
          .on('error', reject)
          .on('end', resolve)
      })
      expect(numbers(flowing)).toEqual(all)
      const none = query.where(filter.equal('none', 1)).stream()
      const refused = new Promise((_resolve, reject) => none.on('error', reject).resume())
      expect(await failure(refused)).toMatchObject({ code: 'INDEX_NOT_FOUND' })
      const stream = query.stream()
      await new Promise((resolve) => stream.once('data', resolve))
      stream.destroy()
      expect(await isQuiet()).toBe(true)
    })

    it('may work on several records at a time, never on more', async () => {
      let under = 0
      let most = 0
      const count = await query.forEach(
        async () => {
          most = Math.max(most, ++under)
          await new Promise((resolve) => setImmediate(resolve))
          under--
        },
        { concurrency: 5 },
      )
      expect([count, most, under]).toEqual([COUNT, 5, 0])
      const failing = query.forEach(() => Promise.reject(new Error('no')), { concurrency: 3 })
      await expect(failing).rejects.toThrow('no')
      expect(await isQuiet()).toBe(true)
    })

    it('may call next() without waiting', async () => {
      const iterator = query.maxRecords(3)[Symbol.asyncIterator]()
      const results = await Promise.all(Array.from({ length: 5 }, () => iterator.next()))
      expect(results.map(({ done }) => done)).toEqual([false, false, false, true, true])
    })

    it('may run two queries at once and the same one twice', async () => {
      const [a, b] = await Promise.all([query.toArray(), query.toArray()])
      expect([numbers(a), numbers(b)]).toEqual([all, all])
    })
  })

  it('gives bins the type that it is told', async () => {
    let sum = 0
    const typed = client.query<{ i: number; s: string }>('test', set).select('i', 's')
    for await (const { bins } of typed) sum += bins.i + bins.s.indexOf('t')
    const { records } = await typed.page(1)
    const [first] = records
    sum += await typed.forEach(({ bins }) => bins.i.toFixed())
    expect(sum).toBe(all.reduce((total, i) => total + i, 0) + COUNT)
    // @ts-expect-error -- there is no such bin
    expect(first?.bins.none).toBeUndefined()
  })

  it('tells what is wrong', async () => {
    const none = query.where(filter.equal('none', 1)).toArray()
    expect(await failure(none)).toMatchObject({ name: 'IndexError', code: 'INDEX_NOT_FOUND' })
    const kind = query.where(filter.equal('i', 'text')).toArray()
    expect(await failure(kind)).toMatchObject({ code: 'INDEX_NOT_FOUND' })
    const bad = query.filterExpression(Buffer.of(0x01)).toArray()
    expect(await failure(bad)).toMatchObject({ code: 'PARAMETER' })
    const space = client.query('nowhere').toArray()
    expect(await failure(space)).toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
    expect(await client.query('test', freshSet('none')).toArray()).toEqual([])
    expect(() => query.operations([ops.add('i', 1)])).toThrow('operations[0] must read a bin')
    expect(() => query.options({ color: 1 } as never)).toThrow('there is no option "color"')
    expect(() => query.select()).toThrow('select takes names of bins')
    expect(await failure(query.toArray({ limt: 3 } as never))).toMatchObject({ code: 'INVALID_OPTION' })
    expect(await failure(query.forEach(() => 1, { concurency: 3 } as never))).toMatchObject({
      code: 'INVALID_OPTION',
    })
    expect(await failure(query.forEach(undefined as never))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    const some = (await failure(query.maxRecords(3).execute([ops.add('i', 1)]))) as AerospikeError
    expect(some).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(some.message).toContain('execute does not go with maxRecords: it changes all records')
    for (const [clash, other] of [
      ['select', query.select('i')],
      ['operations', query.operations([ops.read('i')])],
      ['partitions', query.partitions(7)],
      ['expectedDuration short', query.options({ expectedDuration: 'short' })],
    ] as const) {
      const refusal = (await failure(other.execute([ops.add('i', 1)]))) as AerospikeError
      expect(refusal.message).toContain(`execute does not go with ${clash}`)
    }
    expect(() => query.select('i', 'x'.repeat(16))).toThrow('"xxxxxxxxxxxxxxxx" is longer than 15 bytes')
    expect(() => query.partitions({ after: new Key('test', set, 1) }).where(filter.equal('i', 1))).toThrow(
      'after does not go with where',
    )
  })

  it('has the types of what it gives', () => {
    expectTypeOf(query.toArray()).resolves.toEqualTypeOf<Record[]>()
    const sized = query.operations([lists.size('l')])
    expectTypeOf(sized.toArray()).resolves.items.toExtend<OperateResult>()
  })

  describe('background jobs', () => {
    testNeeding(['noSet'], 'change what a query finds, and tell how far they are', async () => {
      const job = await query.where(filter.range('i', 0, 99)).execute([ops.add('n', 1)])
      const looks: number[] = []
      const progress = await job.wait({ onProgress: ({ percent }) => looks.push(percent), timeout: 20_000 })
      expect(progress).toMatchObject({ done: true, percent: 100, succeeded: 100, failed: 0 })
      expect(looks.length).toBeGreaterThan(0)
      expect((await client.get(new Key('test', set, 7)))?.bins['n']).toBe(1)
      expect((await client.get(new Key('test', set, 100)))?.bins['n']).toBeUndefined()
    })

    testNeeding(['noSet'], 'obey a filter expression, over a whole set', async () => {
      const all = { first: 0, count: 4096 }
      const job = await query
        .filterExpression(BELOW_100)
        .partitions(all)
        .execute([ops.write('mark', 1)])
      expect((await job.wait({ timeout: 20_000 })).succeeded).toBe(100)
    })

    testNeeding(['noSet'], 'tell what they told before when the nodes have forgotten them', async () => {
      const job = await query.where(filter.range('i', 0, 99)).execute([ops.add('told', 1)])
      const told = await job.wait({ timeout: 20_000 })
      // A node remembers the last hundred (query-max-done).
      for (let i = 0; i < 120; i += 10)
        await Promise.all(Array.from({ length: 10 }, () => query.where(filter.equal('i', i)).toArray()))
      expect(await job.progress()).toEqual(told)
      expect(await job.wait()).toEqual(told)
    })

    it('are nothing special for a set without records', async () => {
      const job = await client.query('test', freshSet('none')).execute([ops.write('a', 1)])
      expect((await job.wait({ timeout: 20_000 })).succeeded).toBe(0)
      expect(await job.abort()).toBe(false)
    })

    it('are refused with a reason', async () => {
      const read = query.execute([ops.read('i')])
      expect(await failure(read)).toMatchObject({ code: 'INVALID_ARGUMENT' })
      const none = query.where(filter.equal('none', 1)).execute([ops.write('a', 1)])
      expect(await failure(none)).toMatchObject({ code: 'INDEX_NOT_FOUND' })
    })
  })
})
