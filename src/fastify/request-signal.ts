import type { FastifyRequest } from 'fastify'

/** How a stream of Node or of its HTTP/2 says that it was cut off. */
interface Cut {
  readonly errored?: Error | null
  readonly aborted?: boolean
}

/** With its body read, a request of HTTP/1 that is cut off is not `aborted` any more, but it has failed; one of HTTP/2 is `aborted`. */
function isCutOff({ errored, aborted }: Cut): boolean {
  return (errored ?? null) !== null || aborted === true
}

/**
 * A signal that aborts when the connection of a request is cut off before the answer, or when the `handlerTimeout` of its route is over.
 * `request.signal` of Fastify alone would also abort after a good end, and is not there before Fastify 5.8.
 */
export function signalOf(request: FastifyRequest): AbortSignal {
  const controller = new AbortController()
  const { raw } = request
  const cutOff = (): void => {
    if (isCutOff(raw)) controller.abort(new Error('The connection of the request was cut off'))
  }
  if (raw.destroyed) cutOff()
  else raw.once('close', cutOff)
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
