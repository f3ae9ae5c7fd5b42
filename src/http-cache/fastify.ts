import { isBytes } from '../kinds.ts'
import type { CachedRequest } from './options.ts'
import type { Responses } from './responses.ts'
import { type Headers, headersNow, isNotModified } from './rules.ts'

/** Of an application of Fastify, what the plugin needs. */
export interface FastifyHost {
  addHook(name: never, hook: never): unknown
}

/** A plugin for Fastify: `app.register(cache.fastify)`. It is for all routes that are added behind it. */
export type HttpCachePlugin = (app: FastifyHost, options: object, done: (error?: Error) => void) => void

interface Reply {
  readonly statusCode: number
  code(status: number): Reply
  header(name: string, value: unknown): Reply
  hasHeader(name: string): boolean
  getHeaders(): Record<string, string | number | string[] | undefined>
  send(payload?: unknown): Reply
}

interface Hooks {
  addHook(name: 'onRequest', hook: (request: CachedRequest, reply: Reply) => Promise<unknown>): void
  addHook(
    name: 'onSend',
    hook: (request: CachedRequest, reply: Reply, payload: unknown) => Promise<unknown>,
  ): void
}

export function pluginOf(responses: Responses): HttpCachePlugin {
  const plugin: HttpCachePlugin = (app, _options, done) => {
    addHooks(app, responses)
    done()
  }
  // Else its hooks would be for the plugin alone (fastify-plugin says it in the same way).
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'aerospike-ts/http-cache',
  })
}

function addHooks(app: Hooks, responses: Responses): void {
  /** Requests that are answered by their route, and what the answer is kept under. */
  const missed = new WeakMap<CachedRequest, string>()

  app.addHook('onRequest', async (request, reply) => {
    const key = responses.keyOf(request)
    if (key === undefined) return undefined
    const kept = await responses.find(key, request)
    if (kept === undefined) {
      missed.set(request, key)
      reply.header('x-cache', 'MISS')
      return undefined
    }
    for (const [name, value] of Object.entries(headersNow(kept.head, Date.now())))
      if (!reply.hasHeader(name)) reply.header(name, value)
    if (isNotModified(request, kept.head)) return reply.code(304).send()
    return reply.code(kept.head.status).send(Buffer.from(kept.body))
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const key = missed.get(request)
    if (key !== undefined && (typeof payload === 'string' || isBytes(payload))) {
      const { statusCode: status } = reply
      const body = Buffer.from(payload as string)
      void responses.keep(key, request, { status, headers: headersOf(reply), body })
    }
    return payload
  })
}

function headersOf(reply: Reply): Headers {
  return Object.fromEntries(
    Object.entries(reply.getHeaders())
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value : String(value)]),
  )
}
