import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type BatchRow, type Client, connect, Key, ops, rows } from '../../src/index.ts'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'

const keys = Array.from({ length: 300 }, (_, n) => new Key('test', 'batch', n))
const additions = keys.map((key) => rows.operate(key, [ops.add('n', 1)]))

describe('a batch on three nodes', () => {
  let server: MemoryServer
  let client: Client

  beforeAll(async () => {
    server = await startMemoryServer({ nodes: 3 })
    client = await connect({ hosts: server.hosts, defaults: { batch: { timeout: 20_000 } } })
    await client.getMany(keys)
  })
  afterEach(async () => {
    server.faults.clear()
    server.clear()
    await client.getMany(keys)
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  /** How many rows of each outcome, and how many additions there really are. */
  async function outcome(results: Awaited<ReturnType<typeof client.batch<typeof additions>>>) {
    server.faults.clear()
    expect(results.map(({ index }) => index)).toEqual(keys.map((_, index) => index))
    const applied = (await client.getMany<{ n: number }>(keys)).filter(
      (row) => row.record?.bins.n === 1,
    ).length
    const errors = results.filter((row) => row.status === 'error')
    return {
      ok: results.filter(({ status }) => status === 'ok').length,
      codes: [...new Set(errors.map(({ error }) => error.code))],
      inDoubt: errors.filter(({ error }) => error.inDoubt).length,
      certain: errors.filter(({ error }) => !error.inDoubt).length,
      applied,
    }
  }

  test('a node that closes the connection, its work done: rows in doubt, those of the others are there', async () => {
    server.faults.add({ match: { command: 'batch', node: 1 }, action: { type: 'drop', applied: true } })
    const { ok, codes, inDoubt, certain, applied } = await outcome(await client.batch(additions))
    expect(codes).toEqual(['CONNECTION_LOST'])
    expect(certain).toBe(0)
    expect(inDoubt).toBeGreaterThan(0)
    expect(ok + inDoubt).toBe(300)
    expect(applied).toBe(300)
  })

  test('half an answer: the rows of that half are known', async () => {
    server.faults.add({ match: { command: 'batch', node: 1 }, action: { type: 'partial' } })
    const { ok, inDoubt, certain, applied } = await outcome(await client.batch(additions))
    expect(ok + inDoubt).toBe(300)
    expect(certain).toBe(0)
    expect(applied).toBe(300)
  })

  test('a node that says nothing: its rows time out in doubt, no longer than asked', async () => {
    server.faults.add({ match: { command: 'batch', node: 1 }, action: { type: 'stall' } })
    const { codes, ok, inDoubt } = await outcome(await client.batch(additions, { socketTimeout: 100 }))
    expect(codes).toEqual(['TIMEOUT'])
    expect(ok + inDoubt).toBe(300)
    expect(inDoubt).toBeGreaterThan(0)
  })

  test.each([
    [150, 'BATCH_DISABLED'],
    [152, 'BATCH_QUEUES_FULL'],
  ])(
    'a node that refuses the request with %i: its rows carry %s and are not in doubt',
    async (code, name) => {
      server.faults.add({ match: { command: 'batch', node: 1 }, action: { type: 'code', code } })
      const { codes, ok, certain, inDoubt, applied } = await outcome(await client.batch(additions))
      expect(codes).toEqual([name])
      expect(certain).toBeGreaterThan(0)
      expect(inDoubt).toBe(0)
      expect(applied).toBe(ok)
    },
  )

  test('garbage: the connection ends, the rows are in doubt, the others are there', async () => {
    server.faults.add({ match: { command: 'batch', node: 1 }, action: { type: 'garbage' } })
    const { codes, ok, inDoubt } = await outcome(await client.batch(additions))
    expect(codes).toEqual(['PROTOCOL'])
    expect(ok + inDoubt).toBe(300)
  })

  test('rows that read are asked for again, and only those', async () => {
    await client.putMany(keys.map((key, n) => [key, { n }] as const))
    const fault = server.faults.add({
      match: { command: 'batch', node: 1 },
      times: 1,
      action: { type: 'drop' },
    })
    const got = await client.getMany<{ n: number }>(keys)
    expect(fault.hits).toBe(1)
    expect(got.every((row, n) => row.record?.bins.n === n)).toBe(true)
  })

  test('rows that write are not sent again unless asked', async () => {
    server.faults.add({ match: { command: 'batch', node: 1 }, times: 1, action: { type: 'drop' } })
    const once = await outcome(await client.batch(additions))
    expect(once.inDoubt).toBeGreaterThan(0)
    expect(once.applied).toBe(once.ok)
    server.clear()
    server.faults.add({ match: { command: 'batch', node: 1 }, times: 1, action: { type: 'drop' } })
    const again = await outcome(await client.batch(additions, { maxRetries: 2 }))
    expect(again).toEqual({ ok: 300, codes: [], inDoubt: 0, certain: 0, applied: 300 })
  })

  test('when no attempt gets through, an error tells how many there were', async () => {
    server.faults.add({ match: { command: 'batch' }, action: { type: 'drop' } })
    const [row] = await client.getMany(keys.slice(0, 1), { maxRetries: 2 })
    expect(row).toMatchObject({
      status: 'error',
      error: { code: 'CONNECTION_LOST', attempts: 3, inDoubt: false },
    })
    expect(row?.status === 'error' && row.error.errors).toHaveLength(2)
  })

  test('rows go to the nodes that own them by then', async () => {
    await client.putMany(keys.map((key, n) => [key, { n }] as const))
    await server.nodes[1]?.stop()
    try {
      const got = await client.getMany<{ n: number }>(keys, { maxRetries: 50, sleepBetweenRetries: 100 })
      expect(got.every((row, n) => row.record?.bins.n === n)).toBe(true)
    } finally {
      await server.nodes[1]?.start()
    }
  })

  test('an abort while nodes keep silent rejects, and says that a write may have been applied', async () => {
    server.faults.add({ match: { command: 'batch' }, action: { type: 'stall' } })
    const controller = new AbortController()
    const batch = client.batch(additions, { signal: controller.signal })
    setTimeout(() => {
      controller.abort()
    }, 100)
    await expect(batch).rejects.toMatchObject({ code: 'ABORTED', inDoubt: true })
    expect(client.stats().inFlight).toBe(0)
  })

  test('closing the client ends a batch that hangs', async () => {
    const other = await connect(server.hosts)
    server.faults.add({ match: { command: 'batch' }, action: { type: 'stall' } })
    const batch = other.getMany(keys)
    const rejected = expect(batch).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
    await other.close({ timeout: 50 })
    await rejected
  })

  test('a stream asks again for what a lost connection took with it, each row once', async () => {
    await client.putMany(keys.map((key, n) => [key, { n }] as const))
    server.faults.add({ match: { command: 'batch' }, times: 3, skip: 1, action: { type: 'partial' } })
    const seen: number[] = []
    const reads = keys.map((key) => rows.get<{ n: number }>(key))
    for await (const row of client.batchStream(reads, { requestSize: 50, maxRetries: 5 })) {
      expect(row.record?.bins.n).toBe(row.index)
      seen.push(row.index)
    }
    expect(seen.sort((a, b) => a - b)).toEqual(keys.map((_, index) => index))
  })

  test('what has its turn behind the time limit is not sent', async () => {
    server.faults.add({ match: { command: 'batch' }, times: 1, action: { type: 'stall' } })
    // Long enough for the first request to be sent, however slow the machine is.
    const results = await client.batch(additions, { concurrency: 1, timeout: 2_000 })
    const { codes, ok, inDoubt, certain, applied } = await outcome(results)
    expect(codes).toEqual(['TIMEOUT'])
    expect(ok).toBe(0)
    expect(inDoubt).toBeGreaterThan(0)
    expect(certain).toBe(300 - inDoubt)
    expect(applied).toBe(0)
  })

  test('an abort says that writes may have been applied when some were, though no node is asked by then', async () => {
    await server.nodes[1]?.stop()
    try {
      const controller = new AbortController()
      const patient = { signal: controller.signal, maxRetries: 50, sleepBetweenRetries: 10_000 }
      const batch = client.batch(additions, patient)
      const rejected = expect(batch).rejects.toMatchObject({ code: 'ABORTED', inDoubt: true })
      await expect.poll(() => client.get(keys[0] as Key)).not.toBeNull()
      // The answers of nodes that are up have come by the time that of another command behind them has.
      await new Promise((resolve) => setTimeout(resolve, 50))
      controller.abort()
      await rejected
    } finally {
      await server.nodes[1]?.start()
    }
  })

  describe('a stream', () => {
    const forever = function* (): Generator<BatchRow> {
      for (let n = 0; ; n++) yield rows.get(keys[n % 300] as Key)
    }

    test('takes no more rows when its time is up, and says so', async () => {
      let results = 0
      const read = async (): Promise<void> => {
        for await (const _ of client.batchStream(forever(), { requestSize: 50, timeout: 200 })) results++
      }
      await expect(read()).rejects.toMatchObject({ code: 'TIMEOUT' })
      expect(results).toBeGreaterThan(0)
    })

    test('whose source lets wait gives what there is, and ends when its time is up', async () => {
      const source = async function* (): AsyncGenerator<BatchRow> {
        yield* additions.slice(0, 30)
        await new Promise(() => undefined)
      }
      const seen: number[] = []
      const read = async (): Promise<void> => {
        for await (const { index } of client.batchStream(source(), { timeout: 200 })) seen.push(index)
      }
      await expect(read()).rejects.toMatchObject({ code: 'TIMEOUT' })
      expect(seen).toHaveLength(30)
    })

    test('that nobody reads does not keep the client from closing', async () => {
      const other = await connect(server.hosts)
      const stream = other.batchStream(forever())
      await stream.next()
      const before = performance.now()
      await other.close({ timeout: 60_000 })
      expect(performance.now() - before).toBeLessThan(30_000)
      await expect(stream.next()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
    })
  })
})
