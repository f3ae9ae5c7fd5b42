import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { connect } from 'aerospike-ts'
import { startMemoryServer } from 'aerospike-ts/testing'
import { buildApp } from './app.mjs'
import { findCluster } from './cluster.mjs'

const ANN = { name: 'ann', password: 'correct horse' }
const prefix = `${randomUUID().slice(0, 8)}-`
let cluster, client, site

before(async () => {
  cluster = await findCluster()
  client = await connect(cluster.hosts)
  site = await serve(client)
})
after(async () => {
  site.close()
  for (const set of ['users', 'sessions', 'cache', 'limits']) await client.truncate('test', `${prefix}${set}`)
  await client.close()
  await cluster.close()
})

async function serve(client, options = {}) {
  const server = buildApp(client, { prefix, secret: 'of the tests', ...options }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** One who keeps cookies, as a browser does. */
function visitor({ url } = site) {
  let cookie = ''
  return async (method, path, body) => {
    const headers = { cookie, 'content-type': 'application/json' }
    const text = typeof body === 'object' ? JSON.stringify(body) : body
    const answer = await fetch(`${url}${path}`, { method, headers, body: text })
    for (const set of answer.headers.getSetCookie()) cookie = set.split(';')[0]
    return {
      status: answer.status,
      body: await answer.json().catch(() => undefined),
      headers: answer.headers,
      cookie,
    }
  }
}

test('registers, logs in, is known, and logs out', async () => {
  const call = visitor()
  assert.equal((await call('GET', '/me')).status, 401)
  assert.equal((await call('POST', '/register', ANN)).status, 201)
  assert.deepEqual((await call('POST', '/register', ANN)).body, { error: 'NAME_TAKEN' })
  assert.equal((await call('POST', '/login', { ...ANN, password: 'wrong horse' })).status, 401)
  const first = await call('POST', '/login', ANN)
  assert.equal(first.status, 200)
  assert.deepEqual((await call('GET', '/me')).body, { name: 'ann', visits: 1 })
  assert.deepEqual((await call('GET', '/me')).body, { name: 'ann', visits: 2 })
  const second = await call('POST', '/login', ANN)
  assert.notEqual(second.cookie, first.cookie)
  assert.equal((await call('POST', '/logout')).status, 204)
  assert.equal((await call('GET', '/me')).status, 401)
})

test('bad input: 400 with the fields, and nothing is stored', async () => {
  const call = visitor(await limited({ logins: 100 }))
  const { status, body } = await call('POST', '/register', { name: 'No Name', password: 'short' })
  assert.deepEqual([status, body], [400, { error: 'SCHEMA_MISMATCH', fields: ['name', 'password'] }])
  assert.equal((await call('POST', '/login', { name: ['bob'], password: {} })).status, 400)
  assert.equal((await call('POST', '/login', '{"name":')).status, 400)
  assert.equal((await call('POST', '/register', { name: 'big', password: 'x'.repeat(20_000) })).status, 413)
  assert.equal((await call('GET', '/nothing')).status, 404)
})

let sites = 0
async function limited(options) {
  const other = await serve(client, { prefix: `${prefix}${sites++}-`, ...options })
  after(() => other.close())
  return other
}

test('of 50 who want one name at once one gets it', async () => {
  const open = await limited({ logins: 1_000 })
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => visitor(open)('POST', '/register', { ...ANN, name: 'bob' })),
  )
  const counts = answers.map(({ status }) => status).sort()
  assert.deepEqual([counts[0], counts.filter((status) => status === 409).length], [201, 49])
})

test('guessing a password ends after five times, for all processes', async () => {
  const shared = `${prefix}guess-`
  const [one, two] = [await serve(client, { prefix: shared }), await serve(client, { prefix: shared })]
  after(() => [one, two].forEach((each) => each.close()))
  const statuses = []
  for (let i = 0; i < 6; i++) {
    const { status } = await visitor(i % 2 === 0 ? one : two)('POST', '/login', {
      ...ANN,
      password: `guess ${i} of six`,
    })
    statuses.push(status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429])
})

test('the catalogue is made once, and kept', async () => {
  const first = await visitor()('GET', '/catalogue')
  const second = await visitor()('GET', '/catalogue')
  assert.deepEqual([first.headers.get('x-cache'), second.headers.get('x-cache')], ['MISS', 'HIT'])
  assert.deepEqual(second.body, first.body)
})

test('a cluster that is away: 503 by the error handler, no crash, and back again', async () => {
  const server = await startMemoryServer()
  const own = await connect({ hosts: server.hosts, tendInterval: 250 })
  const other = await serve(own)
  const call = visitor(other)
  await call('POST', '/register', ANN)
  await call('POST', '/login', ANN)

  // Read, and then not written.
  const fault = server.faults.add({
    match: { command: ['put', 'operate'], set: `${prefix}sessions` },
    action: { type: 'code', code: 18 },
  })
  assert.deepEqual((await call('GET', '/me')).body, { error: 'DEVICE_OVERLOAD', inDoubt: false })
  // Nothing but its end is to be written, behind the answer, whose connection goes on.
  assert.equal((await call('GET', '/nothing')).status, 404)
  fault.remove()

  await server.nodes[0].stop()
  const { status, body } = await call('GET', '/me')
  assert.equal(status, 503)
  assert.match(body.error, /^[A-Z_]+$/)
  while ((await call('GET', '/ready')).status !== 503);
  assert.equal((await call('GET', '/catalogue')).status, 200)

  await server.nodes[0].start()
  while ((await call('GET', '/ready')).status !== 200);
  assert.equal((await call('GET', '/me')).body.name, 'ann')
  other.close()
  await own.close()
  await server.close()
})
