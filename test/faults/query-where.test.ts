import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, connect, exp, Key, type Query, type Record } from '../../src/index.ts'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'

const COUNT = 1500
const [NOT_FOUND, NOT_READABLE] = [201, 203]

describe('a query by a condition on three nodes', () => {
  let server: MemoryServer
  let client: Client
  let query: Query
  let problems: { code?: string; message: string }[]

  beforeAll(async () => {
    server = await startMemoryServer({ nodes: 3 })
    const writer = await connect({ hosts: server.hosts, defaults: { write: { timeout: 20_000 } } })
    for (let i = 0; i < COUNT; i++) await writer.put(new Key('test', 'demo', i), { i, pad: 'x'.repeat(2000) })
    const index = { namespace: 'test', set: 'demo', name: 'i', bin: 'i', type: 'numeric' } as const
    await (await writer.createIndex(index)).wait()
    await writer.close()
  })
  beforeEach(async () => {
    client = await connect({ hosts: server.hosts, tendInterval: 250 })
    problems = []
    client.on('problem', (error) => problems.push(error))
    query = client
      .query('test', 'demo')
      .where(exp.ge(exp.bin('i', 'int'), 0))
      .options({ maxRetries: 50, sleepBetweenRetries: 20 })
    expect(await query.explain()).toMatchObject({ access: 'index' })
  })
  afterEach(async () => {
    server.faults.clear()
    await client.close()
  })
  afterAll(() => server.close())

  /** Every record once: none missing, none twice. */
  function expectAll(records: readonly Record[]): void {
    const numbers = records.map(({ bins }) => bins['i'] as number).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: COUNT }, (_, i) => i))
  }

  test.each([NOT_FOUND, NOT_READABLE])('goes by a scan when a node refuses it with %s', async (code) => {
    const fault = server.faults.add({
      match: { command: 'query', node: 1 },
      times: 1,
      action: { type: 'code', code },
    })
    expectAll(await query.toArray())
    expect([fault.hits, problems.length]).toEqual([1, 1])
    expect(problems[0]?.message).toContain('a query had chosen "i", and goes on by a scan')
  })

  test('goes by a scan when a node has lost the index before its answer ended', async () => {
    // The list of indexes still has it, as on a server where other queries use it. A query that looks for it learns better.
    const lost = {
      match: { command: 'query', node: 2 },
      skip: 1,
      times: 1,
      action: { type: 'code', code: NOT_FOUND },
    } as const
    const fault = server.faults.add(lost)
    expectAll(await query.toArray())
    expect([fault.hits, problems.map(({ code }) => code)]).toEqual([1, ['INDEX_NOT_FOUND']])
    server.faults.add(lost)
    const found: Record[] = []
    for (let page = await query.page(400); ; page = await query.page(400, page.cursor)) {
      found.push(...page.records)
      if (page.cursor === null) break
    }
    expectAll(found)
  })

  test('asks a node again that could not say whether it has the index', async () => {
    const fault = server.faults.add({
      match: { command: 'query', node: 2 },
      skip: 1,
      times: 1,
      action: { type: 'drop' },
    })
    expectAll(await query.toArray())
    expect([fault.hits, problems]).toEqual([1, []])
  })

  test('goes on behind what came when an answer breaks off, by the index', async () => {
    for (const bytes of [30, 100_000, 333_333]) {
      server.faults.add({
        match: { command: 'query', node: 0 },
        times: 1,
        action: { type: 'partial', bytes },
      })
      expectAll(await query.toArray())
      server.faults.clear()
    }
    expect(problems).toEqual([])
  })

  test('goes by a scan when the indexes cannot be read', async () => {
    const other = await connect({ hosts: server.hosts })
    server.faults.add({ match: { info: 'sindex-list' }, action: { type: 'code', code: 81 } })
    const asked = other.query('test', 'demo').where(exp.ge(exp.bin('i', 'int'), 0))
    expect(await asked.explain()).toMatchObject({
      access: 'scan',
      reason: 'the indexes of the cluster could not be read',
    })
    expectAll(await asked.toArray())
    await other.close()
  })

  test('reads the indexes once for all that ask, and again when a list counts no longer', async () => {
    const reads = server.faults.add({ match: { info: 'sindex-list' }, action: { type: 'delay', ms: 0 } })
    const fresh = await connect({ hosts: server.hosts })
    const asked = fresh.query('test', 'demo').where(exp.ge(exp.bin('i', 'int'), 0))
    await Promise.all([asked.explain(), asked.explain(), asked.explain()])
    await asked.explain()
    expect(reads.hits).toBe(1)
    await fresh.dropIndex('test', 'nothing of that name')
    await asked.explain()
    expect(reads.hits).toBe(2)
    await fresh.close()
    const always = await connect({ hosts: server.hosts, indexesMaxAge: 0 })
    for (let i = 0; i < 3; i++) await always.query('test', 'demo').where(exp.val(true)).explain()
    expect(reads.hits).toBe(5)
    await always.close()
  })

  test('ends with its time limit and its signal while it waits for the indexes', async () => {
    const other = await connect({ hosts: server.hosts })
    server.faults.add({ match: { info: 'sindex-list' }, action: { type: 'stall' } })
    const asked = other.query('test', 'demo').where(exp.ge(exp.bin('i', 'int'), 0))
    await expect(asked.options({ timeout: 100 }).toArray()).rejects.toMatchObject({ code: 'TIMEOUT' })
    const signal = AbortSignal.timeout(50)
    await expect(asked.options({ signal }).toArray()).rejects.toMatchObject({ code: 'ABORTED' })
    await other.close({ timeout: 0 })
  })
})
