// What a program of some breadth does with the client; each cell of the matrix runs it. It prints one line, and ends by itself.
import assert from 'node:assert/strict'

const MANY = 2000

/** Every kind of value, with what comes back. */
function kinds({ Double, GeoJSON, HyperLogLog, OrderedList, OrderedMap }) {
  const point = '{"type":"Point","coordinates":[8.5,47.4]}'
  return {
    integer: [42, 42],
    bigint: [2n ** 62n, 2n ** 62n],
    double: [2.5, 2.5],
    wholeDouble: [new Double(2), 2],
    boolean: [true, true],
    text: ['Zürich 🏔 \0', 'Zürich 🏔 \0'],
    blob: [new Uint8Array([0, 255, 7]), Buffer.from([0, 255, 7])],
    list: [
      [1, 'two', [3.5, null]],
      [1, 'two', [3.5, null]],
    ],
    sorted: [new OrderedList([3, 1, 2]), [1, 2, 3]],
    object: [
      { a: 1, b: { c: [true] } },
      { a: 1, b: { c: [true] } },
    ],
    map: [new Map([[1, 'one']]), new Map([[1, 'one']])],
    sortedMap: [new OrderedMap([['k', 1n]]), { k: 1 }],
    geo: [new GeoJSON(point), new GeoJSON(point)],
    sketch: [undefined, HyperLogLog],
  }
}

async function values(client, key, library) {
  const { sketch, ...table } = kinds(library)
  const entries = Object.entries(table)
  await client.put(key, Object.fromEntries(entries.map(([bin, [value]]) => [bin, value])), { ttl: 60 })
  await client.operate(key, [library.hll.add('sketch', ['a', 'b'], { indexBits: 8 })])
  const { bins } = await client.get(key)
  for (const [bin, [, expected]] of entries) assert.deepEqual(bins[bin], expected, bin)
  assert.ok(bins.sketch instanceof sketch[1], 'sketch')
}

async function operations(client, key, { lists, maps, ops }) {
  const { results } = await client.operate(key, [
    ops.add('integer', 1),
    lists.append('list', 4),
    maps.put('object', 'd', 'new'),
    ops.read('integer'),
  ])
  assert.deepEqual(results, [null, 4, 3, 43])
}

async function many(client, keyOf, { rows }) {
  const all = Array.from({ length: MANY }, (_, i) => i)
  await Promise.all(all.map((i) => client.put(keyOf(i), { i })))
  const records = await Promise.all(all.map((i) => client.get(keyOf(i))))
  assert.deepEqual(
    records.map((record) => record.bins.i),
    all,
  )
  const answers = await client.batch([rows.get(keyOf(1)), rows.put(keyOf(2), { i: -2 }), rows.get(keyOf(-1))])
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['ok', 'ok', 'notFound'],
  )
}

async function queries(client, set, { ael, exp }) {
  const where = exp.lt(exp.bin('i', 'int'), 10)
  const found = await client.query('test', set).where(where).toArray()
  // The second record has become -2, which is less than 10 too.
  assert.equal(found.length, 10)
  let seen = 0
  for await (const { bins } of client.query('test', set).filterExpression(ael`$.i >= ${MANY - 5}`))
    seen += bins.i > 0
  assert.equal(seen, 5)
}

async function refusals(client, key) {
  await assert.rejects(client.put(key, { n: 1 }, { generation: 999 }), { code: 'GENERATION' })
  await assert.rejects(client.get(key, { unknown: 1 }), { code: 'INVALID_OPTION' })
  const reason = new Error('the caller gave up')
  await assert.rejects(
    client.get(key, { signal: AbortSignal.abort(reason) }),
    (error) => error === reason || error.cause === reason,
  )
  const ender = new AbortController()
  const asked = client.get(key, { signal: ender.signal })
  ender.abort(reason)
  await assert.rejects(asked)
}

function documents({ packDocument, unpackDocument }) {
  const document = {
    at: new Date(0),
    tags: new Set(['a']),
    n: 2n ** 70n,
    deep: new Map([[{ a: 1 }.a, [null]]]),
  }
  assert.deepEqual(unpackDocument(packDocument(document)), document)
}

/** The whole of it with one client, in a set of its own. */
export async function exercise(library, hosts, set) {
  const client = await library.connect({
    hosts,
    defaults: { read: { timeout: 20_000 }, write: { timeout: 20_000 } },
  })
  const keyOf = (id) => new library.Key('test', set, id)
  const key = keyOf('values')
  await values(client, key, library)
  await operations(client, key, library)
  await refusals(client, key)
  assert.equal(await client.remove(key), true)
  await many(client, keyOf, library)
  await queries(client, set, library)
  documents(library)
  await client.close()
  await assert.rejects(client.get(key), { code: 'CLIENT_CLOSED' })
}

/** Which server and which set a cell gives its program; it says that all went well by one line. */
export async function run(library) {
  await exercise(library, process.env.MATRIX_HOSTS, process.env.MATRIX_SET)
  console.log('all is well')
}
