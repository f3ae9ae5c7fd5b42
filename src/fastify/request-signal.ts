import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The answer to each request: the request itself is closed as soon as its body is read, and tells nothing of the connection then. */
const responses = new WeakMap<FastifyRequest, ServerResponse>()

/** Has the requests of a scope know when their connection is cut off. */
export function watchRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    responses.set(request, reply.raw)
    done()
  })
}

/**
 * A signal that aborts when the connection of a request is cut off before the answer, or when the `handlerTimeout` of its route is over.
 * `request.signal` of Fastify aborts when a body was read or the answer was given, and is not there before Fastify 5.8.
 */
export function signalOf(request: FastifyRequest): AbortSignal {
  const controller = new AbortController()
  const response = responses.get(request)
  const closed = (): void => {
    if (response?.writableEnded === false)
      controller.abort(new Error('The connection of the request was cut off'))
  }
  if (response?.destroyed === true) closed()
  else response?.once('close', closed)
  const { handlerTimeout } = request.routeOptions as { readonly handlerTimeout?: number }
  if (handlerTimeout !== undefined && handlerTimeout > 0) followTimeout(request.signal, controller)
  return controller.signal
}

function followTimeout(timed: AbortSignal, controller: AbortController): void {
  const follow = (): void => {
    const { code } = timed.reason as { readonly code?: unknown }
    if (code === 'FST_ERR_HANDLER_TIMEOUT') controller.abort(timed.reason)
  }
  if (timed.aborted) follow()
  else timed.addEventListener('abort', follow, { once: true })
}
