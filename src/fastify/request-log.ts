import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AbortError, AerospikeError, RecordError } from '../errors/index.ts'
import { OPERATION_KINDS, type OperationContext } from '../observe/contexts.ts'

/** The request that is served. */
const requests = new AsyncLocalStorage<FastifyRequest>()

/** What of a client's operations is told to the loggers of requests. */
export interface RequestLogSettings {
  readonly clientId: number
  readonly logFailed: boolean
  readonly logSlow: number
}

/** Tells operations that fail or are slow to the logger of the request they belong to; outside of requests, to that of the application. */
export function logByRequest(fastify: FastifyInstance, settings: RequestLogSettings): void {
  fastify.addHook('onRequest', (request, _reply, done) => requests.run(request, done))
  // What comes after the body was read comes from the socket, which knows nothing of the request.
  fastify.addHook('preValidation', (request, _reply, done) => requests.run(request, done))
  const ended = (message: unknown): void => {
    const operation = message as OperationContext
    // What is thrown here would end the process.
    try {
      if (operation.clientId === settings.clientId && operation.duration !== undefined)
        tell((requests.getStore() ?? fastify).log, operation, settings)
    } catch {
      // A logger that fails has nobody to tell.
    }
  }
  // What fails at once has no asynchronous end.
  const channels = OPERATION_KINDS.flatMap((kind) => [
    `tracing:aerospike-ts:${kind}:asyncEnd`,
    `tracing:aerospike-ts:${kind}:end`,
  ])
  for (const channel of channels) subscribe(channel, ended)
  fastify.addHook('onClose', async () => {
    for (const channel of channels) unsubscribe(channel, ended)
  })
}

function tell(
  log: FastifyInstance['log'],
  operation: OperationContext,
  { logFailed, logSlow }: RequestLogSettings,
): void {
  const { operation: name, duration = 0, error } = operation
  if (error !== undefined && logFailed) {
    const code = error instanceof AerospikeError ? error.code : 'an error'
    const fields = { ...fieldsOf(operation), err: error }
    // What a record answers is the business of the application, and so is what it aborts.
    const level = error instanceof RecordError || error instanceof AbortError ? 'debug' : 'warn'
    log[level](fields, `aerospike ${name} failed: ${code}`)
  } else if (logSlow > 0 && duration >= logSlow) {
    log.warn(fieldsOf(operation), `aerospike ${name} took ${Math.round(duration)} ms`)
  }
}

function fieldsOf(operation: OperationContext) {
  const { kind, operation: name, namespace, set, duration, attempts, inDoubt, resultCode } = operation
  const { node } = operation as { readonly node?: string }
  return {
    aerospike: { kind, operation: name, namespace, set, node, duration, attempts, inDoubt, resultCode },
  }
}
