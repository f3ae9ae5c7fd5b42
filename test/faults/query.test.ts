import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  AerospikeError,
  type Client,
  connect,
  filter,
  Key,
  ops,
  type Query,
  type Record,
} from '../../src/index.ts'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'

const COUNT = 1500

describe('a query on three nodes', () => {
  let server: MemoryServer
  let client: Client
  let query: Query
  const patient = { maxRetries: 50, sleepBetweenRetries: 20 }

  beforeAll(async () => {
    server = await startMemoryServer({ nodes: 3 })
    client = await connect({
      hosts: server.hosts,
      tendInterval: 250,
      defaults: { write: { timeout: 20_000 } },
    })
    query = client.query('test', 'demo').options(patient)
    for (let i = 0; i < COUNT; i++) await client.put(new Key('test', 'demo', i), { i, pad: 'x'.repeat(2000) })
    await (
      await client.createIndex({ namespace: 'test', set: 'demo', name: 'i', bin: 'i', type: 'numeric' })
    ).wait()
  })
  afterEach(() => {
    server.faults.clear()
    server.rebalance()
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  /** Every record once: none missing, none twice. */
  function expectAll(records: readonly Record[]): void {
    const numbers = records.map(({ bins }) => bins['i'] as number).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: COUNT }, (_, i) => i))
  }

  async function failureOf(promise: Promise<unknown>): Promise<AerospikeError> {
    const error: unknown = await promise.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AerospikeError)
    return error as AerospikeError
  }

  test('a job is waited for although a node misses some looks', async () => {
    const job = await query.execute([ops.write('seen', true)])
    const missed = [
      server.faults.add({
        match: { command: 'info', info: 'query-show', node: 1 },
        times: 2,
        action: { type: 'drop' },
      }),
      server.faults.add({
        match: { command: 'info', info: 'query-show', node: 2 },
        times: 1,
        action: { type: 'garbage' },
      }),
    ]
    expect(await job.wait({ interval: 5, timeout: 20_000 })).toMatchObject({ done: true, succeeded: COUNT })
    expect(missed.map(({ hits }) => hits)).toEqual([2, 1])
    server.faults.add({ match: { command: 'info', info: 'query-show', node: 1 }, action: { type: 'drop' } })
    expect((await failureOf(job.wait({ interval: 5 }))).code).toBe('CONNECTION_LOST')
  })

  test.each([['drop'], ['partial'], ['garbage']] as const)(
    'a node that fails by %s at first is asked again',
    async (type) => {
      const fault = server.faults.add({ match: { command: 'query', node: 1 }, times: 1, action: { type } })
      expectAll(await query.toArray())
      // The next try goes to the other copy.
      expect(fault.hits).toBe(1)
      server.faults.add({ match: { command: 'query', node: 2 }, times: 1, action: { type } })
      expectAll(await query.where(filter.range('i', 0, COUNT)).toArray())
    },
  )

  test('an answer that breaks off anywhere goes on behind what came', async () => {
    for (const bytes of [30, 5_000, 100_000, 333_333]) {
      server.faults.add({
        match: { command: 'query', node: 0 },
        times: 1,
        action: { type: 'partial', bytes },
      })
      expectAll(await query.toArray())
      server.faults.clear()
    }
  })

  test('a node that never answers is given up after its silence', async () => {
    server.faults.add({ match: { command: 'query', node: 1 }, times: 1, action: { type: 'stall' } })
    expectAll(await query.options({ socketTimeout: 200 }).toArray())
  })

  test('retries end with what went wrong', async () => {
    server.faults.add({ match: { command: 'query', node: 1 }, action: { type: 'drop' } })
    server.faults.add({ match: { command: 'query', node: 2 }, action: { type: 'drop' } })
    server.faults.add({ match: { command: 'query', node: 0 }, action: { type: 'drop' } })
    const error = await failureOf(client.query('test', 'demo').options({ maxRetries: 2 }).toArray())
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', attempts: 3 })
    expect(error.errors.length).toBeGreaterThanOrEqual(2)
  })

  test('a refusal that is final ends it at once', async () => {
    const fault = server.faults.add({
      match: { command: 'query', node: 1 },
      action: { type: 'code', code: 210 },
    })
    const error = await failureOf(query.toArray())
    expect(error).toMatchObject({ name: 'QueryError', code: 'QUERY_ABORTED', attempts: 1 })
    expect(fault.hits).toBe(1)
  })

  test('the time limit ends it', async () => {
    server.faults.add({ match: { command: 'query' }, action: { type: 'stall' } })
    const error = await failureOf(query.options({ timeout: 100 }).toArray())
    expect(error.code).toBe('TIMEOUT')
  })

  test('the time limit counts from the first record asked for', async () => {
    const iterator = query.options({ timeout: 2_000 })[Symbol.asyncIterator]()
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    const records: Record[] = []
    for await (const record of iterator) records.push(record)
    expectAll(records)
  })

  test('an index that one node has yet to load is waited for', async () => {
    const fault = server.faults.add({
      match: { command: 'query', node: 1 },
      times: 3,
      action: { type: 'code', code: 203 },
    })
    expectAll(
      await query
        .where(filter.range('i', 0, COUNT))
        .options({ replica: 'master' })
        .toArray(),
    )
    expect(fault.hits).toBe(3)
  })

  test('forEach waits for the calls under way when the query fails', async () => {
    server.faults.add({ match: { command: 'query', node: 1 }, action: { type: 'stall' } })
    let under = 0
    const slow = async (): Promise<void> => {
      under++
      await new Promise((resolve) => setTimeout(resolve, 400))
      under--
    }
    const calls = query.options({ timeout: 200 }).forEach(slow, { concurrency: COUNT })
    expect(await failureOf(calls)).toMatchObject({ code: 'TIMEOUT' })
    expect(under).toBe(0)
  })

  test('forEach ends when a call fails, though no other record comes', async () => {
    server.faults.add({ match: { command: 'query', node: 1 }, action: { type: 'stall' } })
    const failing = async (): Promise<never> => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      throw new Error('no')
    }
    await expect(query.forEach(failing, { concurrency: COUNT })).rejects.toThrow('no')
  })

  test('records delivered stay delivered, and the connection is not used again', async () => {
    server.faults.add({ match: { command: 'query' }, action: { type: 'partial', bytes: 100_000 } })
    const seen: Record[] = []
    const error = await failureOf(
      (async () => {
        for await (const record of client.query('test', 'demo').options({ maxRetries: 0 })) seen.push(record)
      })(),
    )
    expect(error.code).toBe('CONNECTION_LOST')
    server.faults.clear()
    expect(client.stats().inFlight).toBe(0)
    expect((await client.get(new Key('test', 'demo', 1)))?.bins['i']).toBe(1)
  })

  test('partitions that move meanwhile are followed', async () => {
    const records: Record[] = []
    let moves = 0
    for await (const record of query) {
      records.push(record)
      if (records.length % 300 === 0) {
        server.movePartitions({ namespace: 'test', to: moves++ % 3 })
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    expectAll(records)
  })

  test.each([
    ['a scan', false],
    ['an index', true],
  ])('a node that stops and comes back, %s', async (_name, indexed) => {
    const records: Record[] = []
    const some = indexed ? query.where(filter.range('i', 0, COUNT)) : query
    for await (const record of some) {
      records.push(record)
      if (records.length === 50) await server.nodes[1]?.stop()
      if (records.length === 900) await server.nodes[1]?.start()
    }
    await server.nodes[1]?.start().catch(() => undefined)
    expectAll(records)
  })

  test('pages while nodes go and come', async () => {
    const records: Record[] = []
    let cursor: string | null = null
    let pages = 0
    do {
      const page = await query.page(100, cursor)
      records.push(...page.records)
      cursor = page.cursor
      pages++
      if (pages === 3) await server.nodes[2]?.stop()
      if (pages === 9) await server.nodes[2]?.start()
    } while (cursor !== null)
    expectAll(records)
  })

  test('closing the client ends it', async () => {
    // One node never answers, so that the query cannot have come to its end before the client is closed.
    server.faults.add({ match: { command: 'query', node: 1 }, action: { type: 'stall' } })
    const other = await connect(server.hosts)
    const iterator = other.query('test', 'demo')[Symbol.asyncIterator]()
    await iterator.next()
    const closing = other.close({ timeout: 0 })
    const ended = async (): Promise<void> => {
      for (;;) if ((await iterator.next()).done === true) return
    }
    expect(await failureOf(ended())).toMatchObject({ code: 'CLIENT_CLOSED' })
    await closing
    expect(await failureOf(other.query('test', 'demo').toArray())).toMatchObject({ code: 'CLIENT_CLOSED' })
  })
})

test('closing does not wait for a consumer that does not go on', async () => {
  const server = await startMemoryServer()
  const client = await connect(server.hosts)
  try {
    await Promise.all(Array.from({ length: 50 }, (_, i) => client.put(new Key('test', 'left', i), { i })))
    const left = client.query('test', 'left')[Symbol.asyncIterator]()
    await left.next()
    // Far below the limit of an hour: nobody would wait for that.
    await client.close({ timeout: 3_600_000 })
    await expect(left.next()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  } finally {
    await server.close()
  }
})
