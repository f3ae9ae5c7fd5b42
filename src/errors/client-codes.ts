/** The stable name of an error that the client raises itself. */
export type ClientErrorCode =
  | 'INVALID_ARGUMENT'
  | 'INVALID_OPTION'
  | 'INVALID_KEY'
  | 'INVALID_VALUE'
  | 'INVALID_BIN_NAME'
  | 'INVALID_CURSOR'
  | 'INVALID_EXPRESSION'
  | 'REQUEST_TOO_LARGE'
  | 'INTEGER_UNSAFE'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'CONNECT_FAILED'
  | 'CONNECTION_LOST'
  | 'NODE_SILENT'
  | 'HANDSHAKE_FAILED'
  | 'CLUSTER_UNREACHABLE'
  | 'CLUSTER_NAME_MISMATCH'
  | 'SERVER_TOO_OLD'
  | 'NODE_NOT_FOUND'
  | 'NAMESPACE_NOT_FOUND'
  | 'PARTITION_NOT_FOUND'
  | 'QUEUE_FULL'
  | 'CONNECTIONS_BUSY'
  | 'MAX_ERROR_RATE'
  | 'CLIENT_CLOSED'
  | 'PROTOCOL'
  | 'INFO_FAILED'
  | 'UDF_REJECTED'
  | 'LUA_NOT_INSTALLED'
  | 'JOB_INCOMPLETE'
  | 'BATCH_FAILED'

/** What goes wrong in the client itself: the stable name and which class of error it becomes. */
export const CLIENT_CODES = {
  INVALID_ARGUMENT: 'argument',
  INVALID_OPTION: 'argument',
  INVALID_KEY: 'argument',
  INVALID_VALUE: 'argument',
  INVALID_BIN_NAME: 'argument',
  INVALID_CURSOR: 'argument',
  INVALID_EXPRESSION: 'argument',
  REQUEST_TOO_LARGE: 'argument',
  INTEGER_UNSAFE: 'value',
  TIMEOUT: 'timeout',
  ABORTED: 'abort',
  CONNECT_FAILED: 'connection',
  CONNECTION_LOST: 'connection',
  NODE_SILENT: 'connection',
  HANDSHAKE_FAILED: 'connection',
  CLUSTER_UNREACHABLE: 'cluster',
  CLUSTER_NAME_MISMATCH: 'cluster',
  SERVER_TOO_OLD: 'cluster',
  NODE_NOT_FOUND: 'cluster',
  NAMESPACE_NOT_FOUND: 'cluster',
  PARTITION_NOT_FOUND: 'cluster',
  QUEUE_FULL: 'overload',
  CONNECTIONS_BUSY: 'overload',
  MAX_ERROR_RATE: 'overload',
  CLIENT_CLOSED: 'closed',
  PROTOCOL: 'protocol',
  INFO_FAILED: 'server',
  UDF_REJECTED: 'udf',
  LUA_NOT_INSTALLED: 'udf',
  JOB_INCOMPLETE: 'query',
  BATCH_FAILED: 'batch',
} as const satisfies Record<ClientErrorCode, string>
