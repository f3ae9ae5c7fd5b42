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
export * from './errors/index.ts'
export { Key, type UserKey } from './key.ts'
export type { Operation, OperationResults } from './operations/operation.ts'
export * as ops from './operations/scalar.ts'
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
