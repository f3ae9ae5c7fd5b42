// What is asked of the applications: what is there before, and the requests of each connection. A pair gets the same ones.
import assert from 'node:assert/strict'

const PLACES = 1_000
const CITIES = 20
const JSON_TYPE = { 'content-type': 'application/json' }

const cityOf = (i) => `City ${i % CITIES}`
const placeOf = (i) => ({
  name: `Place ${i}`,
  city: cityOf(i),
  kind: 'café',
  tags: ['bench', `t${i % 7}`],
  location: { longitude: 7 + (i % 100) / 100, latitude: 46.5 },
})
const put = (i) => ({
  method: 'PUT',
  path: `/places/p${i}`,
  headers: JSON_TYPE,
  body: JSON.stringify(placeOf(i)),
})
const get = (i) => ({ method: 'GET', path: `/places/p${i}` })
const list = (i) => ({ method: 'GET', path: `/places?city=${encodeURIComponent(cityOf(i))}&size=20` })

/** Of twenty requests thirteen read, five write and two list. */
const MIX = 'ggpgglggpggpgggpgglp'

export const FASTIFY = {
  title:
    '65 % GET /places/:id, 25 % PUT /places/:id, 10 % GET /places?city&size=20, all of them counted by a limiter',
  expected: [200],
  /** Writes all places; all contenders must answer the same to the same. */
  async prepare(url) {
    await pooled(32, PLACES, async (i) => {
      assert.ok([200, 201].includes((await call(url, put(i))).status), 'PUT of a place')
    })
    assert.deepEqual((await call(url, get(7))).body, { id: 'p7', ...placeOf(7) })
    assert.equal((await call(url, { method: 'GET', path: '/places/none' })).status, 404)
    const bad = await call(url, { ...put(7), body: JSON.stringify({ ...placeOf(7), kind: 'bar' }) })
    assert.deepEqual([bad.status, bad.body.fields], [400, ['kind']])
    const page = await call(url, list(3))
    assert.equal(page.body.places.length, 20)
    assert.ok(page.body.places.every(({ city }) => city === cityOf(3)) && page.body.cursor)
  },
  /** The requests of one connection: over and over in this order. */
  requests(connection) {
    const make = { g: get, p: put, l: list }
    return Array.from({ length: MIX.length * 10 }, (_, i) => {
      const which = (connection * 389 + i * 617) % PLACES
      return make[MIX[i % MIX.length]](which)
    })
  },
}

const ANN = { name: 'bench-ann', password: 'correct horse' }
const posted = (path) => ({ method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(ANN) })

export const EXPRESS = {
  title: 'GET /me: a session is read, changed, written and touched, behind a limiter',
  expected: [200],
  /** Each connection is a visitor of its own, logged in: hashes of passwords are not what is measured. */
  async prepare(url, connections) {
    const { status } = await call(url, posted('/register'))
    assert.ok([201, 409].includes(status), 'POST /register')
    assert.equal((await call(url, { method: 'GET', path: '/me' })).status, 401)
    const cookies = []
    // Five logins under way at once would be one too many for the limiter.
    await pooled(3, connections, async (i) => {
      const login = await call(url, posted('/login'))
      assert.equal(login.status, 200, 'POST /login')
      cookies[i] = login.cookie
    })
    const me = await call(url, { method: 'GET', path: '/me', headers: { cookie: cookies[0] } })
    assert.deepEqual(me.body, { name: ANN.name, visits: 1 })
    return cookies
  },
  requests: (connection, cookies) => [
    { method: 'GET', path: '/me', headers: { cookie: cookies[connection % cookies.length] } },
  ],
}

async function call(url, { method, path, headers = {}, body }) {
  const answer = await fetch(`${url}${path}`, { method, headers, body })
  const text = await answer.text()
  return {
    status: answer.status,
    body: text.startsWith('{') ? JSON.parse(text) : text,
    cookie: answer.headers.getSetCookie()[0]?.split(';')[0],
  }
}

async function pooled(lanes, total, work) {
  let next = 0
  const lane = async () => {
    while (next < total) await work(next++)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
