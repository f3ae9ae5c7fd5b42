import type { FastifyInstance, FastifyRequest } from 'fastify'
import { clientError, quoteName } from '../errors/index.ts'
import type { Client } from '../index.ts'
import type { HostedClient } from '../hosting/hosted-client.ts'
import { WHERE } from './options.ts'
import { type RequestClient, withSignal } from './request-client.ts'
import { signalOf } from './request-signal.ts'

/** What the plugins of one application know of each other, in whatever scope each is registered. */
export class Application {
  readonly clients = new Set<HostedClient>()
  /** Paths that say who is ready. */
  readonly healthPaths = new Set<string>()
  /** Clients that requests have with a signal. */
  readonly signalled = new WeakSet<Client>()
  readonly #requests = new WeakMap<FastifyRequest, RequestClients>()

  /** A client as a request has it; undefined when it has none. */
  ofRequest(request: FastifyRequest, client: Client | undefined): RequestClient | undefined {
    if (client === undefined || !this.signalled.has(client)) return undefined
    let clients = this.#requests.get(request)
    if (clients === undefined) this.#requests.set(request, (clients = new RequestClients(request)))
    return clients.of(client)
  }
}

/** The clients of one request, which share its signal. */
class RequestClients {
  readonly #signal: AbortSignal
  readonly #clients = new Map<Client, RequestClient>()

  constructor(request: FastifyRequest) {
    this.#signal = signalOf(request)
  }

  of(client: Client): RequestClient {
    const known = this.#clients.get(client)
    if (known !== undefined) return known
    const made = withSignal(client, this.#signal)
    this.#clients.set(client, made)
    return made
  }
}

/** By the server, which all scopes of an application share. */
const applications = new WeakMap<object, Application>()

export function applicationOf({ server }: FastifyInstance): Application {
  const known = applications.get(server)
  if (known !== undefined) return known
  const made = new Application()
  applications.set(server, made)
  return made
}

/** Refuses a client whose name is taken, or that has another name already. @throws ArgumentError `INVALID_OPTION` */
export function checkFree(
  fastify: FastifyInstance,
  name: string | undefined,
  client: Client | undefined,
): void {
  const fault =
    name === undefined
      ? fastify.hasDecorator('aerospike')
        ? 'there is a client without a name already'
        : undefined
      : name in namedClients(fastify)
        ? `there is a client named ${quoteName(name)} already`
        : undefined
  if (fault !== undefined)
    throw clientError('INVALID_OPTION', `${WHERE}: ${fault}`, { hint: 'give each its own option name' })
  for (const other of applicationOf(fastify).clients)
    if (other.client === client)
      throw clientError('INVALID_OPTION', `${WHERE}: the client that was given is registered already`, {
        hint: 'one registration serves the whole application: use its decorator',
      })
}

/** Clients with names that a scope sees. */
export function namedClients(fastify: FastifyInstance): Readonly<Record<string, Client>> {
  return fastify.hasDecorator('aerospikes') ? fastify.aerospikes : {}
}
