import { AerospikeError } from 'aerospike-ts'
import { SchemaError } from 'aerospike-ts/sets'

/** Passes in a moment: the caller may try again. */
const PASSING = new Set([
  'CLUSTER_UNREACHABLE',
  'CONNECTION_LOST',
  'CONNECT_FAILED',
  'CONNECTIONS_BUSY',
  'DEVICE_OVERLOAD',
  'KEY_BUSY',
  'MAX_ERROR_RATE',
  'NODE_SILENT',
  'PARTITION_NOT_FOUND',
  'PARTITION_UNAVAILABLE',
  'QUEUE_FULL',
  'SERVER_TIMEOUT',
  'TIMEOUT',
])

/** What callers are told of an error of the database: the code, never its message, which names nodes. Undefined for all other errors. */
export function answerTo(error) {
  if (error instanceof SchemaError)
    return { status: 400, body: { error: error.code, fields: error.issues.map(fieldOf) } }
  if (!(error instanceof AerospikeError)) return undefined
  const { code, inDoubt } = error
  if (code === 'INVALID_CURSOR' || code === 'INVALID_KEY') return { status: 400, body: { error: code } }
  if (code === 'RECORD_TOO_BIG') return { status: 413, body: { error: code } }
  if (PASSING.has(code))
    return { status: 503, body: { error: code, inDoubt }, headers: { 'retry-after': '1' } }
  return { status: 500, body: { error: code, inDoubt } }
}

function fieldOf({ field, place }) {
  return `${field ?? ''}${place}`
}

export function answerErrors(error, request, reply) {
  const answer = answerTo(error)
  // Fastify's own errors know their status.
  if (answer === undefined) return reply.send(error)
  if (answer.status >= 500) request.log.error({ err: error }, 'the database failed')
  return reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .send(answer.body)
}
