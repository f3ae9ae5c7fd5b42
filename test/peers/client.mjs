// What an application does with the official client, step by step.
import assert from 'node:assert/strict'
import Aerospike from 'aerospike'

const { bitwise, exp, hll, lists, maps, operations, Key } = Aerospike
const COUNT = 500

let next = 0
const freshKey = () => new Key('test', 'peers', `key ${next++}`)
const read = async (client, key) => (await client.get(key)).bins
const hasCode = (code) => (error) => error.code === Aerospike.status[code]

const STEPS = {
  'put, get, exists, remove': async (client) => {
    const key = freshKey()
    const bins = {
      i: 42,
      s: 'née',
      d: 1.5,
      b: Buffer.from([0, 255]),
      l: [1, 'x', { a: [2] }],
      m: { k: 1 },
      y: true,
    }
    await client.put(key, bins)
    assert.deepEqual(await read(client, key), bins)
    assert.equal(await client.exists(key), true)
    await client.remove(key)
    assert.equal(await client.exists(key), false)
    await assert.rejects(client.get(key), hasCode('ERR_RECORD_NOT_FOUND'))
  },

  'policies: generation, exists, ttl': async (client) => {
    const key = freshKey()
    await client.put(key, { a: 1 }, { ttl: 100 })
    const { gen, ttl } = await client.get(key)
    assert.equal(gen, 1)
    assert.ok(ttl > 90 && ttl <= 100)
    const stale = new Aerospike.WritePolicy({ gen: Aerospike.policy.gen.EQ })
    await assert.rejects(client.put(key, { a: 2 }, { gen: 7 }, stale), hasCode('ERR_RECORD_GENERATION'))
    const create = new Aerospike.WritePolicy({ exists: Aerospike.policy.exists.CREATE })
    await assert.rejects(client.put(key, { a: 2 }, {}, create), hasCode('ERR_RECORD_EXISTS'))
  },

  operate: async (client) => {
    const key = freshKey()
    await client.put(key, { i: 1, s: 'a' })
    const { bins } = await client.operate(key, [
      operations.incr('i', 4),
      operations.append('s', 'b'),
      operations.read('i'),
      operations.read('s'),
    ])
    assert.deepEqual(bins, { i: 5, s: 'ab' })
  },

  'Promise.all': async (client) => {
    const keys = Array.from({ length: COUNT }, freshKey)
    // As many at a time as its pool has connections.
    for (let from = 0; from < COUNT; from += 100) {
      await Promise.all(keys.slice(from, from + 100).map((key, i) => client.put(key, { i: from + i })))
    }
    for (let from = 0; from < COUNT; from += 100) {
      const records = await Promise.all(keys.slice(from, from + 100).map((key) => client.get(key)))
      for (const [i, record] of records.entries()) assert.equal(record.bins.i, from + i)
    }
  },

  lists: async (client) => {
    const key = freshKey()
    await client.operate(key, [lists.appendItems('l', [5, 1, 3])])
    await client.operate(key, [lists.sort('l', 0), lists.insert('l', 1, 9)])
    assert.deepEqual(await read(client, key), { l: [1, 9, 3, 5] })
    const { bins } = await client.operate(key, [lists.getByRank('l', -1).andReturn(lists.returnType.VALUE)])
    assert.equal(bins.l, 9)
  },

  maps: async (client) => {
    const key = freshKey()
    await client.operate(key, [maps.putItems('m', { a: 1, b: 2, c: 3 })])
    const { bins } = await client.operate(key, [maps.getByValueRange('m', 2, 4, maps.returnType.KEY)])
    assert.deepEqual(bins.m, ['b', 'c'])
    await client.operate(key, [maps.increment('m', 'a', 10), maps.removeByKey('m', 'b')])
    assert.deepEqual(await read(client, key), { m: { a: 11, c: 3 } })
  },

  bits: async (client) => {
    const key = freshKey()
    await client.put(key, { b: Buffer.from([0, 0]) })
    await client.operate(key, [bitwise.set('b', 4, 8, Buffer.from([0xff]))])
    assert.deepEqual(await read(client, key), { b: Buffer.from([0x0f, 0xf0]) })
  },

  HyperLogLog: async (client) => {
    const key = freshKey()
    await client.operate(key, [hll.add('h', ['a', 'b', 'c', 'a'], 12)])
    const { bins } = await client.operate(key, [hll.getCount('h')])
    assert.equal(bins.h, 3)
  },

  expressions: async (client) => {
    const key = freshKey()
    await client.put(key, { i: 5 })
    const above = (limit) =>
      new Aerospike.ReadPolicy({ filterExpression: exp.gt(exp.binInt('i'), exp.int(limit)) })
    assert.equal((await client.get(key, above(4))).bins.i, 5)
    await assert.rejects(client.get(key, above(5)), hasCode('FILTERED_OUT'))
  },

  batch: async (client) => {
    const keys = Array.from({ length: 50 }, freshKey)
    const write = Aerospike.batchType.BATCH_WRITE
    await client.batchWrite(keys.map((key, i) => ({ type: write, key, ops: [operations.write('i', i)] })))
    const rows = await client.batchRead([...keys, freshKey()].map((key) => ({ key, readAllBins: true })))
    assert.deepEqual(
      rows.slice(0, 50).map(({ record }) => record.bins.i),
      keys.map((_, i) => i),
    )
    assert.equal(rows[50].status, Aerospike.status.ERR_RECORD_NOT_FOUND)
  },

  'query and scan': async (client) => {
    const set = `peers-${process.hrtime.bigint()}`
    for (let i = 0; i < 100; i++) await client.put(new Key('test', set, i), { i })
    const all = await client.query('test', set).results()
    assert.deepEqual(
      all.map(({ bins }) => bins.i).sort((a, b) => a - b),
      Array.from({ length: 100 }, (_, i) => i),
    )
    const job = await client.createIntegerIndex({ ns: 'test', set, bin: 'i', index: set })
    await job.wait(20)
    const query = client.query('test', set)
    query.where(Aerospike.filter.range('i', 10, 19))
    assert.equal((await query.results()).length, 10)
    await client.indexRemove('test', set)
  },

  truncate: async (client) => {
    const key = new Key('test', 'peers-gone', 1)
    await client.put(key, { a: 1 })
    await client.truncate('test', 'peers-gone', 0)
    for (let i = 0; i < 100 && (await client.exists(key)); i++)
      await new Promise((done) => setTimeout(done, 20))
    assert.equal(await client.exists(key), false)
  },
}

/** Runs every step; gives the number of those that failed. */
export async function checkClient(hosts) {
  const patient = { totalTimeout: 20_000, socketTimeout: 20_000 }
  const kinds = ['read', 'write', 'operate', 'remove', 'batch', 'query', 'scan', 'apply']
  const policies = Object.fromEntries(kinds.map((kind) => [kind, patient]))
  const client = await Aerospike.connect({ hosts, policies, log: { level: Aerospike.log.OFF } })
  let failures = 0
  for (const [name, step] of Object.entries(STEPS)) {
    try {
      await step(client)
      console.log(`ok     ${name}`)
    } catch (error) {
      failures++
      console.log(`FAILED ${name}\n${error.stack}`)
    }
  }
  client.close()
  return failures
}
