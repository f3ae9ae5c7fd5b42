// A plugin for Fastify 5. Fastify is not imported, only its types are.
export { fastifyAerospike } from './fastify/plugin.ts'
export type { FastifyAerospikeOptions, HealthRouteOptions } from './fastify/options.ts'
export type { RequestCall, RequestClient } from './fastify/request-client.ts'
export type { HostOptions } from './hosting/options.ts'
