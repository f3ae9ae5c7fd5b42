export { type Address } from './address.ts'
export {
  Client,
  type ClientEvents,
  type ClientStats,
  connect,
  type GetOptions,
  type OperateOptions,
  type ReadOptions,
  type WriteOptions,
} from './client.ts'
export type { OperateResult } from './commands/index.ts'
export {
  AerospikeError,
  AbortError,
  ArgumentError,
  BatchError,
  BinError,
  CapacityError,
  ClosedError,
  ClusterError,
  ConnectionError,
  ElementError,
  IndexError,
  OverloadError,
  ProtocolError,
  QueryError,
  RecordError,
  SecurityError,
  ServerError,
  TimeoutError,
  TransactionError,
  UdfError,
  ValueError,
  type ClientErrorCode,
  type ErrorCode,
  RESULT_CODES,
  type ServerErrorCode,
} from './errors/index.ts'
export { Key, type UserKey } from './key.ts'
export { exp, Expression } from './expressions/index.ts'
export {
  bits,
  type Context,
  contextFromBase64,
  contextToBase64,
  type ContextStep,
  ctx,
  hll,
  type ListReturnType,
  lists,
  type MapResult,
  type MapReturnType,
  maps,
  type Operation,
  type OperationResults,
  ops,
} from './operations/index.ts'
export type { Logger } from './policy/client.ts'
export { Ttl } from './policy/command.ts'
export type { ClientOptions } from './policy/resolve-client.ts'
export type { Bins, Record } from './record.ts'
export {
  Double,
  ForeignBlob,
  GeoJSON,
  HyperLogLog,
  INFINITY,
  type IntegerMode,
  type MapMode,
  MsgpackExtension,
  OrderedList,
  OrderedMap,
  type Value,
  WILDCARD,
} from './values.ts'
export { VERSION } from './version.ts'
export type { RecordMetadata } from './wire/reply.ts'
