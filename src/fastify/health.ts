import type { FastifyInstance } from 'fastify'
import type { Readiness } from '../hosting/readiness.ts'
import { type Application, applicationOf } from './application.ts'
import type { HealthSettings } from './options.ts'

/** How the client without a name is called where all are listed. */
const UNNAMED = 'aerospike'

/** Adds a route that answers for all clients of the application; the same path again is the same route. */
export function addHealthRoute(fastify: FastifyInstance, { path, logLevel }: HealthSettings): void {
  const application = applicationOf(fastify)
  const url = `${fastify.prefix}${path}`
  if (application.healthPaths.has(url)) return
  application.healthPaths.add(url)
  fastify.get(path, { logLevel }, async (_request, reply) => {
    const clients = readinessByName(application)
    const isReady = Object.values(clients).every(({ ready }) => ready)
    return reply
      .code(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isReady ? 'ready' : 'unavailable', clients })
  })
}

function readinessByName({ clients }: Application): Readonly<Record<string, Readiness>> {
  return Object.fromEntries(Array.from(clients, ({ name = UNNAMED, readiness }) => [name, readiness]))
}
