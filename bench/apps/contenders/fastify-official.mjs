// The routes of the example for Fastify that the load asks for, on the official client.
import fastifyRateLimit from '@fastify/rate-limit'
import Aerospike from 'aerospike'
import fastify from 'fastify'
import { drain } from '../../../examples/fastify-api/drain.mjs'
import { Place } from '../../../examples/fastify-api/places.mjs'
import { connectOfficial, counter, keyIn, orNull } from './official.mjs'
import { endBySignal, settings } from './serve.mjs'

const SET = `${settings.prefix}places`
const CITY = `${SET}-city`
const keyOf = keyIn('places')
const { write } = Aerospike.operations
const STORED = new Aerospike.OperatePolicy({
  exists: Aerospike.policy.exists.CREATE_OR_REPLACE,
  key: Aerospike.policy.key.SEND,
})

const client = await connectOfficial()
// Not waited for: its job.wait() fails with this server, and the index of an empty set is there at once.
await client.createIndex({
  ns: settings.namespace,
  set: SET,
  bin: 'city',
  index: CITY,
  datatype: Aerospike.indexDataType.STRING,
})

/** As @fastify/rate-limit makes one. */
class Limits {
  constructor() {
    this.hit = counter(client)
  }
  incr(name, callback, window) {
    this.hit(name, window).then(
      ({ hits, reset }) => callback(null, { current: hits, ttl: reset - Date.now() }),
      (error) => callback(error),
    )
  }
  child() {
    return this
  }
}

const stored = ({ location: { longitude, latitude }, ...place }) =>
  Object.entries({ ...place, location: Aerospike.GeoJSON.Point(longitude, latitude) })

function shown(id, { location, ...bins }) {
  const [longitude, latitude] = JSON.parse(location).coordinates
  return { id, ...bins, location: { longitude, latitude } }
}

/** One page by the index; the cursor is the client's own state of the query. */
function page(city, size, cursor) {
  const query = client.query(settings.namespace, SET, { paginate: true, maxRecords: size })
  query.where(Aerospike.filter.equal('city', city))
  if (cursor !== undefined) query.nextPage(JSON.parse(Buffer.from(cursor, 'base64url')))
  return new Promise((resolve, reject) => {
    const places = []
    const stream = query.foreach()
    stream.on('data', ({ key, bins }) => places.push(shown(key.key, bins)))
    stream.on('error', reject)
    stream.on('end', (state) =>
      resolve({ places, cursor: state ? Buffer.from(JSON.stringify(state)).toString('base64url') : null }),
    )
  })
}

const querystring = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    size: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
    cursor: { type: 'string' },
  },
  required: ['city'],
  additionalProperties: false,
}

async function placeRoutes(app) {
  app.put('/places/:id', async ({ params, body }, reply) => {
    const { data, error } = Place.safeParse(body)
    if (error !== undefined) {
      const fields = error.issues.map(({ path }) => path.join('.'))
      return reply.code(400).send({ error: 'SCHEMA_MISMATCH', fields })
    }
    const writes = stored(data).map(([bin, value]) => write(bin, value))
    const { gen } = await client.operate(keyOf(params.id), writes, null, STORED)
    return reply.code(gen === 1 ? 201 : 200).send({ id: params.id, generation: gen })
  })
  app.get('/places/:id', async ({ params }, reply) => {
    const record = await client.get(keyOf(params.id)).catch(orNull)
    return record === null ? reply.code(404).send({ error: 'NOT_FOUND' }) : shown(params.id, record.bins)
  })
  app.get('/places', { schema: { querystring } }, async ({ query: { city, size, cursor } }) =>
    page(city, size, cursor),
  )
}

const app = fastify({ forceCloseConnections: 'idle', return503OnClosing: false })
await app.register(drain)
app.get('/ready', async () => ({ status: 'ready' }))
await app.register(async (api) => {
  const { limit: max } = settings
  await api.register(fastifyRateLimit, { max, timeWindow: 60_000, store: Limits, skipOnError: true })
  await api.register(placeRoutes)
})
await app.listen({ host: settings.host, port: settings.port })
endBySignal(
  () => void app.drain(0),
  async () => {
    await app.close()
    client.close()
  },
)
