// npm start
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'aerospike-ts'
import { buildApp } from './app.mjs'
import { findCluster } from './cluster.mjs'

const { env } = process
const cluster = await findCluster()
const client = await connect({ hosts: cluster.hosts, appId: 'express-app' })
let isEnding = false
const app = buildApp(client, {
  namespace: env.AEROSPIKE_NAMESPACE,
  prefix: env.AEROSPIKE_PREFIX,
  // All processes need the same one, and so does the next start: without it all sessions end with the process.
  secret: env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
  secure: env.NODE_ENV === 'production',
  limit: env.RATE_LIMIT === undefined ? undefined : Number(env.RATE_LIMIT),
  isEnding: () => isEnding,
})
// Behind a proxy it says who the caller is: how many there are must be told, or anybody could say so.
app.set('trust proxy', Number(env.PROXIES ?? 0))
const server = app.listen(Number(env.PORT ?? 8081), env.HOST ?? '127.0.0.1')
await once(server, 'listening')
console.log(`listening on http://${server.address().address}:${server.address().port}`)

/** Callers are told; no new requests, those under way are answered; the client ends; the process has nothing left to do. */
async function stop(signal) {
  console.log(`${signal}: ending`)
  isEnding = true
  await sleep(Number(env.DRAIN ?? 2_000))
  server.close()
  await once(server, 'close')
  await client.close()
  await cluster.close()
  console.log('ended')
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
