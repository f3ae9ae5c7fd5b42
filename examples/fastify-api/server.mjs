// npm start
import { buildApp } from './app.mjs'
import { findCluster } from './cluster.mjs'

const { env } = process
const cluster = await findCluster()
const app = await buildApp({
  hosts: cluster.hosts,
  namespace: env.AEROSPIKE_NAMESPACE,
  prefix: env.AEROSPIKE_PREFIX,
  limit: env.RATE_LIMIT === undefined ? undefined : Number(env.RATE_LIMIT),
  logger: { level: env.LOG_LEVEL ?? 'info' },
})
await app.listen({ host: env.HOST ?? '127.0.0.1', port: Number(env.PORT ?? 8080) })

/** Callers are told; no new requests, those under way are answered; the client ends; the process has nothing left to do. */
async function stop(signal) {
  app.log.info({ signal }, 'ending')
  await app.drain(Number(env.DRAIN ?? 2_000))
  await app.close()
  await cluster.close()
  app.log.info('ended')
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
