// Sessions and limits on the official client.
import Aerospike from 'aerospike'
import session from 'express-session'
import { serveSite } from './express-site.mjs'
import { connectOfficial, counter, keyIn, orNull } from './official.mjs'

const client = await connectOfficial()
const keyOf = keyIn('sessions')
const { incr, touch } = Aerospike.operations
const ttlOf = ({ cookie }) => Math.max(1, Math.ceil(cookie.maxAge / 1_000))

/** Has a promise answer a callback. */
function answer(work, callback) {
  work.then(
    (value) => callback?.(null, value),
    (error) => callback?.(error),
  )
}

class Sessions extends session.Store {
  get(sid, callback) {
    const found = client.get(keyOf(sid)).catch(orNull)
    answer(
      found.then((record) => record && JSON.parse(record.bins.session)),
      callback,
    )
  }
  set(sid, value, callback) {
    answer(client.put(keyOf(sid), { session: JSON.stringify(value) }, { ttl: ttlOf(value) }), callback)
  }
  touch(sid, value, callback) {
    answer(client.operate(keyOf(sid), [touch(ttlOf(value))]).catch(orNull), callback)
  }
  destroy(sid, callback) {
    answer(client.remove(keyOf(sid)).catch(orNull), callback)
  }
}

/** As express-rate-limit uses one. */
class Limits {
  localKeys = false
  constructor(name) {
    this.name = name
    this.hit = counter(client)
  }
  init({ windowMs }) {
    this.window = windowMs
  }
  async increment(key) {
    const { hits, reset } = await this.hit(`${this.name} ${key}`, this.window)
    return { totalHits: hits, resetTime: new Date(reset) }
  }
  async decrement(key) {
    const number = Math.floor(Date.now() / this.window)
    await client.operate(keyIn('limits')(`${this.name} ${key} ${number}`), [incr('hits', -1)])
  }
  async resetKey() {
    throw new Error('nobody asks for this')
  }
}

await serveSite({
  store: new Sessions(),
  limits: (name) => new Limits(name),
  close: async () => client.close(),
})
