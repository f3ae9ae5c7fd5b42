import { AerospikeError } from './aerospike-error.ts'

/** An argument, option, key, value or bin name that cannot be sent. Raised before anything leaves the process. */
export class ArgumentError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ArgumentError', ...AerospikeError.brands]
}

/** A value that came back and cannot be given as asked, such as an integer beyond 2^53 with `integers: 'number'`. */
export class ValueError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ValueError', ...AerospikeError.brands]
}

/** Time ran out, in the client (`TIMEOUT`) or in the server (`SERVER_TIMEOUT`, retried first). */
export class TimeoutError extends AerospikeError {
  static override readonly brands: readonly string[] = ['TimeoutError', ...AerospikeError.brands]
}

/** An AbortSignal ended the command. `cause` is the signal's reason. */
export class AbortError extends AerospikeError {
  static override readonly brands: readonly string[] = ['AbortError', ...AerospikeError.brands]
}

/** A connection could not be made, or broke. */
export class ConnectionError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ConnectionError', ...AerospikeError.brands]
}

/** The cluster as a whole: unreachable, of another name, too old for what is asked, without the namespace, partition or node. */
export class ClusterError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ClusterError', ...AerospikeError.brands]
}

/** More was asked for than may wait or run at a time. Nothing was sent. */
export class OverloadError extends AerospikeError {
  static override readonly brands: readonly string[] = ['OverloadError', ...AerospikeError.brands]
}

/** The client is closed. */
export class ClosedError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ClosedError', ...AerospikeError.brands]
}

/** What came in is not the Aerospike protocol, or is damaged. The connection is given up. */
export class ProtocolError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ProtocolError', ...AerospikeError.brands]
}

/** The server refused. `code` and `resultCode` say why; the classes below group the reasons. */
export class ServerError extends AerospikeError {
  static override readonly brands: readonly string[] = ['ServerError', ...AerospikeError.brands]
}

/** The record itself: missing, existing, of another generation, too big, filtered out. */
export class RecordError extends ServerError {
  static override readonly brands: readonly string[] = ['RecordError', ...ServerError.brands]
}

/** A bin: its name, its type, its existence. */
export class BinError extends ServerError {
  static override readonly brands: readonly string[] = ['BinError', ...ServerError.brands]
}

/** An element of a list or map. */
export class ElementError extends ServerError {
  static override readonly brands: readonly string[] = ['ElementError', ...ServerError.brands]
}

/** The node cannot take more at present. */
export class CapacityError extends ServerError {
  static override readonly brands: readonly string[] = ['CapacityError', ...ServerError.brands]
}

/** Users, roles, sessions, quotas. */
export class SecurityError extends ServerError {
  static override readonly brands: readonly string[] = ['SecurityError', ...ServerError.brands]
}

/** A user-defined function failed. */
export class UdfError extends ServerError {
  static override readonly brands: readonly string[] = ['UdfError', ...ServerError.brands]
}

/** A transaction was blocked, expired, or ended already. */
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

/** A batch was refused, or rows of it failed and `throwOnError` was asked for. */
export class BatchError extends ServerError {
  static override readonly brands: readonly string[] = ['BatchError', ...ServerError.brands]
  /** All rows of the batch in their order, where they are known; the same as the batch would have given. */
  rows: readonly BatchErrorRow[] = []
}

/** A secondary index. */
export class IndexError extends ServerError {
  static override readonly brands: readonly string[] = ['IndexError', ...ServerError.brands]
}

/** A query or scan was ended or refused. */
export class QueryError extends ServerError {
  static override readonly brands: readonly string[] = ['QueryError', ...ServerError.brands]
}
