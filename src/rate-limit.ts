// Stores for express-rate-limit and @fastify/rate-limit. Neither package is imported: both take any object with the methods.
export type { StoreClient } from './stores/client.ts'
export type { StoreOptions } from './stores/options.ts'
export {
  createRateLimitStore,
  type HitCount,
  type LimiterOptions,
  type RateLimitStore,
} from './rate-limit/express-store.ts'
export {
  createFastifyRateLimitStore,
  type FastifyCallback,
  type FastifyRateLimitStore,
  type FastifyRateLimitStoreClass,
} from './rate-limit/fastify-store.ts'
export type { FastifyRateLimitStoreOptions, RateLimitStoreOptions } from './rate-limit/options.ts'
