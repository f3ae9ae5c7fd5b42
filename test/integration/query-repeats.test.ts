import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, type Filter, filter, GeoJSON, Key, ops, type Query } from '../../src/index.ts'
import { failure, freshSet, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

/** So many records in one partition, with so many elements each, are in several bursts of 100 entries of its index. */
const CROWD = 25
const ELEMENTS = 20
const OTHERS = 75
const PARTITION = 7

/** Keys of which the first lie in one partition. */
function keysOf(set: string): Key[] {
  const crowd: Key[] = []
  for (let i = 0; crowd.length < CROWD; i++) {
    const key = new Key('test', set, `crowd ${i}`)
    if (key.partitionId === PARTITION) crowd.push(key)
  }
  return [...crowd, ...Array.from({ length: OTHERS }, (_, i) => new Key('test', set, i))]
}

describe.each(TOPOLOGIES)('records found by several elements, on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client
  let query: Query
  const set = freshSet('repeats')
  const keys = keysOf(set)
  const all = keys.map((_key, i) => i)
  const numbers = (records: readonly { readonly bins: object }[]): number[] =>
    records.map(({ bins }) => (bins as { i: number }).i).sort((a, b) => a - b)

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
    query = client.query('test', set).select('i')
    const elements = Array.from({ length: ELEMENTS }, (_unused, x) => x)
    await Promise.all(
      keys.map((key, i) =>
        client.put(key, {
          i,
          l: elements.map((x) => 1000 * x + i),
          mk: new Map(elements.map((x) => [1000 * x + i, 'value'])),
          mv: Object.fromEntries(elements.map((x) => [`k${x}`, 1000 * x + i])),
          g: elements.map((x) => GeoJSON.point(x / 10, i / 1000)),
          r: elements.map((x) => GeoJSON.circle(0, i / 1000, 20_000 * (x + 1))),
        }),
      ),
    )
    const index = async (
      bin: string,
      type: 'numeric' | 'geo2dsphere',
      collection: 'list' | 'mapKeys' | 'mapValues',
    ) =>
      (
        await client.createIndex({ namespace: 'test', set, name: `${set}-${bin}`, bin, type, collection })
      ).wait()
    await index('l', 'numeric', 'list')
    await index('mk', 'numeric', 'mapKeys')
    await index('mv', 'numeric', 'mapValues')
    await index('g', 'geo2dsphere', 'list')
    await index('r', 'geo2dsphere', 'list')
  })
  afterAll(async () => {
    for (const bin of ['l', 'mk', 'mv', 'g', 'r']) await client.dropIndex('test', `${set}-${bin}`)
    await client.truncate('test', set)
    await client.close()
    await server.close()
  })

  const filters: readonly (readonly [name: string, where: () => Filter])[] = [
    ['elements of a list', () => filter.containsRange('l', 'list', 0, 1_000_000)],
    ['keys of a map', () => filter.containsRange('mk', 'mapKeys', 0, 1_000_000)],
    ['values of a map', () => filter.containsRange('mv', 'mapValues', 0, 1_000_000)],
    ['an index on a list, by its name', () => filter.range({ index: `${set}-l` }, 0, 1_000_000)],
    ['points in a list', () => filter.withinRadius('g', 0, 0, 500_000, 'list')],
    [
      'points in a list, by the name of the index',
      () => filter.withinRadius({ index: `${set}-g` }, 0, 0, 500_000),
    ],
    ['regions in a list', () => filter.containsPoint('r', 0, 0, 'list')],
  ]

  describe.each(filters)('a range of %s', (_what, make) => {
    it('is answered with repeats by the nodes', async () => {
      const where = make()
      Object.defineProperty(where, 'mayRepeat', { value: false })
      const raw = await query.where(where).toArray()
      expect(raw.length).toBeGreaterThan(all.length)
      expect([...new Set(numbers(raw))]).toEqual(all)
    })

    it('gives every record once', async () => {
      expect(numbers(await query.where(make()).toArray())).toEqual(all)
      expect(new Set(numbers(await query.where(make()).maxRecords(60).toArray())).size).toBe(60)
    })

    it.each([7, 60, 1000])('has every record once in pages of %d', async (size) => {
      const found: { readonly bins: object }[] = []
      let cursor: string | null = null
      do {
        const page = await query.where(make()).page(size, cursor)
        if (page.cursor !== null) expect(page.records.length).toBe(size)
        found.push(...page.records)
        cursor = JSON.parse(JSON.stringify(page.cursor)) as string | null
      } while (cursor !== null)
      expect(numbers(found)).toEqual(all)
    })

    it('is not given to jobs and aggregations, which would work on a record several times', async () => {
      const ranged = client.query('test', set).where(make())
      const job = await failure(ranged.execute([ops.add('n', 1)]))
      expect(job).toMatchObject({ code: 'INVALID_ARGUMENT', attempts: 0 })
      expect((job as Error).message).toContain('execute does not go with a range')
      expect(() => ranged.aggregate({ module: 'm', function: 'f' })).toThrow(
        'aggregate does not go with a range',
      )
    })
  })

  it('go on in pages of another client', async () => {
    const where = filter.containsRange('l', 'list', 0, 1_000_000)
    const first = await query.where(where).page(13)
    await using other = await open(server)
    const rest = await other.query('test', set).where(where).page(1000, first.cursor)
    expect(numbers([...first.records, ...rest.records])).toEqual(all)
  })

  it('are found once by one value, also by jobs', async () => {
    const one = filter.contains('l', 'list', 3)
    expect(numbers(await query.where(one).toArray())).toEqual([3])
    const same = filter.containsRange('l', 'list', 3, 3)
    const job = await client
      .query('test', set)
      .where(same)
      .execute([ops.add('n', 1)])
    expect((await job.wait({ timeout: 20_000 })).succeeded).toBe(1)
  })

  it('make a cursor longer by 11 characters each, until their partition is done', async () => {
    const where = filter.containsRange('l', 'list', 0, 1_000_000)
    const inOne = query.where(where).partitions(PARTITION)
    const sizes: number[] = []
    for (let size = 1; size < CROWD; size++) sizes.push((await inOne.page(size)).cursor?.length ?? 0)
    const [smallest = 0] = sizes
    expect(smallest).toBeGreaterThan(0)
    for (const [i, size] of sizes.entries()) expect(size - smallest).toBeLessThanOrEqual(11 * i + 1)
    expect(sizes.at(-1)).toBeGreaterThan(smallest)
    expect((await inOne.page(1000)).cursor).toBeNull()
  })
})
