// A cache of responses for Express and Fastify. Neither is imported: one hands on Node's own objects, the other is known by its shape.
export type { StoreClient } from './stores/client.ts'
export type { StoreOptions } from './stores/options.ts'
export { createHttpCache, type HttpCache } from './http-cache/http-cache.ts'
export type { HttpCacheMiddleware } from './http-cache/express.ts'
export type { FastifyHost, HttpCachePlugin } from './http-cache/fastify.ts'
export type { CachedRequest, HttpCacheOptions } from './http-cache/options.ts'
