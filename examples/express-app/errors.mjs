import { AerospikeError } from 'aerospike-ts'
import { z } from 'zod'

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

/** Express's error handler is told by its four parameters. What the stores of sessions and limits fail with comes here, too. */
export function answerErrors(error, _request, response, next) {
  if (response.headersSent) return next(error)
  if (error instanceof z.ZodError) {
    const fields = error.issues.map(({ path }) => path.join('.'))
    return response.status(400).json({ error: 'SCHEMA_MISMATCH', fields })
  }
  if (error instanceof AerospikeError) {
    const { code, inDoubt } = error
    console.error(JSON.stringify(error))
    if (PASSING.has(code)) response.status(503).set('retry-after', '1')
    else response.status(500)
    return response.json({ error: code, inDoubt })
  }
  // A body that is no JSON, and the like.
  const { status = 500, type = 'FAILED' } = error
  if (status >= 500) console.error(error)
  return response.status(status).json({ error: type })
}

/**
 * express-session writes a session behind the answer, also behind one that says that this failed. There is nobody left to tell, and Express itself would
 * close the connection, which would cost the next request on it.
 */
export function noteLateErrors(error, _request, _response, next) {
  if (!(error instanceof AerospikeError)) return next(error)
  return console.error(JSON.stringify(error))
}
