import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type ClientOptions, Key, ops, type Query, rows } from '../../src/index.ts'
import { freshSet, open, PATIENT, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

// Loops over answers that are larger than what is read ahead hold their connections while their bodies run; the bodies need
// connections too. None of these tests ends when somebody waits for ever.

const COUNT = 3_000
/** So long that a node's answer stops its socket, also where three nodes share the records. */
const PAD = 'x'.repeat(2_000)
const SOURCE = `
local function body(record) return map { i = record.i, pad = record.pad } end
function bodies(stream) return stream : map(body) end
`
const LIMIT = 120_000

describe.each(TOPOLOGIES)('streams that share few connections on %s', (_name, nodes) => {
  let server: TestServer
  let writer: Client
  const set = freshSet('streams')
  const module = set.replace('-', '_')
  const keys = Array.from({ length: COUNT }, (_, i) => new Key('test', set, i))
  const key = (i: number): Key => keys[i % COUNT] as Key

  beforeAll(async () => {
    server = await startTestServer(nodes)
    writer = await narrow()
    await writer.putMany(keys.map((each, i) => [each, { i, pad: PAD }]), { timeout: LIMIT, throwOnError: true }) // prettier-ignore
    await (await writer.registerUdf({ name: `${module}.lua`, source: SOURCE })).wait()
  }, LIMIT)
  afterAll(async () => {
    await writer.removeUdf(`${module}.lua`)
    await writer.truncate('test', set)
    await writer.close()
    await server.close()
  })

  /** A client that waits as long as a busy machine may need. */
  function narrow(options: ClientOptions = {}): Promise<Client> {
    const batch = { timeout: LIMIT }
    return open(server, { acquireTimeout: LIMIT, defaults: { ...PATIENT, batch }, ...options })
  }

  /** A node refuses queries while its threads are taken: it is asked again for as long as that may be. */
  const all = (client: Client): Query => client.query('test', set).options({ maxRetries: 1_000 })

  /** Each number once. */
  function expectAll(numbers: readonly unknown[]): void {
    expect(numbers.length).toBe(COUNT)
    expect(new Set(numbers).size).toBe(COUNT)
  }

  /** Runs a body at every so many of them, and gives what the loop went over. */
  async function loop(
    items: AsyncIterable<{ readonly i: number }>,
    every: number,
    body: (i: number) => Promise<void>,
  ): Promise<number[]> {
    const seen: number[] = []
    for await (const { i } of items) {
      seen.push(i)
      if (seen.length % every === 0) await body(i)
    }
    return seen
  }

  async function* found(client: Client): AsyncGenerator<{ readonly i: number }> {
    for await (const { bins } of all(client)) yield { i: bins['i'] as number }
  }

  async function* given(client: Client): AsyncGenerator<{ readonly i: number }> {
    const stream = client.batchStream(keys.map((each) => rows.get(each)))
    for await (const result of stream) {
      if (result.status !== 'ok') throw result.status === 'error' ? result.error : new Error(result.status)
      yield { i: result.record.bins['i'] as number }
    }
  }

  /** Rows that write are not sent twice: what is left of their answers is read when others need the connection. */
  async function* touched(client: Client): AsyncGenerator<{ readonly i: number }> {
    const work = [ops.touch(), ops.read('i'), ops.read('pad')] as const
    for await (const result of client.batchStream(keys.map((each) => rows.operate(each, work)))) {
      if (result.status !== 'ok') throw result.status === 'error' ? result.error : new Error(result.status)
      yield { i: result.results[1] as number }
    }
  }

  async function* aggregated(client: Client): AsyncGenerator<{ readonly i: number }> {
    const values = all(client).aggregate({ module, function: 'bodies', source: SOURCE })
    for await (const value of values) yield value as unknown as { readonly i: number }
  }

  const gets =
    (client: Client) =>
    async (i: number): Promise<void> => {
      expect((await client.get(key(i), { bins: ['i'] }))?.bins).toEqual({ i })
    }
  const queries = (client: Client) => async (): Promise<void> => {
    expect((await all(client).select('i').maxRecords(5).toArray()).length).toBe(5)
  }
  const batches =
    (client: Client) =>
    async (i: number): Promise<void> => {
      const results = await client.getMany([key(i), key(i + 1)], { bins: ['i'] })
      expect(results.map(({ status }) => status)).toEqual(['ok', 'ok'])
    }
  const streams =
    (client: Client) =>
    async (i: number): Promise<void> => {
      let count = 0
      for await (const { status } of client.batchStream([rows.get(key(i)), rows.get(key(i + 1))]))
        if (status === 'ok') count++
      expect(count).toBe(2)
    }

  const SOURCES = {
    query: found,
    'batch stream': given,
    'batch stream that writes': touched,
    aggregation: aggregated,
  } as const
  const BODIES = { gets, queries, batches, 'batch streams': streams } as const
  const pairs = (Object.keys(SOURCES) as (keyof typeof SOURCES)[]).flatMap((source) =>
    (Object.keys(BODIES) as (keyof typeof BODIES)[]).map((body) => [source, body] as const),
  )

  test.each(pairs)(
    'four loops, each over one %s, whose bodies run %s end on two connections',
    async (source, body) => {
      await using client = await narrow({ maxConnections: 2 })
      const work = BODIES[body](client)
      const loops = Array.from({ length: 4 }, () => loop(SOURCES[source](client), 600, work))
      for (const numbers of await Promise.all(loops)) expectAll(numbers)
    },
    LIMIT,
  )

  test.each([1, 2, 3])(
    'loops of each kind within each other, on %d connections',
    async (maxConnections) => {
      await using client = await narrow({ maxConnections })
      const numbers = await loop(found(client), 1_500, async () => {
        const inner = await loop(given(client), 1_500, async () => {
          expectAll(await loop(found(client), 1_000, gets(client)))
        })
        expectAll(inner)
      })
      expectAll(numbers)
    },
    LIMIT,
  )

  test(
    'single commands have a connection while every loop stands still',
    async () => {
      await using client = await narrow({ maxConnections: 2 })
      const held = [found(client), found(client), given(client), aggregated(client)]
      // Two of them may have to wait until the others give their connections up.
      const firsts = await Promise.all(held.map((stream) => stream.next()))
      expect(firsts.every(({ done }) => done === false)).toBe(true)
      const records = await Promise.all(
        Array.from({ length: 2_000 }, (_, i) => client.get(key(i), { bins: ['i'] })),
      )
      expect(records.every((record, i) => record?.bins['i'] === i)).toBe(true)
      for (const [at, stream] of held.entries()) {
        const rest: number[] = [(firsts[at]?.value as { readonly i: number }).i]
        for await (const { i } of stream) rest.push(i)
        expectAll(rest)
      }
    },
    LIMIT,
  )

  test(
    'more requests than connections that each hold a query open',
    async () => {
      await using client = await narrow()
      const held = Array.from({ length: 120 }, () => all(client)[Symbol.asyncIterator]())
      const firsts = await Promise.all(held.map((records) => records.next()))
      expect(firsts.every(({ done }) => done === false)).toBe(true)
      await Promise.all(Array.from({ length: 200 }, (_, i) => gets(client)(i)))
      await Promise.all(Array.from({ length: 20 }, () => queries(client)()))
      await Promise.all(held.slice(5).map((records) => records.return()))
      for (const [at, records] of held.slice(0, 5).entries()) {
        const rest = [firsts[at]?.value?.bins['i']]
        for await (const { bins } of records) rest.push(bins['i'])
        expectAll(rest)
      }
      expect(client.stats().inFlight).toBe(0)
    },
    LIMIT,
  )

  test(
    'thousands of loops of all kinds on three connections',
    async () => {
      await using client = await narrow({ maxConnections: 3 })
      const some = async (i: number): Promise<number> => {
        const query = all(client).select('i').maxRecords(4)
        switch (i % 5) {
          case 0: {
            let count = 0
            for await (const { bins } of query) {
              await gets(client)(bins['i'] as number)
              count++
            }
            return count
          }
          case 1: {
            let count = 0
            for await (const { index } of client.batchStream([0, 1, 2, 3].map((n) => rows.get(key(i + n))))) {
              await gets(client)((i + index) % COUNT)
              count++
            }
            return count
          }
          case 2:
            return (
              await client.getMany(
                [0, 1, 2, 3].map((n) => key(i + n)),
                { bins: ['i'] },
              )
            ).length
          case 3:
            return query.forEach(({ bins }) => gets(client)(bins['i'] as number), { concurrency: 2 })
          default: {
            await gets(client)(i % COUNT)
            return (await all(client).select('i').page(4)).records.length
          }
        }
      }
      const long = Array.from({ length: 4 }, (_, i) =>
        loop(i % 2 === 0 ? found(client) : given(client), 500, queries(client)),
      )
      const counts = await Promise.all(Array.from({ length: 3_000 }, (_, i) => some(i)))
      expect(counts.every((count) => count === 4)).toBe(true)
      for (const numbers of await Promise.all(long)) expectAll(numbers)
      for (const { open: connections } of client.stats().nodes) expect(connections).toBeLessThanOrEqual(3)
    },
    LIMIT,
  )
})
