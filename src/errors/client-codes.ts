/** What goes wrong in the client itself: the stable name and which class of error it becomes. */
export const CLIENT_CODES = {
  INVALID_ARGUMENT: 'argument',
  INVALID_OPTION: 'argument',
  INVALID_KEY: 'argument',
  INVALID_VALUE: 'argument',
  INVALID_BIN_NAME: 'argument',
  INVALID_CURSOR: 'argument',
  INTEGER_UNSAFE: 'value',
  TIMEOUT: 'timeout',
  ABORTED: 'abort',
  CONNECT_FAILED: 'connection',
  CONNECTION_LOST: 'connection',
  HANDSHAKE_FAILED: 'connection',
  CLUSTER_UNREACHABLE: 'cluster',
  CLUSTER_NAME_MISMATCH: 'cluster',
  NODE_NOT_FOUND: 'cluster',
  NAMESPACE_NOT_FOUND: 'cluster',
  PARTITION_NOT_FOUND: 'cluster',
  QUEUE_FULL: 'overload',
  CONNECTIONS_BUSY: 'overload',
  CLIENT_CLOSED: 'closed',
  PROTOCOL: 'protocol',
  INFO_FAILED: 'server',
  UDF_REJECTED: 'udf',
  LUA_NOT_INSTALLED: 'udf',
  JOB_INCOMPLETE: 'query',
  BATCH_FAILED: 'batch',
} as const

/** The stable name of an error that the client raises itself. */
export type ClientErrorCode = keyof typeof CLIENT_CODES
