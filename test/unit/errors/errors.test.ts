import { describe, expect, test, vi } from 'vitest'
import * as errors from '../../../src/errors/index.ts'

const {
  AerospikeError,
  CLIENT_CODES,
  clientError,
  describeResultCode,
  protocolError,
  RESULT_CODES,
  ResultCode,
  serverError,
} = errors

/** Number, code and class of everything a server answers with (server proto.h, 8.1.2; 29 and 30 as of 8.2). */
const SERVER: Record<string, [number, string][]> = {
  ServerError: [[1, 'SERVER_ERROR'], [4, 'PARAMETER'], [10, 'ALWAYS_FORBIDDEN'], [16, 'UNSUPPORTED_FEATURE'], [22, 'FORBIDDEN'], [25, 'ENTERPRISE_ONLY']], // prettier-ignore
  RecordError: [[2, 'NOT_FOUND'], [3, 'GENERATION'], [5, 'RECORD_EXISTS'], [13, 'RECORD_TOO_BIG'], [19, 'KEY_MISMATCH'], [27, 'FILTERED_OUT'], [28, 'LOST_CONFLICT'], [30, 'RECORD_VERSION_MISMATCH']], // prettier-ignore
  BinError: [[6, 'BIN_EXISTS'], [12, 'BIN_TYPE'], [17, 'BIN_NOT_FOUND'], [21, 'BIN_NAME'], [29, 'INVALID_ENCODING'], [160, 'INVALID_GEOJSON']], // prettier-ignore
  ClusterError: [[7, 'CLUSTER_KEY_MISMATCH'], [11, 'PARTITION_UNAVAILABLE'], [20, 'INVALID_NAMESPACE']], // prettier-ignore
  CapacityError: [[8, 'OUT_OF_SPACE'], [14, 'KEY_BUSY'], [18, 'DEVICE_OVERLOAD'], [32, 'XDR_KEY_BUSY']], // prettier-ignore
  TimeoutError: [[9, 'SERVER_TIMEOUT']],
  ElementError: [[23, 'ELEMENT_NOT_FOUND'], [24, 'ELEMENT_EXISTS'], [26, 'OP_NOT_APPLICABLE']], // prettier-ignore
  SecurityError: [
    [50, 'SECURITY_END'],
    [51, 'SECURITY_NOT_SUPPORTED'],
    [52, 'SECURITY_NOT_ENABLED'],
    [53, 'SECURITY_SCHEME'],
    [54, 'SECURITY_COMMAND'],
    [55, 'SECURITY_FIELD'],
    [56, 'SECURITY_STATE'], // prettier-ignore
    [60, 'INVALID_USER'],
    [61, 'USER_EXISTS'],
    [62, 'INVALID_PASSWORD'],
    [63, 'EXPIRED_PASSWORD'],
    [64, 'FORBIDDEN_PASSWORD'],
    [65, 'INVALID_CREDENTIAL'],
    [66, 'EXPIRED_SESSION'], // prettier-ignore
    [70, 'INVALID_ROLE'],
    [71, 'ROLE_EXISTS'],
    [72, 'INVALID_PRIVILEGE'],
    [73, 'INVALID_WHITELIST'],
    [74, 'QUOTAS_NOT_ENABLED'],
    [75, 'INVALID_QUOTA'], // prettier-ignore
    [80, 'NOT_AUTHENTICATED'],
    [81, 'ROLE_VIOLATION'],
    [82, 'NOT_WHITELISTED'],
    [83, 'QUOTA_EXCEEDED'],
    [90, 'LDAP_NOT_CONFIGURED'],
    [91, 'LDAP_SETUP'],
    [92, 'LDAP_TLS_SETUP'],
    [93, 'LDAP_AUTHENTICATION'],
    [94, 'LDAP_QUERY'], // prettier-ignore
  ],
  UdfError: [[100, 'UDF_FAILED']],
  TransactionError: [
    [120, 'TRANSACTION_BLOCKED'],
    [121, 'TRANSACTION_VERSION_MISMATCH'],
    [122, 'TRANSACTION_EXPIRED'],
    [123, 'TRANSACTION_TOO_MANY_WRITES'], // prettier-ignore
    [124, 'TRANSACTION_COMMITTED'],
    [125, 'TRANSACTION_ABORTED'],
    [126, 'TRANSACTION_ALREADY_LOCKED'],
    [127, 'TRANSACTION_MONITOR_EXISTS'], // prettier-ignore
  ],
  BatchError: [[150, 'BATCH_DISABLED'], [151, 'BATCH_MAX_REQUESTS'], [152, 'BATCH_QUEUES_FULL']], // prettier-ignore
  IndexError: [[200, 'INDEX_EXISTS'], [201, 'INDEX_NOT_FOUND'], [202, 'INDEX_OUT_OF_MEMORY'], [203, 'INDEX_NOT_READABLE'], [204, 'INDEX_ERROR'], [205, 'INDEX_NAME'], [206, 'INDEX_MAX_COUNT']], // prettier-ignore
  QueryError: [[15, 'SCAN_ABORTED'], [210, 'QUERY_ABORTED'], [211, 'QUERY_QUEUE_FULL'], [212, 'QUERY_TIMEOUT'], [213, 'QUERY_ERROR']], // prettier-ignore
}

const CLIENT: Record<string, string[]> = {
  ArgumentError: ['INVALID_ARGUMENT', 'INVALID_OPTION', 'INVALID_CONFIG', 'YAML_NOT_INSTALLED', 'METRICS_NOT_WRITTEN', 'METRICS_LISTENER', 'METRICS_CONFLICT', 'INVALID_KEY', 'INVALID_VALUE', 'INVALID_BIN_NAME', 'INVALID_CURSOR', 'INVALID_EXPRESSION', 'SCHEMA_MISMATCH', 'REQUEST_TOO_LARGE'], // prettier-ignore
  ValueError: ['INTEGER_UNSAFE', 'STORED_MISMATCH', 'VERSION_TOO_NEW'],
  TimeoutError: ['TIMEOUT'],
  AbortError: ['ABORTED'],
  ConnectionError: ['CONNECT_FAILED', 'CONNECTION_LOST', 'NODE_SILENT', 'HANDSHAKE_FAILED', 'TLS_FAILED'],
  SecurityError: ['CREDENTIALS_FAILED'],
  ClusterError: ['CLUSTER_UNREACHABLE', 'CLUSTER_NAME_MISMATCH', 'SERVER_TOO_OLD', 'NODE_NOT_FOUND', 'NAMESPACE_NOT_FOUND', 'PARTITION_NOT_FOUND'], // prettier-ignore
  OverloadError: ['QUEUE_FULL', 'CONNECTIONS_BUSY', 'MAX_ERROR_RATE'],
  ClosedError: ['CLIENT_CLOSED'],
  ProtocolError: ['PROTOCOL'],
  ServerError: ['INFO_FAILED'],
  UdfError: ['UDF_REJECTED', 'LUA_NOT_INSTALLED'],
  QueryError: ['JOB_INCOMPLETE'],
  BatchError: ['BATCH_FAILED'],
}

type ErrorClass = typeof AerospikeError
const classOf = (name: string): ErrorClass => (errors as unknown as Record<string, ErrorClass>)[name]!
const CLASSES = Object.keys(errors).filter((name) => name.endsWith('Error') && /^[A-Z]/.test(name))

describe('server errors', () => {
  const rows = Object.entries(SERVER).flatMap(([name, codes]) =>
    codes.map(([number, code]) => [number, code, name] as const),
  )

  test('the table here is the whole table', () => {
    expect(rows.map(([number]) => number).toSorted((a, b) => a - b)).toEqual(
      Object.keys(RESULT_CODES).map(Number),
    )
    expect(new Set(rows.map(([, code]) => code)).size).toBe(rows.length)
  })

  test.each(rows)('%i is %s, a %s', (number, code, name) => {
    const error = serverError(number, { node: 'BB9 127.0.0.1:3000', attempts: 2, key: 'n/s/d' })
    expect(error).toBeInstanceOf(classOf(name))
    expect(error).toBeInstanceOf(AerospikeError)
    expect(error).toBeInstanceOf(Error)
    expect(error.constructor).toBe(classOf(name))
    expect(error).toMatchObject({
      code,
      resultCode: number,
      name,
      node: 'BB9 127.0.0.1:3000',
      attempts: 2,
      inDoubt: false,
    })
    const { message, hint } = describeResultCode(number)
    expect(error.message).toBe(`${message} (result code ${number})${hint === undefined ? '' : `: ${hint}`}`)
    expect(error.hint).toBe(hint)
    expect(['string', 'undefined']).toContain(typeof hint)
    expect(message).toMatch(/^[A-Z].*[^.]$/)
  })

  test.each([0, -1, 31, 99, 255, 1e9, NaN])('%s, a code unknown, is an error too', (number) => {
    const error = serverError(number)
    expect(error).toMatchObject({ code: 'UNKNOWN_RESULT_CODE', resultCode: number, name: 'ServerError' })
    expect(error.message).toContain(String(number))
  })

  test('only refusals that another attempt may overcome are marked so', () => {
    const retried = rows
      .filter(([number]) => describeResultCode(number).retry === true)
      .map(([, code]) => code)
    expect(retried.toSorted()).toEqual(['CLUSTER_KEY_MISMATCH', 'DEVICE_OVERLOAD', 'PARTITION_UNAVAILABLE', 'SERVER_TIMEOUT']) // prettier-ignore
  })

  test('a hint given replaces the usual one', () => {
    expect(serverError(22, { hint: 'another' }).hint).toBe('another')
  })
})

describe('client errors', () => {
  const rows = Object.entries(CLIENT).flatMap(([name, codes]) => codes.map((code) => [code, name] as const))

  test('the table here is the whole table', () => {
    expect(rows.map(([code]) => code).toSorted()).toEqual(Object.keys(CLIENT_CODES).toSorted())
  })

  test.each(rows)('%s is a %s', (code, name) => {
    const error = clientError(code as keyof typeof CLIENT_CODES, 'What happened')
    expect(error.constructor).toBe(classOf(name))
    expect(error).toMatchObject({ code, name, message: 'What happened', resultCode: undefined, attempts: 0, inDoubt: false, errors: [] }) // prettier-ignore
    expect(error.stack).toContain(`${name}: What happened`)
    expect(String(error)).toBe(`${name}: What happened`)
  })

  test('no client code is a server code too', () => {
    const server = new Set<string>(Object.values(RESULT_CODES).map((entry) => entry.code))
    expect(Object.keys(CLIENT_CODES).filter((code) => server.has(code))).toEqual([])
  })

  test('details are kept', () => {
    const cause = new Error('socket')
    const before = [new Error('first')]
    const error = clientError('TIMEOUT', 'Too late', {
      cause,
      errors: before,
      inDoubt: true,
      hint: 'wait',
      operationIndex: 3,
    })
    expect(error).toMatchObject({ cause, errors: before, inDoubt: true, hint: 'wait', operationIndex: 3 })
    expect(error.message).toBe('Too late: wait')
    expect('cause' in clientError('TIMEOUT', 'x')).toBe(false)
    expect(protocolError('bad', cause)).toMatchObject({ code: 'PROTOCOL', cause })
  })

  test('only what says something is listed: no brand, no name', () => {
    const error = clientError('TIMEOUT', 'x')
    expect(Object.keys(error)).not.toContain('name')
    expect(
      Object.getOwnPropertySymbols(error).filter((s) => Object.prototype.propertyIsEnumerable.call(error, s)),
    ).toEqual([])
  })
})

describe('instanceof', () => {
  test('every class tells its own from the others', () => {
    for (const name of CLASSES) {
      const Class = classOf(name)
      const error = new Class('TIMEOUT', 'x')
      expect(error.name).toBe(name)
      for (const other of CLASSES) {
        const expected =
          classOf(other) === Class || Object.prototype.isPrototypeOf.call(classOf(other), Class)
        expect(error instanceof classOf(other), `${name} instanceof ${other}`).toBe(expected)
      }
    }
  })

  test('it holds between two copies of the module', async () => {
    vi.resetModules()
    const copy = await import('../../../src/errors/index.ts')
    expect(copy.AerospikeError).not.toBe(AerospikeError)
    const theirs = copy.serverError(2)
    expect(theirs).toBeInstanceOf(errors.RecordError)
    expect(theirs).toBeInstanceOf(errors.ServerError)
    expect(theirs).toBeInstanceOf(AerospikeError)
    expect(theirs).not.toBeInstanceOf(errors.BinError)
    expect(serverError(2)).toBeInstanceOf(copy.RecordError)
  })

  test.each([null, undefined, 1, 'x', {}, new Error('x'), [], { brands: ['AerospikeError'] }])(
    '%s is none of them',
    (value) => {
      expect(value instanceof AerospikeError).toBe(false)
    },
  )

  test("a subclass of somebody else's is told from its base", () => {
    class Own extends errors.RecordError {}
    expect(serverError(2)).not.toBeInstanceOf(Own)
    expect(new Own('NOT_FOUND', 'x')).toBeInstanceOf(Own)
    expect(new Own('NOT_FOUND', 'x')).toBeInstanceOf(errors.RecordError)
  })
})

test('as JSON an error tells all but its stack, and so do those within it', () => {
  const socket = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  const first = clientError('CONNECTION_LOST', 'The connection broke', {
    cause: socket,
    node: 'A 127.0.0.1:1',
  })
  const error = serverError(9, { attempts: 2, inDoubt: true, key: 'test/users/00', errors: [first] })
  expect(JSON.parse(JSON.stringify({ error }))).toEqual({
    error: {
      name: error.name,
      code: 'SERVER_TIMEOUT',
      message: error.message,
      resultCode: 9,
      key: 'test/users/00',
      attempts: 2,
      inDoubt: true,
      errors: [
        {
          name: 'ConnectionError',
          code: 'CONNECTION_LOST',
          message: 'The connection broke',
          node: 'A 127.0.0.1:1',
          attempts: 0,
          inDoubt: false,
          cause: { name: 'Error', message: 'read ECONNRESET', code: 'ECONNRESET' },
        },
      ],
    },
  })
})

test('each result code has its number under its name', () => {
  for (const [number, { code }] of Object.entries(RESULT_CODES)) expect(ResultCode[code]).toBe(Number(number))
  expect(ResultCode.OK).toBe(0)
  expect(Object.keys(ResultCode)).toHaveLength(Object.keys(RESULT_CODES).length + 1)
})
