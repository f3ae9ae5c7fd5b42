import { type } from 'arktype'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { AerospikeError, type Client, exp, Key, ops } from '../../src/index.ts'
import { codecs, define, keys, SchemaError, StoredError, types } from '../../src/sets/index.ts'
import { failure, freshSet, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

interface User {
  name: string
  age: number
  nick?: string
  tags: string[]
  scores: { [game: string]: number[] }
}

const ANN: User = { name: 'Ann', age: 31, tags: ['new'], scores: { chess: [3, 1] } }
const SECRET = 'the secret'

describe.each(TOPOLOGIES)('typed sets on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })

  afterAll(async () => {
    await client.close()
    await server.close()
  })

  const plain = () => client.set('test', freshSet('sets'), define<User, number>())

  test('types alone: what is put is what is got, and calls are those of the client', async () => {
    const users = plain()
    expect(await users.put(1, ANN, { sendKey: true })).toMatchObject({ generation: 1 })
    const record = await users.get(1)
    expect(record).toEqual(await client.get(new Key('test', users.name, 1)))
    expect(record?.bins).toEqual(ANN)
    expect((await users.get(1, { bins: ['name'] }))?.bins).toEqual({ name: 'Ann' })
    expect((await users.get(1, { bins: [] }))?.bins).toEqual({})
    expect(users.id(record!.key)).toBe(1)
    expect(await users.get(record!.key)).toEqual(record)
    expect(await users.exists(1)).toBe(true)
    expect(await users.touch(1)).toMatchObject({ generation: 2 })
    expect(await users.metadata(1)).toMatchObject({ generation: 2 })
    expect(
      await users.get(1, { filterExpression: users.where((bins) => bins.age.lt(18)), filteredOut: 'null' }),
    ).toBeNull()
    expect(await users.remove(1)).toBe(true)
    expect(await users.get(1)).toBeNull()
  })

  test('many records', async () => {
    const users = plain()
    const ids = [1, 2, 3]
    const put = await users.putMany(ids.map((id) => [id, { ...ANN, age: id }] as const))
    expect(put.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
    const rows = await users.getMany([...ids, 4], { bins: ['age'] })
    expect(rows.map(({ record }) => record?.bins ?? null)).toEqual([{ age: 1 }, { age: 2 }, { age: 3 }, null])
    const grown = await users.operateMany(ids, (bins) => [bins.age.add(10), bins.age.read()])
    expect(grown.map((row) => row.status === 'ok' && row.results)).toEqual([
      [null, 11],
      [null, 12],
      [null, 13],
    ])
    expect((await users.existsMany([1, 4])).map(({ status }) => status)).toEqual(['ok', 'notFound'])
    expect((await users.removeMany(ids)).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
  })

  test('operations, also inside of bins', async () => {
    const users = plain()
    await users.put(1, ANN)
    const { results, generation } = await users.operate(1, (bins) => [
      bins.age.add(1),
      bins.age.read(),
      bins.nick.read(),
      bins.tags.lists.append('seen'),
      bins.tags.lists.getByRank(-1),
      bins.tags.lists.getByValue('new', { returnType: 'index' }),
      bins.scores.maps.getByKey('chess'),
      bins.scores.key('chess').lists.append(7, { unique: true }),
      bins.scores.key('chess').lists.increment(0),
      bins.scores.key('chess').lists.getRange(1),
      bins.name.append('a'),
      bins.name.read(),
      bins.tags.write(['a', 'b']),
      bins.tags.lists.size(),
      ops.readExpression('next', exp.add(users.bins.age.as('int'), 1)),
    ])
    expect(results).toEqual([null, 32, null, 2, 'seen', [0], [3, 1], 3, 4, [1, 7], null, 'Anna', null, 2, 33])
    expect(generation).toBe(2)
    const filterExpression = users.where((bins) => bins.age.lt(0))
    const options = { filterExpression, filteredOut: 'null' } as const
    expect(await users.operate(1, (bins) => [bins.age.read()], options)).toBeNull()
  })

  const zodUser = z.object({
    name: z.string().trim(),
    age: z.number().int().default(18),
    born: z.date(),
    state: z.enum(['active', 'blocked']),
    nick: z.string().nullable(),
    dateOfRegistration: z.number(),
    address: z.object({ city: z.string(), since: z.date().optional() }).optional(),
  })
  type Address = NonNullable<z.output<typeof zodUser>['address']>

  const full = (set = freshSet('sets')) =>
    client.set(
      'test',
      set,
      define(zodUser, {
        aliases: { dateOfRegistration: 'registered' },
        codecs: {
          born: codecs.date,
          state: codecs.enumOf({ active: 1, blocked: 2 }),
          address: codecs.object<Address>()({ since: codecs.date }),
        },
        defaults: { dateOfRegistration: () => 7, nick: null },
        key: {
          encode: (id: { tenant: string }) => `t:${id.tenant}`,
          decode: (key) => ({ tenant: String(key).slice(2) }),
        },
        ttl: 5000,
        checkReads: true,
      }),
    )

  test('schema, aliases, codecs, defaults, keys and ttl', async () => {
    const users = full()
    const id = { tenant: 'a' }
    const born = new Date(12345)
    const since = new Date(5)
    await users.put(
      id,
      { name: ' Ann ', born, state: 'blocked', address: { city: 'Bern', since } },
      { sendKey: true },
    )
    const key = new Key('test', users.name, 't:a')
    const stored = await client.get(key)
    const address = { city: 'Bern', since: 5 }
    expect(stored?.bins).toEqual({ name: 'Ann', age: 18, born: 12345, state: 2, registered: 7, address })
    expect(stored?.ttl).toBeGreaterThan(4000)
    expect(stored?.ttl).toBeLessThanOrEqual(5000)
    const record = await users.get(id)
    expect(record?.bins).toEqual({
      ...{ name: 'Ann', age: 18, born, state: 'blocked', nick: null, dateOfRegistration: 7 },
      address: { city: 'Bern', since },
    })
    expect(users.id(record!.key)).toEqual(id)
    expect(users.bin('dateOfRegistration')).toBe('registered')
    expect((await users.get(id, { bins: ['born', 'dateOfRegistration'] }))?.bins).toEqual({
      born,
      dateOfRegistration: 7,
    })
    const [row] = await users.getMany([id], { bins: ['state'] })
    expect(row?.record?.bins).toEqual({ state: 'blocked' })
    const { results } = await users.operate(id, (bins) => [
      bins.born.add(5),
      bins.born.read(),
      bins.state.write('active'),
      bins.state.read(),
      bins.dateOfRegistration.read(),
    ])
    expect(results).toEqual([null, new Date(12350), null, 'active', 7])
    expect((await users.touch(id, { ttl: 100 })).generation).toBe(3)
    expect((await client.metadata(key))?.ttl).toBeLessThanOrEqual(100)
  })

  test('queries know fields, and give records of the application', async () => {
    const users = full()
    const born = new Date(1)
    for (const tenant of ['a', 'b', 'c', 'd'])
      await users.put({ tenant }, { name: tenant, age: tenant.charCodeAt(0), born, state: 'active' })
    const query = users.query().where((bins) => bins.dateOfRegistration.eq(7).and(bins.age.gt(97)))
    const names = (records: readonly { readonly bins: { readonly name: string } }[]) =>
      records.map(({ bins }) => bins.name).toSorted()
    const records = await query.toArray()
    expect(names(records)).toEqual(['b', 'c', 'd'])
    expect(records[0]?.bins).toMatchObject({ born, state: 'active', dateOfRegistration: 7 })
    const iterated = []
    for await (const record of query.select('name', 'born')) iterated.push(record)
    expect(names(iterated)).toEqual(['b', 'c', 'd'])
    expect(iterated[0]?.bins).toEqual({ name: expect.any(String) as string, born })
    const streamed = (await query.stream().toArray()) as typeof records
    expect(names(streamed)).toEqual(['b', 'c', 'd'])
    const each: string[] = []
    expect(await query.forEach(({ bins }) => each.push(bins.state))).toBe(3)
    expect(each).toEqual(['active', 'active', 'active'])
    const paged = []
    let cursor: string | null | undefined
    do {
      const page = await users.query().page(3, cursor)
      paged.push(...page.records)
      cursor = page.cursor
    } while (cursor !== null)
    expect(names(paged)).toEqual(['a', 'b', 'c', 'd'])
    expect((await users.query().noBins().toArray()).map(({ bins }) => bins)).toEqual([{}, {}, {}, {}])
    const job = await query.execute((bins) => [bins.state.write('blocked')])
    await job.wait()
    const blocked = users.query().where((bins) => bins.state.eq(2))
    expect(names(await blocked.toArray())).toEqual(['b', 'c', 'd'])
  })

  test('an index on a field', async () => {
    const users = full()
    const name = freshSet('i').slice(0, 15)
    const task = await users.createIndex({ name, bin: 'dateOfRegistration', type: 'numeric' })
    try {
      await task.wait()
      const [index] = (await client.listIndexes('test')).filter((each) => each.name === name)
      expect(index).toMatchObject({ set: users.name, bin: 'registered' })
    } finally {
      await client.dropIndex('test', name)
    }
  })

  test.each([
    ['zod', z.object({ name: z.string(), list: z.array(z.record(z.string(), z.number())) })],
    ['valibot', v.object({ name: v.string(), list: v.array(v.record(v.string(), v.number())) })],
    ['arktype', type({ name: 'string', list: 'Record<string, number>[]' })],
    [
      'zod that takes its time',
      z
        .object({ name: z.string(), list: z.array(z.record(z.string(), z.number())) })
        .refine(async () => true),
    ],
  ])('%s: a body that does not fit names its field, and nothing is stored', async (_vendor, schema) => {
    const set = client.set('test', freshSet('sets'), define(schema, { checkReads: true }))
    const key = set.key('k')
    const body = { name: 'a', list: [{ fine: 1 }, { fine: 1, [SECRET]: SECRET }] } as never
    const error = (await failure(set.put('k', body))) as SchemaError
    expect(error).toBeInstanceOf(SchemaError)
    expect(error).toMatchObject({ code: 'SCHEMA_MISMATCH', key: key.toString(), attempts: 0 })
    expect(error.issues).toEqual([{ field: 'list', bin: 'list', place: '[1]{1}' }])
    expect(error.message).toContain('"list"[1]{1}')
    expect(JSON.stringify(error) + String(error) + String(error.stack)).not.toContain(SECRET)
    expect(await client.exists(key)).toBe(false)
    // A body that is no object at all is the schema's to refuse too.
    for (const none of [undefined, null, [], 'text', 7])
      expect(await failure(set.put('k', none as never))).toMatchObject({ code: 'SCHEMA_MISMATCH' })
    expect(
      await failure(
        set.putMany([
          ['j', { name: 'b', list: [] }],
          ['k', body],
        ]),
      ),
    ).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringContaining('rows[1]: ') as string,
    })
    expect(await client.exists(set.key('j'))).toBe(false)
    await set.put('k', { name: 'b', list: [{ fine: 2 }] })
    expect((await set.get('k'))?.bins).toEqual({ name: 'b', list: [{ fine: 2 }] })
  })

  test('what is stored and does not fit is an error of reading, and of its row alone', async () => {
    const schema = z.object({ name: z.string(), age: z.number() })
    const set = client.set('test', freshSet('sets'), define(schema, { checkReads: true, key: keys.string }))
    await client.put(set.key('bad'), { name: SECRET, age: SECRET })
    await set.put('good', { name: 'a', age: 1 })
    const error = await failure(set.get('bad'))
    expect(error).toBeInstanceOf(StoredError)
    expect(error).toMatchObject({ code: 'STORED_MISMATCH', key: set.key('bad').toString() })
    expect((error as StoredError).issues).toEqual([{ field: 'age', bin: 'age', place: '' }])
    expect(JSON.stringify(error)).not.toContain(SECRET)
    // The other field is fine by itself.
    expect((await set.get('bad', { bins: ['name'] }))?.bins).toEqual({ name: SECRET })
    const rows = await set.getMany(['bad', 'good'])
    expect(rows.map(({ status }) => status)).toEqual(['error', 'ok'])
    expect(await failure(set.getMany(['bad', 'good'], { throwOnError: true }))).toMatchObject({
      code: 'BATCH_FAILED',
    })
    expect(await failure(set.query().toArray())).toMatchObject({ code: 'STORED_MISMATCH' })
    const iterate = async (): Promise<void> => {
      for await (const record of set.query()) expect(record.bins.name).toBe('a')
    }
    expect(await failure(iterate())).toMatchObject({ code: 'STORED_MISMATCH' })
    const unchecked = client.set('test', set.name, define(schema))
    expect((await unchecked.get('bad'))?.bins).toEqual({ name: SECRET, age: SECRET })
  })

  test('a codec that does not take a value says nothing of it', async () => {
    const set = client.set(
      'test',
      freshSet('sets'),
      define(types<{ born: Date }>(), { codecs: { born: codecs.date } }),
    )
    const error = await failure(set.put('k', { born: SECRET as never }))
    expect(error).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      issues: [{ field: 'born', bin: 'born', place: '' }],
    })
    expect(JSON.stringify(error)).not.toContain(SECRET)
    await client.put(set.key('k'), { born: SECRET })
    expect(await failure(set.get('k'))).toMatchObject({ code: 'STORED_MISMATCH' })
    expect(await failure(set.operate('k', (bins) => [bins.born.read()]))).toMatchObject({
      code: 'STORED_MISMATCH',
    })
  })

  test('versions: old records are brought up to date when they are read', async () => {
    const set = freshSet('sets')
    const before = client.set('test', set, define<{ nm: string; n: number }>())
    await before.put('old', { nm: 'Ann', n: 1 })
    const now = client.set(
      'test',
      set,
      define(types<{ name: string; n: number }>(), {
        version: 2,
        migrate: ({ nm, ...bins }, from) => Promise.resolve(from < 2 ? { ...bins, name: nm ?? null } : bins),
      }),
    )
    expect((await now.get('old'))?.bins).toEqual({ name: 'Ann', n: 1 })
    expect((await now.get('old', { bins: ['name'] }))?.bins).toEqual({ name: 'Ann' })
    expect(await now.query().select('name').toArray()).toMatchObject([{ bins: { name: 'Ann' } }])
    expect((await client.get(now.key('old')))?.bins).toEqual({ nm: 'Ann', n: 1 })
    const updated = await now.update('old', (record) => record && { ...record.bins, n: 2 })
    expect(updated?.bins).toEqual({ name: 'Ann', n: 2 })
    expect((await client.get(now.key('old')))?.bins).toEqual({ name: 'Ann', n: 2, _v: 2 })
    expect((await now.get('old'))?.bins).toEqual({ name: 'Ann', n: 2 })
    const earlier = client.set('test', set, define(types<{ name: string }>(), { version: 1 }))
    expect(await failure(earlier.get('old'))).toMatchObject({ code: 'VERSION_TOO_NEW' })
    expect(await failure(earlier.get('old', { bins: ['name'] }))).toMatchObject({ code: 'VERSION_TOO_NEW' })
  })

  test('update: nobody is overwritten, and everybody is counted', async () => {
    const users = plain()
    const count = (record: { readonly bins: User } | null): User =>
      record === null ? { ...ANN, age: 1 } : { ...record.bins, age: record.bins.age + 1 }
    const updates = Array.from({ length: 8 }, () => users.update(1, count, { attempts: 100 }))
    const ages = (await Promise.all(updates)).map((record) => record?.bins.age)
    expect(ages.toSorted((a, b) => Number(a) - Number(b))).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect((await users.get(1))?.bins.age).toBe(8)
  })

  test('update: what it is given, and what becomes of it', async () => {
    const users = plain()
    await users.put(1, { ...ANN, nick: 'a' })
    const updated = await users.update(1, (record) => {
      const { nick: _, ...rest } = record?.bins ?? ANN
      return rest
    })
    expect(updated).toMatchObject({ bins: ANN, generation: 2 })
    expect((await users.get(1))?.bins).toEqual(ANN)
    expect(await users.update(1, () => null)).toBeNull()
    expect(await users.update(2, (record) => record?.bins)).toBeNull()
    expect(await users.exists(2)).toBe(false)
    let tries = 0
    const meddled = users.update(
      1,
      async () => {
        tries++
        await users.put(1, ANN)
        return ANN
      },
      { attempts: 3 },
    )
    expect(await failure(meddled)).toMatchObject({ code: 'GENERATION' })
    expect(tries).toBe(3)
    const removed = users.update(
      1,
      async (record) => {
        if (record !== null) await users.remove(1)
        return { ...ANN, name: record === null ? 'new' : 'old' }
      },
      { attempts: 3 },
    )
    expect((await removed)?.bins.name).toBe('new')
    const mine = new Error('mine')
    await expect(users.update(1, () => Promise.reject(mine))).rejects.toBe(mine)
  })

  test('what is wrong with arguments and options is refused as ever', async () => {
    const users = plain()
    const wrong = [
      [() => users.get({} as never), 'INVALID_KEY'],
      [() => users.get(new Key('test', 'other', 1)), 'INVALID_KEY'],
      [() => users.get(1, { bins: 5 } as never), 'INVALID_OPTION'],
      [() => users.get(1, { binz: [] } as never), 'INVALID_OPTION'],
      [() => users.put(1, ANN, 5 as never), 'INVALID_OPTION'],
      [() => users.put(1, { ...ANN, dateOfPurchases1: 1 } as never), 'INVALID_BIN_NAME'],
      [() => users.operate(1, [] as never), 'INVALID_ARGUMENT'],
      [() => users.operate(1, () => []), 'INVALID_ARGUMENT'],
      [
        () => users.operate(1, (bins) => [bins.tags.lists.append('a', { uniqe: true } as never)]),
        'INVALID_OPTION',
      ],
      [
        () => users.operate(1, (bins) => [bins.scores.key('a').lists.append(1, { uniqe: true } as never)]),
        'INVALID_OPTION',
      ],
      [() => users.getMany(5 as never), 'INVALID_ARGUMENT'],
      [() => users.putMany(5 as never), 'INVALID_ARGUMENT'],
      [() => users.putMany([5] as never), 'INVALID_ARGUMENT'],
      [() => users.update(1, () => ANN, { generation: 1 } as never), 'INVALID_OPTION'],
      [() => users.update(1, () => ANN, { attempts: 0 }), 'INVALID_OPTION'],
      [() => users.update(1, () => ANN, { ttll: 0 } as never), 'INVALID_OPTION'],
      [() => users.update(1, () => ANN, 'x' as never), 'INVALID_OPTION'],
      [() => users.update(1, 5 as never), 'INVALID_ARGUMENT'],
      [() => users.createIndex({ name: 'i' } as never), 'INVALID_ARGUMENT'],
    ] as const
    for (const [call, code] of wrong) {
      const error = (await failure(call())) as AerospikeError
      expect(error).toBeInstanceOf(AerospikeError)
      expect([String(call), error.code]).toEqual([String(call), code])
    }
    const byText = client.set('test', 'sets', define(types<User>(), { key: keys.string }))
    expect(await failure(byText.get(5 as never))).toMatchObject({ code: 'INVALID_KEY' })
    expect(() => client.set('test', 'sets', {} as never)).toThrow(/must be a definition/)
    expect(() => client.set('', 'sets', define<User>())).toThrow(/namespace is empty/)
  })
})
