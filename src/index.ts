export { type Address } from './address.ts'
export {
  type IndexDefinition,
  type IndexInfo,
  type IndexKind,
  type IndexStatistics,
  type IndexType,
  type NamespaceStatistics,
  type NodeAnswer,
  type NodeStatistics,
  type SetInfo,
  Task,
  type TruncateOptions,
  type UdfModule,
  type UdfSource,
} from './admin/index.ts'
export {
  type ApplyRow,
  type ApplyRowResult,
  type BatchResult,
  type BatchResults,
  type BatchRow,
  type BatchStream,
  type ExistsRow,
  type ExistsRowResult,
  type GetRow,
  type GetRowResult,
  type NoRecord,
  type OperateRow,
  type OperateRowResult,
  type OrElse,
  type PutEntry,
  type PutRow,
  type PutRowResult,
  type RemoveRow,
  type RemoveRowResult,
  type RowIdentity,
  type RowOutcome,
  rows,
  type RowSource,
} from './batch/index.ts'
export { Client, type ClientEvents, type ClientStats, connect } from './client.ts'
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
  type ErrorReport,
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
export { Ttl } from './policy/command.ts'
export {
  type AggregateUdf,
  type Aggregation,
  Filter,
  filter,
  type FilterTarget,
  type IndexCollection,
  Job,
  type JobProgress,
  type NodeProgress,
  type Page,
  type PartitionChoice,
  Query,
  type QueryIterator,
  type UdfWork,
} from './query/index.ts'
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
export type { Logger } from './policy/logger.ts'
export type {
  ApplyRowOptions,
  BatchOptions,
  BatchStreamOptions,
  GetManyOptions,
  OperateRowOptions,
  PutManyOptions,
  ReadRowOptions,
  RemoveManyOptions,
  RemoveRowOptions,
  WriteRowOptions,
} from './policy/batch-options.ts'
export type { FilterExpression } from './policy/filter-expression.ts'
export type {
  ExecuteOptions,
  ForEachOptions,
  InfoOptions,
  QueryOptions,
  ToArrayOptions,
  WaitOptions,
} from './policy/query-options.ts'
export type { ClientOptions, CloseOptions, ConnectOptions } from './policy/client-options.ts'
export type {
  ApplyOptions,
  CommandOptions,
  GetOptions,
  OperateOptions,
  ReadOptions,
  WriteOptions,
} from './policy/command-options.ts'
export type { CommandDefaults } from './policy/client-defaults.ts'
