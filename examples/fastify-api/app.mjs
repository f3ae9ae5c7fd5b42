import fastifyRateLimit from '@fastify/rate-limit'
import { fastifyAerospike } from 'aerospike-ts/fastify'
import { createHttpCache } from 'aerospike-ts/http-cache'
import { createFastifyRateLimitStore } from 'aerospike-ts/rate-limit'
import fastify from 'fastify'
import { boardRoutes } from './board-routes.mjs'
import { drain } from './drain.mjs'
import { answerErrors } from './errors.mjs'
import { importRoutes } from './import-routes.mjs'
import { metricsRoutes } from './metrics-routes.mjs'
import { placeRoutes } from './place-routes.mjs'
import { openPlaces } from './places.mjs'
import { searchRoutes } from './search-routes.mjs'

/**
 * The whole application, not listening yet.
 * @param prefix of the names of all sets, so that tests may share a cluster
 */
export async function buildApp({
  hosts,
  namespace = 'test',
  prefix = '',
  limit = 1_000,
  logger = false,
  cacheTtl = 10,
}) {
  // At the end connections that are kept open without a request are closed, and do not hold it up; a request that still came is answered
  // as any other.
  const app = fastify({ logger, forceCloseConnections: 'idle', return503OnClosing: false })
  app.setErrorHandler(answerErrors)
  await app.register(drain)
  await app.register(fastifyAerospike, {
    hosts,
    namespaces: [namespace],
    health: true,
    logFailed: logger !== false,
  })
  await app.register(metricsRoutes)

  const client = app.aerospike
  const places = await openPlaces(client, { namespace, set: `${prefix}places` })
  const cache = createHttpCache({ client, namespace, set: `${prefix}cache`, ttl: cacheTtl })
  const store = createFastifyRateLimitStore({ client, namespace, set: `${prefix}limits` })

  await app.register(async (api) => {
    // An API that lets more through is better than one that is away.
    await api.register(fastifyRateLimit, { max: limit, timeWindow: 60_000, store, skipOnError: true })
    await api.register(placeRoutes, { places })
    await api.register(importRoutes, { places })
    await api.register(boardRoutes, { namespace, set: `${prefix}boards` })
    await api.register(searchRoutes, { places, cache })
  })
  return app
}
