/**
 * Every result code a server answers with: its stable name, which class of error it becomes, what it means, and for the
 * known traps what to do next. Numbers: server as/include/base/proto.h, 8.1.2; 29 and 30 as of 8.2.
 *
 * `retry` marks refusals that another attempt may overcome; all others are final.
 */
export interface ResultCodeEntry {
  readonly code: string
  readonly kind: ErrorKind
  readonly message: string
  readonly hint?: string
  readonly retry?: true
}

/** Which error class a code belongs to. */
export type ErrorKind =
  | 'server'
  | 'record'
  | 'bin'
  | 'element'
  | 'capacity'
  | 'timeout'
  | 'cluster'
  | 'security'
  | 'udf'
  | 'transaction'
  | 'batch'
  | 'index'
  | 'query'

/**
 * What each result code means, by its number.
 *
 * @example
 * RESULT_CODES[2].code // 'NOT_FOUND'
 */
export const RESULT_CODES = {
  1: {
    code: 'SERVER_ERROR',
    kind: 'server',
    message: 'The server failed for a reason it does not name',
    hint: 'look at the log of the node named here',
  },
  2: { code: 'NOT_FOUND', kind: 'record', message: 'There is no such record' },
  3: {
    code: 'GENERATION',
    kind: 'record',
    message: "The record's generation is not the one expected",
    hint: 'somebody else wrote it meanwhile: read it again and decide anew',
  },
  4: {
    code: 'PARAMETER',
    kind: 'server',
    message: 'The server does not accept an argument of this command',
    hint: 'a flag, a size or a combination of operations is not allowed together',
  },
  5: { code: 'RECORD_EXISTS', kind: 'record', message: 'The record exists already' },
  6: { code: 'BIN_EXISTS', kind: 'bin', message: 'The bin exists already' },
  7: {
    code: 'CLUSTER_KEY_MISMATCH',
    kind: 'cluster',
    message: 'The cluster changed while the command was running',
    retry: true,
  },
  8: {
    code: 'OUT_OF_SPACE',
    kind: 'capacity',
    message: 'The namespace has no space left',
    hint: 'the node refuses writes (stop-writes): look at its memory, device and clock-skew limits',
  },
  9: {
    code: 'SERVER_TIMEOUT',
    kind: 'timeout',
    message: 'The server gave the command up after its timeout',
    retry: true,
  },
  10: {
    code: 'ALWAYS_FORBIDDEN',
    kind: 'server',
    message: 'The server never allows this operation in its configuration',
  },
  11: {
    code: 'PARTITION_UNAVAILABLE',
    kind: 'cluster',
    message: "The record's partition is not available",
    hint: 'nodes are missing, or the cluster is splitting or migrating',
    retry: true,
  },
  12: { code: 'BIN_TYPE', kind: 'bin', message: "The bin's type does not fit the operation" },
  13: {
    code: 'RECORD_TOO_BIG',
    kind: 'record',
    message: 'The record is larger than the server accepts',
    hint: 'the limit is max-record-size of the namespace, at most 8 MiB',
  },
  14: {
    code: 'KEY_BUSY',
    kind: 'capacity',
    message: 'Too many commands wait for this one record',
    hint: 'spread a hot key over several records, or raise transaction-pending-limit',
  },
  15: { code: 'SCAN_ABORTED', kind: 'query', message: 'The scan was ended by the server or an operator' },
  16: {
    code: 'UNSUPPORTED_FEATURE',
    kind: 'server',
    message: 'The server does not support this',
    hint: 'it needs another server version, edition or namespace configuration',
  },
  17: { code: 'BIN_NOT_FOUND', kind: 'bin', message: 'There is no such bin' },
  18: {
    code: 'DEVICE_OVERLOAD',
    kind: 'capacity',
    message: "The node's storage cannot keep up",
    hint: 'the write queue is full: slow down, or look at the device',
    retry: true,
  },
  19: { code: 'KEY_MISMATCH', kind: 'record', message: 'The stored key is another one with the same digest' },
  20: {
    code: 'INVALID_NAMESPACE',
    kind: 'cluster',
    message: 'The cluster has no such namespace',
    hint: 'namespaces are made in the server configuration, never by a client',
  },
  21: {
    code: 'BIN_NAME',
    kind: 'bin',
    message: 'The server does not accept a bin name',
    hint: 'a name has 1 to 15 bytes of UTF-8, none of them NUL; a function gets this for more than 512 bins too',
  },
  22: {
    code: 'FORBIDDEN',
    kind: 'server',
    message: 'The server does not allow this operation now',
    hint: 'a write: its ttl needs nsup-period above 0 in the namespace (or allow-ttl-without-nsup), or its set is at a stop-writes limit or being truncated; a function: the server has functions disabled; a query: all query threads are taken',
  },
  23: { code: 'ELEMENT_NOT_FOUND', kind: 'element', message: 'There is no such element in the list or map' },
  24: { code: 'ELEMENT_EXISTS', kind: 'element', message: 'The list or map has the element already' },
  25: {
    code: 'ENTERPRISE_ONLY',
    kind: 'server',
    message: 'Only the enterprise edition of the server does this',
  },
  26: {
    code: 'OP_NOT_APPLICABLE',
    kind: 'element',
    message: "The operation does not apply to the bin's present value",
  },
  27: {
    code: 'FILTERED_OUT',
    kind: 'record',
    message: 'The filter expression did not let the record through',
  },
  28: {
    code: 'LOST_CONFLICT',
    kind: 'record',
    message: 'The write lost a conflict with another data centre',
  },
  29: { code: 'INVALID_ENCODING', kind: 'bin', message: 'The value is not valid text' },
  30: {
    code: 'RECORD_VERSION_MISMATCH',
    kind: 'record',
    message: "The record's version is not the one expected",
  },
  32: { code: 'XDR_KEY_BUSY', kind: 'capacity', message: 'The record is being shipped by XDR' },
  50: { code: 'SECURITY_END', kind: 'security', message: 'The last message of a security answer' },
  51: {
    code: 'SECURITY_NOT_SUPPORTED',
    kind: 'security',
    message: 'This server has no security features',
    hint: 'the community edition knows no users: connect without user and password',
  },
  52: {
    code: 'SECURITY_NOT_ENABLED',
    kind: 'security',
    message: 'Security is not enabled on the server',
    hint: 'connect without user and password, or enable security in the server configuration',
  },
  53: {
    code: 'SECURITY_SCHEME',
    kind: 'security',
    message: 'The server does not support this security scheme',
  },
  54: {
    code: 'SECURITY_COMMAND',
    kind: 'security',
    message: 'The server does not know this security command',
  },
  55: { code: 'SECURITY_FIELD', kind: 'security', message: 'A field of the security command is not valid' },
  56: {
    code: 'SECURITY_STATE',
    kind: 'security',
    message: 'The security command does not fit the state of the connection',
  },
  60: {
    code: 'INVALID_USER',
    kind: 'security',
    message: 'There is no such user, or no user was named',
    hint: 'the server has security enabled: give user and password',
  },
  61: { code: 'USER_EXISTS', kind: 'security', message: 'The user exists already' },
  62: { code: 'INVALID_PASSWORD', kind: 'security', message: 'The password is not valid' },
  63: { code: 'EXPIRED_PASSWORD', kind: 'security', message: 'The password has expired' },
  64: {
    code: 'FORBIDDEN_PASSWORD',
    kind: 'security',
    message: 'The password is not allowed, it may have been used before',
  },
  65: { code: 'INVALID_CREDENTIAL', kind: 'security', message: 'User and password do not fit' },
  66: { code: 'EXPIRED_SESSION', kind: 'security', message: 'The session has expired' },
  70: { code: 'INVALID_ROLE', kind: 'security', message: 'There is no such role' },
  71: { code: 'ROLE_EXISTS', kind: 'security', message: 'The role exists already' },
  72: { code: 'INVALID_PRIVILEGE', kind: 'security', message: 'There is no such privilege' },
  73: { code: 'INVALID_WHITELIST', kind: 'security', message: 'The list of allowed addresses is not valid' },
  74: { code: 'QUOTAS_NOT_ENABLED', kind: 'security', message: 'Quotas are not enabled on the server' },
  75: { code: 'INVALID_QUOTA', kind: 'security', message: 'The quota is not valid' },
  80: {
    code: 'NOT_AUTHENTICATED',
    kind: 'security',
    message: 'The connection is not authenticated',
    hint: 'the server has security enabled: give user and password',
  },
  81: { code: 'ROLE_VIOLATION', kind: 'security', message: "The user's roles do not allow this" },
  82: {
    code: 'NOT_WHITELISTED',
    kind: 'security',
    message: "This address is not on the user's list of allowed addresses",
  },
  83: {
    code: 'QUOTA_EXCEEDED',
    kind: 'security',
    message: "The user's quota is used up",
    hint: 'slow down, or raise the quota of the role',
  },
  90: { code: 'LDAP_NOT_CONFIGURED', kind: 'security', message: 'LDAP is not configured on the server' },
  91: { code: 'LDAP_SETUP', kind: 'security', message: 'The LDAP settings of the server do not work' },
  92: {
    code: 'LDAP_TLS_SETUP',
    kind: 'security',
    message: 'The LDAP TLS settings of the server do not work',
  },
  93: { code: 'LDAP_AUTHENTICATION', kind: 'security', message: 'LDAP did not accept the user' },
  94: { code: 'LDAP_QUERY', kind: 'security', message: 'The LDAP server did not answer the query' },
  100: { code: 'UDF_FAILED', kind: 'udf', message: 'The user-defined function failed' },
  120: { code: 'TRANSACTION_BLOCKED', kind: 'transaction', message: 'Another transaction holds the record' },
  121: {
    code: 'TRANSACTION_VERSION_MISMATCH',
    kind: 'transaction',
    message: 'The record changed after the transaction read it',
  },
  122: { code: 'TRANSACTION_EXPIRED', kind: 'transaction', message: 'The transaction has expired' },
  123: {
    code: 'TRANSACTION_TOO_MANY_WRITES',
    kind: 'transaction',
    message: 'The transaction writes more than 4096 records',
  },
  124: {
    code: 'TRANSACTION_COMMITTED',
    kind: 'transaction',
    message: 'The transaction is committed already',
  },
  125: { code: 'TRANSACTION_ABORTED', kind: 'transaction', message: 'The transaction is aborted already' },
  126: {
    code: 'TRANSACTION_ALREADY_LOCKED',
    kind: 'transaction',
    message: 'This transaction holds the record already',
  },
  127: {
    code: 'TRANSACTION_MONITOR_EXISTS',
    kind: 'transaction',
    message: 'The transaction has begun already',
  },
  150: {
    code: 'BATCH_DISABLED',
    kind: 'batch',
    message: 'The server has batches switched off',
    hint: 'batch-index-threads is 0 on the node',
  },
  151: {
    code: 'BATCH_MAX_REQUESTS',
    kind: 'batch',
    message: 'The batch has more rows than the server accepts',
    hint: 'send fewer keys at once',
  },
  152: {
    code: 'BATCH_QUEUES_FULL',
    kind: 'batch',
    message: 'All batch queues of the node are full',
    hint: 'fewer batches at a time, or more batch-index-threads on the node',
  },
  160: { code: 'INVALID_GEOJSON', kind: 'bin', message: 'The GeoJSON is not valid' },
  200: { code: 'INDEX_EXISTS', kind: 'index', message: 'The index exists already' },
  201: {
    code: 'INDEX_NOT_FOUND',
    kind: 'index',
    message: 'There is no index that fits',
    hint: 'the filter names a bin without an index of this type and collection: create it, and wait until it is ready',
  },
  202: { code: 'INDEX_OUT_OF_MEMORY', kind: 'index', message: 'The index has no memory left' },
  203: {
    code: 'INDEX_NOT_READABLE',
    kind: 'index',
    message: 'The index is still being built',
    hint: 'wait until it is ready',
  },
  204: { code: 'INDEX_ERROR', kind: 'index', message: 'The index failed' },
  205: { code: 'INDEX_NAME', kind: 'index', message: 'The name of the index is too long' },
  206: {
    code: 'INDEX_MAX_COUNT',
    kind: 'index',
    message: 'The namespace has as many indexes as it can have',
  },
  210: { code: 'QUERY_ABORTED', kind: 'query', message: 'The query was ended by the server or an operator' },
  211: { code: 'QUERY_QUEUE_FULL', kind: 'query', message: 'The query queue of the node is full' },
  212: { code: 'QUERY_TIMEOUT', kind: 'query', message: 'The query took longer than allowed' },
  213: { code: 'QUERY_ERROR', kind: 'query', message: 'The query failed' },
} as const satisfies Record<number, ResultCodeEntry>

/** A result code that the table knows. */
export type KnownResultCode = keyof typeof RESULT_CODES

type NumberByCode = { readonly [N in KnownResultCode as (typeof RESULT_CODES)[N]['code']]: N }

/** The numbers of the table by their names, and that of success. */
export const ResultCode = {
  OK: 0,
  ...(Object.fromEntries(
    Object.entries(RESULT_CODES).map(([number, { code }]) => [code, Number(number)]),
  ) as NumberByCode),
} as const

/** The stable name of a server's refusal. */
export type ServerErrorCode = (typeof RESULT_CODES)[KnownResultCode]['code'] | 'UNKNOWN_RESULT_CODE'

const unknownCode = {
  code: 'UNKNOWN_RESULT_CODE',
  kind: 'server',
  message: 'The server answered with a result code that this client does not know',
  hint: 'the server may be newer than the client',
} as const satisfies ResultCodeEntry

const byNumber: ReadonlyMap<number, ResultCodeEntry & { readonly code: ServerErrorCode }> = new Map(
  Object.entries(RESULT_CODES).map(([number, entry]) => [Number(number), entry]),
)

/** What is known of a result code; never fails, an unknown code has an entry too. */
export function describeResultCode(resultCode: number): ResultCodeEntry & { readonly code: ServerErrorCode } {
  return byNumber.get(resultCode) ?? unknownCode
}
