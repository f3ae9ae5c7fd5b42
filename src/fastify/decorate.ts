import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HostedClient } from '../hosting/hosted-client.ts'
import { applicationOf, namedClients } from './application.ts'
import type { RequestClient } from './request-client.ts'
import { watchRequests } from './request-signal.ts'

/** Gives a scope, and those inside it, a client under its name. */
export function decorate(fastify: FastifyInstance, { name, client }: HostedClient): void {
  if (name === undefined) {
    fastify.decorate('aerospike', client)
    return
  }
  if (Object.hasOwn(fastify, 'aerospikes')) {
    fastify.aerospikes[name] = client
    return
  }
  // Names of the scopes around stay visible, and these do not get out.
  const around = fastify.hasDecorator('aerospikes') ? fastify.aerospikes : null
  fastify.decorate('aerospikes', Object.assign(Object.create(around) as object, { [name]: client }))
}

/** Gives requests their view of a client. */
export function decorateRequest(fastify: FastifyInstance, { name, client }: HostedClient): void {
  const application = applicationOf(fastify)
  application.signalled.add(client)
  const decorator = name === undefined ? 'aerospike' : 'aerospikes'
  if (fastify.hasRequestDecorator(decorator)) return
  watchRequests(fastify)
  fastify.decorateRequest(decorator, {
    getter(this: FastifyRequest) {
      return name === undefined
        ? (application.ofRequest(this, this.server.aerospike) as never)
        : namedOf(this)
    },
  })
}

function namedOf(request: FastifyRequest): Readonly<Record<string, RequestClient>> {
  const application = applicationOf(request.server)
  const clients: Record<string, RequestClient> = Object.create(null) as object as Record<
    string,
    RequestClient
  >
  const named = namedClients(request.server)
  // Also those of the scopes around.
  for (const name in named) {
    const client = application.ofRequest(request, named[name])
    if (client !== undefined) clients[name] = client
  }
  return clients
}
