export { AerospikeError, type ErrorCode, type ErrorDetails, type ErrorReport } from './aerospike-error.ts'
export * from './classes.ts'
export { CLIENT_CODES, type ClientErrorCode } from './client-codes.ts'
export { clientError, copyError, protocolError, serverError } from './create.ts'
export { quoteName, quoteWord, sortOf } from './words.ts'
export {
  describeResultCode,
  RESULT_CODES,
  ResultCode,
  type KnownResultCode,
  type ServerErrorCode,
} from './result-codes.ts'
