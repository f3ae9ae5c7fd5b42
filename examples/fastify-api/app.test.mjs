import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { buildApp } from './app.mjs'
import { findCluster } from './cluster.mjs'

const prefix = `${randomUUID().slice(0, 8)}-`
const CAFÉ = { name: ' Blue ', city: 'Bern', kind: 'café', location: { longitude: 7.4474, latitude: 46.948 } }
let cluster, app

before(async () => {
  cluster = await findCluster()
  app = await buildApp({ hosts: cluster.hosts, prefix })
})
after(async () => {
  for (const set of ['places', 'boards', 'cache', 'limits'])
    await app.aerospike.truncate('test', `${prefix}${set}`)
  for (const index of ['city', 'location']) await app.aerospike.dropIndex('test', `${prefix}places-${index}`)
  await app.close()
  await cluster.close()
})

async function call(method, url, payload, headers) {
  const answer = await app.inject({ method, url, payload, headers })
  const isJson = answer.headers['content-type']?.startsWith('application/json') ?? false
  return { status: answer.statusCode, body: isJson ? answer.json() : answer.body, headers: answer.headers }
}

test('a place is stored, read, replaced and removed', async () => {
  assert.equal((await call('PUT', '/places/blue', CAFÉ)).status, 201)
  const { body } = await call('GET', '/places/blue')
  assert.deepEqual(body, { id: 'blue', ...CAFÉ, name: 'Blue', tags: [] })
  assert.equal((await call('PUT', '/places/blue', { ...CAFÉ, tags: ['new'] })).status, 200)
  assert.equal((await call('DELETE', '/places/blue')).status, 204)
  assert.deepEqual(await call('GET', '/places/blue').then(({ status }) => status), 404)
  assert.equal((await call('DELETE', '/places/blue')).status, 404)
})

test('a body that fails the schema: 400 with the fields, and nothing is stored', async () => {
  const bad = { ...CAFÉ, kind: 'bar', location: { longitude: 700, latitude: 46 } }
  const { status, body } = await call('PUT', '/places/bad', bad)
  assert.equal(status, 400)
  assert.equal(body.error, 'SCHEMA_MISMATCH')
  assert.deepEqual(body.fields.map((field) => field.replace(/[[{.].*/, '')).sort(), ['kind', 'location'])
  assert.equal((await call('GET', '/places/bad')).status, 404)
  assert.equal((await call('PUT', '/places/bad', 'text', { 'content-type': 'application/json' })).status, 400)
  assert.equal((await call('POST', '/boards/may', { player: 'ann', points: 'many' })).status, 400)
  assert.equal((await call('GET', '/boards/may')).status, 404)
})

const place = (i, city) => ({ ...CAFÉ, id: `${city} ${i}`, name: `place ${i}`, city })
const ndjson = (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const importing = (payload) => call('POST', '/import', payload, { 'content-type': 'application/x-ndjson' })
const linesOf = ({ body }) =>
  body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('an import tells of its progress, and of the lines that are wrong', async () => {
  const rows = Array.from({ length: 2_500 }, (_, i) => place(i, 'Basel'))
  rows[1_200] = { ...rows[1_200], city: 7 }
  const lines = linesOf(await importing(ndjson(rows) + 'no json\n\n'))
  assert.deepEqual(
    lines.map(({ read, stored, refused, done }) => [read, stored, refused, done]),
    [
      [1_000, 1_000, 0, undefined],
      [2_000, 1_999, 1, undefined],
      [2_501, 2_499, 2, undefined],
      [2_501, 2_499, 2, true],
    ],
  )
  assert.deepEqual(lines[1].faults, [{ line: 1_201, fields: ['city'] }])
  assert.equal(lines[2].faults[0].line, 2_501)
  assert.equal((await call('GET', '/places/Basel 7')).body.name, 'place 7')
  const long = linesOf(await importing('x'.repeat(70_000)))
  assert.deepEqual(long, [{ read: 0, stored: 0, refused: 0, done: false, error: 'LINE_TOO_LONG' }])
  assert.equal((await call('POST', '/import', {})).status, 415)
})

test('pages have all places once; a cursor from a stranger is a 400', async () => {
  await importing(ndjson(Array.from({ length: 250 }, (_, i) => place(i, 'Chur'))))
  const ids = []
  let next = ''
  while (next !== null) {
    const { status, body } = await call('GET', `/places?city=Chur&size=100${next}`)
    assert.equal(status, 200)
    ids.push(...body.places.map(({ id }) => id))
    next = body.cursor && `&cursor=${body.cursor}`
  }
  assert.deepEqual(ids.sort(), Array.from({ length: 250 }, (_, i) => `Chur ${i}`).sort())

  const { body } = await call('GET', '/places?city=Chur&size=10')
  const foreign = `/places?city=Bern&cursor=${body.cursor}`
  for (const url of ['/places?cursor=c3RyYW5nZXI', foreign]) {
    const answer = await call('GET', url)
    assert.deepEqual([answer.status, answer.body], [400, { error: 'INVALID_CURSOR' }])
  }
  assert.equal((await call('GET', '/places?size=100000')).status, 400)
})

test('what is near, the nearest first; the second answer is a kept one', async () => {
  const at = (latitude) => ({ ...CAFÉ, location: { longitude: 9.5, latitude } })
  await call('PUT', '/places/near', at(47.001))
  await call('PUT', '/places/nearer', at(47.0005))
  await call('PUT', '/places/park', { ...at(47.0001), kind: 'park' })
  await call('PUT', '/places/far', at(47.5))
  const url = '/near?longitude=9.5&latitude=47&metres=500&kind=café'
  const first = await call('GET', encodeURI(url))
  assert.deepEqual(
    first.body.places.map(({ id, metres }) => [id, metres]),
    [
      ['nearer', 56],
      ['near', 111],
    ],
  )
  assert.equal(first.headers['x-cache'], 'MISS')
  const { body, headers } = await call('GET', encodeURI(url))
  assert.deepEqual([body, headers['x-cache']], [first.body, 'HIT'])
  assert.equal((await call('GET', '/near?longitude=9.5')).status, 400)
})

test('a leaderboard with 200 callers at once', async () => {
  await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      call('POST', '/boards/june', { player: `p${i % 20}`, points: i % 20 }),
    ),
  ).then((answers) => assert.ok(answers.every(({ status }) => status === 200 || status === 503)))
  const { body } = await call('POST', '/boards/june', { player: 'ann', points: 5_000 })
  assert.deepEqual(body, { player: 'ann', points: 5_000, rank: 1 })
  const { players } = (await call('GET', '/boards/june?top=2')).body
  assert.deepEqual(players[0], { player: 'ann', points: 5_000, rank: 1 })
  assert.equal(players.length, 2)
})

test('metrics by route, and readiness; neither is limited', async () => {
  const { body } = await call('GET', '/metrics')
  assert.match(
    body,
    /http_server_request_duration_seconds_count\{method="GET",route="\/places\/:id",status="404"\}/,
  )
  assert.match(body, /db_client_operation_duration_seconds_bucket/)
  assert.equal((await call('GET', '/ready')).status, 200)
})

test('who asks too often is told', async () => {
  const strict = await buildApp({ hosts: cluster.hosts, prefix: `${prefix}strict-`, limit: 3 })
  const statuses = []
  for (let i = 0; i < 4; i++) statuses.push((await strict.inject('/places/none')).statusCode)
  assert.deepEqual(statuses, [404, 404, 404, 429])
  assert.equal((await strict.inject('/ready')).statusCode, 200)
  for (const index of ['city', 'location'])
    await strict.aerospike.dropIndex('test', `${prefix}strict-places-${index}`)
  await strict.close()
})
