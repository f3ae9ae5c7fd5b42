import { AerospikeError } from './aerospike-error.ts'

/**
 * An argument, option, key, value or bin name that cannot be sent. Raised before anything leaves the process.
 *
 * @example
 * const error = await client.put(key, { 'a name of more than 15 bytes': 1 }).catch((error: unknown) => error)
 * error instanceof ArgumentError // true
 */
export class ArgumentError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ArgumentError', ...AerospikeError.brands]
}

/**
 * A value that came back and cannot be given as asked, such as an integer beyond 2^53 with `integers: 'number'`.
 *
 * @example
 * await client.put(key, { big: 2n ** 60n })
 * const error = await client.get(key, { integers: 'number' }).catch((error: unknown) => error)
 * error instanceof ValueError // true
 */
export class ValueError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ValueError', ...AerospikeError.brands]
}

/**
 * Time ran out, in the client (`TIMEOUT`) or in the server (`SERVER_TIMEOUT`, retried first).
 *
 * @example
 * server.faults.add({ match: { command: 'get' }, action: { type: 'stall' } })
 * const error = await client.get(key, { timeout: 50 }).catch((error: unknown) => error)
 * error instanceof TimeoutError // true
 */
export class TimeoutError extends AerospikeError {
  static override readonly brands: readonly string[] = ['TimeoutError', ...AerospikeError.brands]
}

/**
 * An AbortSignal ended the command. `cause` is the signal's reason.
 *
 * @example
 * const error = await client.get(key, { signal: AbortSignal.abort() }).catch((error: unknown) => error)
 * error instanceof AbortError // true
 */
export class AbortError extends AerospikeError {
  static override readonly brands: readonly string[] = ['AbortError', ...AerospikeError.brands]
}

/**
 * A connection could not be made, or broke.
 *
 * @example
 * server.faults.add({ match: { command: 'put' }, action: { type: 'drop' } })
 * const error = await client.put(key, { name: 'Ann' }).catch((error: unknown) => error)
 * error instanceof ConnectionError // true
 */
export class ConnectionError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ConnectionError', ...AerospikeError.brands]
}

/**
 * The cluster as a whole: unreachable, of another name, too old for what is asked, without the namespace, partition or node.
 *
 * @example
 * const error = await client.get(new Key('nowhere', 'users', 42)).catch((error: unknown) => error)
 * error instanceof ClusterError // true
 */
export class ClusterError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ClusterError', ...AerospikeError.brands]
}

/**
 * More was asked for than may wait or run at a time. Nothing was sent.
 *
 * @example
 * const result = await client.get(key).catch((error: unknown) => {
 *   if (error instanceof OverloadError) return null
 *   throw error
 * })
 */
export class OverloadError extends AerospikeError {
  static override readonly brands: readonly string[] = ['OverloadError', ...AerospikeError.brands]
}

/**
 * The client is closed.
 *
 * @example
 * const other = await connect('127.0.0.1:3000')
 * await other.close()
 * const error = await other.get(key).catch((error: unknown) => error)
 * error instanceof ClosedError // true
 */
export class ClosedError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ClosedError', ...AerospikeError.brands]
}

/**
 * What came in is not the Aerospike protocol, or is damaged. The connection is given up.
 *
 * @example
 * const open = async (bytes: Uint8Array) => unpackDocument(bytes)
 * const error = await open(Buffer.of(0xc1)).catch((error: unknown) => error)
 * error instanceof ProtocolError // true
 */
export class ProtocolError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ProtocolError', ...AerospikeError.brands]
}

/**
 * The server refused. `code` and `resultCode` say why; the classes below group the reasons.
 *
 * @example
 * const error = await client.operate(key, [ops.add('name', 1)]).catch((error: unknown) => error)
 * error instanceof ServerError // true
 */
export class ServerError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ServerError', ...AerospikeError.brands]
}

/**
 * The record itself: missing, existing, of another generation, too big, filtered out.
 *
 * @example
 * const put = client.put(key, { name: 'Ann' }, { exists: 'createOnly' })
 * const error = await put.catch((error: unknown) => error)
 * error instanceof RecordError // true
 */
export class RecordError extends ServerError {
  static override readonly brands: readonly string[] = ['RecordError', ...ServerError.brands]
}

/**
 * A bin: its name, its type, its existence.
 *
 * @example
 * const error = await client.operate(key, [ops.add('name', 1)]).catch((error: unknown) => error)
 * error instanceof BinError // true
 */
export class BinError extends ServerError {
  static override readonly brands: readonly string[] = ['BinError', ...ServerError.brands]
}

/**
 * An element of a list or map.
 *
 * @example
 * await client.put(key, { tags: ['new'] })
 * const add = lists.append('tags', 'new', { unique: true })
 * const error = await client.operate(key, [add]).catch((error: unknown) => error)
 * error instanceof ElementError // true
 */
export class ElementError extends ServerError {
  static override readonly brands: readonly string[] = ['ElementError', ...ServerError.brands]
}

/**
 * The node cannot take more at present.
 *
 * @example
 * server.faults.add({ match: { command: 'put' }, action: { type: 'code', code: 8 } })
 * const error = await client.put(key, { name: 'Ann' }).catch((error: unknown) => error)
 * error instanceof CapacityError // true
 */
export class CapacityError extends ServerError {
  static override readonly brands: readonly string[] = ['CapacityError', ...ServerError.brands]
}

/**
 * Users, roles, sessions, quotas.
 *
 * @example
 * const error = await client.queryUsers().catch((error: unknown) => error)
 * error instanceof SecurityError // true
 */
export class SecurityError extends ServerError {
  static override readonly brands: readonly string[] = ['SecurityError', ...ServerError.brands]
}

/**
 * A user-defined function failed.
 *
 * @example
 * const error = await client.apply(key, 'missing', 'count').catch((error: unknown) => error)
 * error instanceof UdfError // true
 */
export class UdfError extends ServerError {
  static override readonly brands: readonly string[] = ['UdfError', ...ServerError.brands]
}

/**
 * A transaction was blocked, expired, or ended already.
 *
 * @example
 * server.faults.add({ match: { command: 'put' }, action: { type: 'code', code: 120 } })
 * const error = await client.put(key, { name: 'Ann' }).catch((error: unknown) => error)
 * error instanceof TransactionError // true
 */
export class TransactionError extends ServerError {
  static override readonly brands: readonly string[] = ['TransactionError', ...ServerError.brands]
}

/** What became of one row of a batch. */
export interface BatchErrorRow {
  readonly index: number
  readonly status: 'ok' | 'notFound' | 'filteredOut' | 'error'
  /** Why the row failed. */
  readonly error?: AerospikeError
}

/**
 * A batch was refused, or rows of it failed and `throwOnError` was asked for.
 *
 * @example
 * const row = rows.put(key, { name: 'Ann' }, { exists: 'createOnly' })
 * const error = await client.batch([row], { throwOnError: true }).catch((error: unknown) => error)
 * error instanceof BatchError // true
 */
export class BatchError extends ServerError {
  static override readonly brands: readonly string[] = ['BatchError', ...ServerError.brands]
  /** All rows of the batch in their order, where they are known; the same as the batch would have given. */
  rows: readonly BatchErrorRow[] = []
}

/**
 * A secondary index.
 *
 * @example
 * const found = filter.equal({ index: 'missing' }, 'Ann')
 * const error = await client.query('test', 'users').where(found).toArray().catch((error: unknown) => error)
 * error instanceof IndexError // true
 */
export class IndexError extends ServerError {
  static override readonly brands: readonly string[] = ['IndexError', ...ServerError.brands]
}

/**
 * A query or scan was ended or refused.
 *
 * @example
 * server.faults.add({ match: { command: 'query' }, action: { type: 'code', code: 210 } })
 * const error = await client.query('test', 'users').toArray().catch((error: unknown) => error)
 * error instanceof QueryError // true
 */
export class QueryError extends ServerError {
  static override readonly brands: readonly string[] = ['QueryError', ...ServerError.brands]
}
