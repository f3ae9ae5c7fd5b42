import { AerospikeError, type ErrorDetails } from './aerospike-error.ts'
import * as classes from './classes.ts'
import { CLIENT_CODES, type ClientErrorCode } from './client-codes.ts'
import { describeResultCode } from './result-codes.ts'

const CLASS_BY_KIND = {
  argument: classes.ArgumentError,
  value: classes.ValueError,
  timeout: classes.TimeoutError,
  abort: classes.AbortError,
  connection: classes.ConnectionError,
  cluster: classes.ClusterError,
  overload: classes.OverloadError,
  closed: classes.ClosedError,
  protocol: classes.ProtocolError,
  server: classes.ServerError,
  record: classes.RecordError,
  bin: classes.BinError,
  element: classes.ElementError,
  capacity: classes.CapacityError,
  security: classes.SecurityError,
  udf: classes.UdfError,
  transaction: classes.TransactionError,
  batch: classes.BatchError,
  index: classes.IndexError,
  query: classes.QueryError,
} as const

/** The error for something that went wrong in the client. */
export function clientError(code: ClientErrorCode, message: string, details?: ErrorDetails): AerospikeError {
  return new CLASS_BY_KIND[CLIENT_CODES[code]](code, message, details)
}

/** The error for a result code that a server answered. @param details `about`: what of the request it may be about */
export function serverError(
  resultCode: number,
  details: ErrorDetails & { readonly about?: string | undefined } = {},
): AerospikeError {
  const entry = describeResultCode(resultCode)
  const about = details.about === undefined ? '' : `; ${details.about}`
  const message = `${entry.message} (result code ${resultCode})${about}`
  return new CLASS_BY_KIND[entry.kind](entry.code, message, { hint: entry.hint, ...details, resultCode })
}

/** Damaged or foreign bytes. */
export function protocolError(message: string, cause?: unknown): AerospikeError {
  return clientError('PROTOCOL', message, { cause })
}

/** Another error that says the same, for one more command that failed for one reason: each has its own key, doubt and stack. */
export function copyError(error: AerospikeError): AerospikeError {
  const { code, message, hint, resultCode, node, errors, operationIndex, cause } = error
  const Class = error.constructor as typeof AerospikeError
  const copy = new Class(code, message, { resultCode, node, errors, operationIndex, cause })
  // Not given to the constructor: the message has it already.
  return Object.assign(copy, { hint })
}
