import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, exp, type Expression, filter, Key, ops, type Query } from '../../src/index.ts'
import { Random } from '../conformance/differential/random.ts'
import { INDEXES, randomBins, randomCondition } from './random-conditions.ts'
import { freshSet, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

/** Of random conditions: more and others by hand, and a failure says which seed it was. */
const RUNS = Number(process.env['WHERE_RUNS'] ?? 150)
const SEED = Number(process.env['WHERE_SEED'] ?? 20)
const RECORDS = 400

const adult = exp.ge(exp.bin('i', 'int'), 5)

async function digests(query: Query): Promise<string[]> {
  const records = await query.toArray()
  return records.map(({ key }) => key.digest.toString('hex')).sort()
}

describe.each(TOPOLOGIES)('queries by a condition on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client
  const sets: string[] = []
  const indexes: string[] = []

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })

  afterAll(async () => {
    for (const name of indexes) await client.dropIndex('test', name)
    for (const set of sets) await client.truncate('test', set)
    await client.close()
    await server.close()
  })

  /** A set of records `{ i: 0 }` and so on. */
  async function fill(count: number): Promise<string> {
    const set = freshSet('where')
    sets.push(set)
    const keys = Array.from({ length: count }, (_, i) => new Key('test', set, i))
    await Promise.all(keys.map((key, i) => client.put(key, { i })))
    return set
  }

  async function index(set: string, definition: (typeof INDEXES)[string]): Promise<string> {
    // The same order of names in every run: of two indexes that are worth the same, the first is taken.
    const name = `${set}-${String(indexes.length).padStart(3, '0')}`
    indexes.push(name)
    await (await client.createIndex({ namespace: 'test', set, name, ...definition })).wait()
    return name
  }

  const numeric = { bin: 'i', type: 'numeric' } as const

  test(
    `find what a scan finds: ${RUNS} random conditions, WHERE_SEED=${SEED}`,
    { timeout: 300_000 },
    async () => {
      const random = new Random(SEED)
      const set = freshSet('where')
      sets.push(set)
      const keys = Array.from({ length: RECORDS }, (_, i) => new Key('test', set, i))
      await Promise.all(keys.map((key) => client.put(key, randomBins(random))))
      const kinds = new Map<string, string>()
      for (const [kind, definition] of Object.entries(INDEXES)) kinds.set(await index(set, definition), kind)
      const used = new Map<string, number>()
      for (let run = 0; run < RUNS; run++) {
        const condition = randomCondition(random)
        const query = client.query('test', set).where(condition)
        const { access, index: chosen } = await query.explain()
        const kind = chosen === null ? access : (kinds.get(chosen.name) ?? chosen.name)
        used.set(kind, (used.get(kind) ?? 0) + 1)
        const scan = client.query('test', set).filterExpression(condition)
        expect(await digests(query), `run ${run} by ${kind}: ${condition.toBase64()}`).toEqual(
          await digests(scan),
        )
      }
      // Of this seed it is known that it meets all of them.
      if (RUNS >= 150 && SEED === 20)
        expect([...used.keys()].sort()).toEqual([...Object.keys(INDEXES), 'scan'].sort())
    },
  )

  test('explain which index they take, and what stays to be looked at', async () => {
    const set = await fill(20)
    const rest = exp.eq(exp.digestModulo(1), 0)
    const query = client.query('test', set).where(exp.and(adult, rest))
    expect(await query.explain()).toMatchObject({ access: 'scan', index: null, filter: null })
    const name = await index(set, numeric)
    const other = await index(set, { bin: 'other', type: 'string' })
    const explained = await query.explain()
    expect(explained).toMatchObject({
      access: 'index',
      reason: `the index ${name} answers 1 of 2 conditions (a range with one end)`,
      index: { name, set, bin: 'i', type: 'numeric' },
      filter: { bin: 'i' },
    })
    expect(explained.filterExpression?.toBase64()).toBe(rest.toBase64())
    const reasons = explained.considered.map((each) => [each.index.name, each.chosen, each.reason])
    expect(reasons.sort()).toEqual(
      [
        [name, true, 'it answers 1 of 2 conditions (a range with one end)'],
        [other, false, 'no condition that must be true is one for it'],
      ].sort(),
    )
    expect(Object.isFrozen(explained) && Object.isFrozen(explained.considered)).toBe(true)
    expect(await query.toArray()).toHaveLength(15)
    expect(await query.filterExpression(exp.lt(exp.bin('i', 'int'), 7)).toArray()).toHaveLength(2)
  })

  test('take an index of the whole namespace, and no other set has one for them', async () => {
    const set = await fill(10)
    const name = freshSet('where')
    indexes.push(name)
    const bin = `b${name.slice(-8)}`
    await client.put(new Key('test', set, 0), { [bin]: 5 })
    await (await client.createIndex({ namespace: 'test', name, bin, type: 'numeric' })).wait()
    const query = client.query('test', set).where(exp.eq(exp.bin(bin, 'int'), 5))
    expect(await query.explain()).toMatchObject({ access: 'index', index: { name, set: '' } })
    expect(await query.toArray()).toHaveLength(1)
    const elsewhere = await fill(1)
    expect(
      await client
        .query('test', elsewhere)
        .where(exp.eq(exp.bin(bin, 'int'), 5))
        .toArray(),
    ).toEqual([])
    const ofSet = await index(elsewhere, numeric)
    const wholly = await client.query('test', null).where(adult).explain()
    expect(wholly.considered.map((each) => each.index.name)).not.toContain(ofSet)
  })

  test('go with all else that a query has', async () => {
    const set = await fill(50)
    await index(set, numeric)
    const query = client.query('test', set).where(adult)
    expect(await query.maxRecords(7).toArray()).toHaveLength(7)
    expect((await query.select('i').toArray()).every(({ bins }) => (bins['i'] as number) >= 5)).toBe(true)
    expect((await query.noBins().toArray()).every(({ bins }) => Object.keys(bins).length === 0)).toBe(true)
    const results = await query
      .operations([ops.readExpression('x', exp.mul(exp.bin('i', 'int'), 2))])
      .toArray()
    expect(results.map((each) => each.results[0]).sort()).toHaveLength(45)
    expect(await query.where(filter.equal('i', 3)).toArray()).toHaveLength(1)
    expect(await client.query('test', set).where(filter.equal('i', 3)).where(adult).toArray()).toHaveLength(
      45,
    )
    expect(() => query.aggregate({ module: 'm', function: 'f' })).toThrow('where of an expression')
  })

  test('of a job change what a scan finds', async () => {
    const set = await fill(20)
    await index(set, numeric)
    const job = await client
      .query('test', set)
      .where(adult)
      .execute([ops.write('done', true)])
    expect(await job.wait()).toMatchObject({ succeeded: 15 })
    const narrower = client
      .query('test', set)
      .where(adult)
      .filterExpression(exp.lt(exp.bin('i', 'int'), 8))
    expect(await (await narrower.execute([ops.write('few', true)])).wait()).toMatchObject({ succeeded: 3 })
  })

  describe('when the index goes', () => {
    /** A client that knows the index, and that it was dropped by another one. */
    async function knowing(query: (client: Client) => Query): Promise<[Client, Error[]]> {
      const other = await open(server, { indexesMaxAge: 86_400_000 })
      const problems: Error[] = []
      other.on('problem', (error) => problems.push(error))
      expect(await query(other).explain()).toMatchObject({ access: 'index' })
      return [other, problems]
    }

    test('before they begin, they go by a scan, and the client says so', async () => {
      const set = await fill(40)
      const name = await index(set, numeric)
      const query = (by: Client): Query => by.query('test', set).where(adult)
      const [other, problems] = await knowing(query)
      await (await client.dropIndex('test', name)).wait()
      expect(await query(other).toArray()).toHaveLength(35)
      expect(problems).toMatchObject([
        { code: 'INDEX_NOT_FOUND', hint: expect.stringContaining(name) as string },
      ])
      expect(await query(other).explain()).toMatchObject({ access: 'scan', index: null })
      await other.close()
    })

    test('in the middle, nothing is missing and nothing comes twice', { timeout: 60_000 }, async () => {
      const set = await fill(600)
      const name = await index(set, numeric)
      const query = (by: Client): Query => by.query('test', set).where(adult)
      const [other, problems] = await knowing(query)
      // Slow enough for the drop to come in the middle; the nodes send what they find at the end.
      const running = query(other).options({ recordsPerSecond: 200 }).toArray()
      await sleep(300)
      await client.dropIndex('test', name)
      const found = (await running).map(({ bins }) => bins['i'])
      expect(new Set(found).size).toBe(595)
      expect(found).toHaveLength(595)
      expect(problems.length).toBeLessThanOrEqual(1)
      await other.close()
    })

    test('between two pages, they go on', { timeout: 60_000 }, async () => {
      const set = await fill(300)
      const name = await index(set, numeric)
      const query = (by: Client): Query => by.query('test', set).where(adult)
      const [other] = await knowing(query)
      const found: unknown[] = []
      let cursor: string | null = null
      for (let page = 0; page === 0 || cursor !== null; page++) {
        const next = await query(other).page(40, cursor)
        found.push(...next.records.map(({ bins }) => bins['i']))
        ;({ cursor } = next)
        if (page === 2) await (await client.dropIndex('test', name)).wait()
      }
      expect(new Set(found).size).toBe(295)
      expect(found).toHaveLength(295)
      await other.close()
    })

    test('and comes, pages that were begun by a scan go on by it', { timeout: 60_000 }, async () => {
      const set = await fill(200)
      const query = client.query('test', set).where(adult)
      const first = await query.page(40)
      await index(set, numeric)
      expect(await query.explain()).toMatchObject({ access: 'index' })
      const found = first.records.map(({ bins }) => bins['i'])
      for (let { cursor } = first; cursor !== null;) {
        const next = await query.page(40, cursor)
        found.push(...next.records.map(({ bins }) => bins['i']))
        ;({ cursor } = next)
      }
      expect(new Set(found).size).toBe(195)
      expect(found).toHaveLength(195)
    })
  })
})

describe('a condition', () => {
  test('is an expression that gives a bool', async () => {
    const server = await startTestServer(1)
    const client = await open(server)
    const refused = (condition: unknown) => (): unknown =>
      client.query('test', 'x').where(condition as Expression<'bool'>)
    expect(refused(exp.bin('i', 'int'))).toThrow('where takes an expression that gives a bool, not int')
    expect(refused('i = 5')).toThrow('where takes an expression or a filter')
    await client.close()
    await server.close()
  })
})
