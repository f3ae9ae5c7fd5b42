import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { type Client, filter, Key, ops, type Query } from '../../src/index.ts'
import { failure, freshSet, isReal, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

const SOURCE = `
local function one() return 1 end
local function add(a, b) return a + b end
function count(s) return s : map(one) : reduce(add) end
function ids(s) return s : map(function(r) return r.i end) end
function slow(s)
  return s : map(one) : reduce(add) : map(function(n)
    for i = 1, 20000000 do n = n + 0 end
    return n
  end)
end
function forever(s) return s : map(one) : reduce(add) : map(function(n) while true do end end) end
function stuck(s) return s : map(function(r) while true do end end) end
function add2(record, a, b) return a + b end
function loop(record) while true do end end
`
const COUNT = 300

describe.each(TOPOLOGIES)('functions in Lua on %s', (_, nodes) => {
  let server: TestServer
  let client: Client
  let all: Query
  const set = freshSet('udf')
  const module = set.replaceAll('-', '_')
  const udf = (name: string) => ({ module, function: name, source: SOURCE })

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
    all = client.query('test', set)
    await (await client.registerUdf({ name: `${module}.lua`, source: SOURCE })).wait()
    await Promise.all(
      Array.from({ length: COUNT }, (_unused, i) => client.put(new Key('test', set, i), { i })),
    )
  })

  afterAll(async () => {
    await client.removeUdf(`${module}.lua`)
    await client.close()
    await server.close()
  })

  it('give what they return', async () => {
    expect(await client.apply(new Key('test', set, 1), module, 'add2', [2, 3])).toBe(5)
  })

  it('sum up what a query finds, with the source given or fetched', async () => {
    expect(await all.aggregate(udf('count')).value()).toBe(COUNT)
    expect(await all.aggregate({ module, function: 'count' }).value()).toBe(COUNT)
    expect(await all.aggregate({ ...udf('count'), source: Buffer.from(SOURCE) }).toArray()).toEqual([COUNT])
    expect(await client.query('test', `${set}-none`).aggregate(udf('count')).value()).toBeNull()
    const value = all.aggregate<number>(udf('count')).value()
    expectTypeOf(value).resolves.toEqualTypeOf<number | null>()
    await value
  })

  it('give values one at a time, as often as they are run', async () => {
    const ids = all.aggregate<number>(udf('ids'))
    for (let run = 0; run < 2; run++) {
      const found: number[] = []
      for await (const id of ids) found.push(id)
      expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_unused, i) => i))
    }
  })

  it('end when their consumer leaves', async () => {
    for await (const id of all.aggregate(udf('ids'))) {
      expect(id).toBeTypeOf('number')
      break
    }
    expect(await all.aggregate(udf('count')).value()).toBe(COUNT)
  })

  it('that run long let others have their turn', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    expect(await all.aggregate(udf('slow')).value()).toBe(COUNT)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  it('without an end are ended by a time limit, a signal, or the client that closes', async () => {
    const late = all.options({ timeout: 500 }).aggregate(udf('forever')).value()
    expect(await failure(late)).toMatchObject({ code: 'TIMEOUT' })
    const controller = new AbortController()
    const aborted = all.options({ signal: controller.signal }).aggregate(udf('forever')).value()
    setTimeout(() => controller.abort(), 200)
    expect(await failure(aborted)).toMatchObject({ code: 'ABORTED' })
    const another = await open(server)
    const closed = failure(another.query('test', set).aggregate(udf('forever')).value())
    setTimeout(() => void another.close({ timeout: 0 }), 200)
    expect(await closed).toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  it('that are wrong say so before anything is sent', async () => {
    const missing = all.aggregate({ module: `${module}_nowhere`, function: 'f' }).value()
    expect(await failure(missing)).toMatchObject({ code: 'UDF_REJECTED' })
    const broken = all.aggregate({ module, function: 'f', source: 'function f(' }).value()
    expect(await failure(broken)).toMatchObject({ code: 'UDF_REJECTED' })
    const wrong = [
      () => all.aggregate({ module: '', function: 'f' }),
      () => all.aggregate({ module, function: 'f', source: 5 as never }),
      () => all.select('i').aggregate(udf('count')),
      () => all.operations([ops.read('i')]).aggregate(udf('count')),
      () => all.partitions(1).aggregate(udf('count')),
      () => all.maxRecords(1).aggregate(udf('count')),
      () => all.filterExpression(Buffer.from('9305935102a16964', 'hex')).aggregate(udf('count')),
      () => all.options({ expectedDuration: 'short' }).aggregate(udf('count')),
    ]
    for (const call of wrong) expect(call).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  it('need the index that the query goes by', async () => {
    const value = all.where(filter.equal('i', 1)).aggregate(udf('count')).value()
    expect(await failure(value)).toMatchObject({ code: 'INDEX_NOT_FOUND' })
  })

  it.runIf(!isReal)('of a record that do not end fail after their time', async () => {
    const applied = client.apply(new Key('test', set, 1), module, 'loop', [], {
      timeout: 10_000,
      socketTimeout: 0,
    })
    const answered = client.apply(new Key('test', set, 1), module, 'add2', [1, 1])
    expect([await failure(applied), await answered]).toMatchObject([{ code: 'UDF_FAILED' }, 2])
  })

  it.runIf(!isReal)('of a stream that do not end hold up nobody', async () => {
    const stuck = all.options({ timeout: 300 }).aggregate(udf('stuck')).value()
    const count = all.aggregate(udf('count')).value()
    expect(await failure(stuck)).toMatchObject({ code: 'TIMEOUT' })
    expect(await count).toBe(COUNT)
  })
})
