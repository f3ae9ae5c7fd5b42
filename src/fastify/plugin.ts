import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { ClientOptions } from '../index.ts'
import { HostedClient } from '../hosting/hosted-client.ts'
import { applicationOf, checkFree } from './application.ts'
import { decorate, decorateRequest } from './decorate.ts'
import { addHealthRoute } from './health.ts'
import {
  connectTimeoutWithin,
  type FastifyAerospikeOptions,
  type PluginSettings,
  resolvePlugin,
  WHERE,
} from './options.ts'
import { logByRequest } from './request-log.ts'

async function register(fastify: FastifyInstance, options: FastifyAerospikeOptions): Promise<void> {
  const settings = resolvePlugin(options)
  const { own, health } = settings
  checkFree(fastify, own.name, own.client)
  const hosted = host(fastify, settings)
  await hosted.open()
  const { clients } = applicationOf(fastify)
  clients.add(hosted)
  // Fastify comes to this when it has answered all requests.
  fastify.addHook('onClose', () => hosted.close())
  decorate(fastify, hosted)
  if (own.requestSignal) decorateRequest(fastify, hosted)
  if (health !== undefined) addHealthRoute(fastify, health)
  const { logFailed, logSlow } = own
  if (logFailed || logSlow > 0) logByRequest(fastify, { clientId: hosted.client.id, logFailed, logSlow })
}

function host(fastify: FastifyInstance, { own, forClient }: PluginSettings): HostedClient {
  const { pluginTimeout = 0 } = fastify.initialConfig
  const connectTimeout = connectTimeoutWithin(pluginTimeout, forClient.connectTimeout)
  return new HostedClient({
    ...own,
    where: WHERE,
    forClient: { ...forClient, connectTimeout, logger: forClient.logger ?? loggerOf(fastify, own.name) },
    // A client that was given may wait longer than Fastify does.
    patience: own.client === undefined || pluginTimeout === 0 ? 0 : connectTimeout,
    onClosed: (message) => fastify.log.error(message),
  })
}

function loggerOf(fastify: FastifyInstance, name: string | undefined): NonNullable<ClientOptions['logger']> {
  return fastify.log.child({ aerospike: name ?? 'client' })
}

/**
 * A plugin for Fastify 5: `ready()` waits for the cluster or fails, `fastify.aerospike` is the client, and `close()` drains it after the
 * last request. It is not encapsulated: the scope that it is registered in has the client, and all scopes inside. Registered several
 * times, with a `name` each, it serves several clusters: `fastify.aerospikes[name]`.
 *
 * @throws ArgumentError `INVALID_OPTION`; ClusterError `CLUSTER_UNREACHABLE`, `NAMESPACE_NOT_FOUND`; ClosedError: `ready()` rejects with it
 * @example
 * import fastify from 'fastify'
 * const app = fastify()
 * await app.register(fastifyAerospike, { hosts: '127.0.0.1:3000', health: true })
 * app.get<{ Params: { id: string } }>('/users/:id', async ({ params }) =>
 *   app.aerospike.get(new Key('test', 'users', params.id)),
 * )
 */
export const fastifyAerospike: FastifyPluginAsync<FastifyAerospikeOptions> = Object.assign(register, {
  // What fastify-plugin does: https://github.com/fastify/fastify-plugin
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'aerospike-ts',
  [Symbol.for('plugin-meta')]: { name: 'aerospike-ts', fastify: '5.x' },
})
