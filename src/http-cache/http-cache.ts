import { clientError } from '../errors/index.ts'
import { resolveStore } from '../stores/options.ts'
import { type HttpCacheMiddleware, middlewareOf } from './express.ts'
import { type HttpCachePlugin, pluginOf } from './fastify.ts'
import { HTTP_CACHE_OPTIONS, type HttpCacheOptions } from './options.ts'
import { Responses } from './responses.ts'

/** A cache of whole responses, shared by all processes of an application. */
export interface HttpCache {
  /** `app.use(cache.express)` */
  readonly express: HttpCacheMiddleware
  /** `await app.register(cache.fastify)` */
  readonly fastify: HttpCachePlugin
  /** Forgets what is kept under a key, by default host, blank, path and query: `example.com /users?page=2`. Whether there was something. */
  remove(key: string): Promise<boolean>
  /** Forgets everything whose key begins so; all of it when left out. A query over the set. */
  clear(beginning?: string): Promise<void>
}

/**
 * A cache of responses to GET, for Express and Fastify. It keeps what a shared cache may keep: nothing with Set-Cookie, `private`, `no-store` or
 * `no-cache`, nothing of requests with cookies or credentials unless it is `public`. When the cluster is away, requests go to the application.
 *
 * @throws ArgumentError `INVALID_OPTION`
 * @example
 * import express from 'express'
 * express().use('/catalogue', createHttpCache({ client, namespace: 'test', ttl: 30 }).express)
 */
export function createHttpCache(options: HttpCacheOptions): HttpCache {
  const { place, settings } = resolveStore(HTTP_CACHE_OPTIONS, options, 'createHttpCache')
  const responses = new Responses(place, settings)
  return {
    express: middlewareOf(responses),
    fastify: pluginOf(responses),
    remove: async (key) => responses.remove(key),
    clear: async (beginning = '') => {
      if (typeof beginning !== 'string')
        throw clientError('INVALID_ARGUMENT', 'clear: the beginning of keys must be text')
      await responses.clear(beginning)
    },
  }
}
