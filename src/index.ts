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
  type BatchResult,
  type BatchResults,
  type BatchRow,
  BatchStream,
  type ExistsResult,
  type OperationsResult,
  type PutEntry,
  type ReadOperationsRow,
  type ReadResult,
  type ReadRow,
  type RemoveResult,
  type RemoveRow,
  type RowOutcome,
  rows,
  type RowSource,
  type UdfResult,
  type UdfRow,
  type WriteOperationsRow,
  type WriteResult,
  type WriteRow,
} from './batch/index.ts'
export {
  Client,
  type ClientEvents,
  type ClientStats,
  type CloseOptions,
  connect,
  type ConnectOptions,
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
export type {
  BatchOptions,
  BatchStreamOptions,
  GetManyOptions,
  PutManyOptions,
  ReadRowOptions,
  RemoveManyOptions,
  RemoveRowOptions,
  UdfRowOptions,
  WriteRowOptions,
} from './policy/batch.ts'
export { type FilterOption, Ttl } from './policy/command.ts'
export type { ExecuteOptions, InfoOptions, QueryOptions, WaitOptions } from './policy/query.ts'
export type { ClientOptions } from './policy/resolve-client.ts'
export type { ApplyOptions } from './policy/udf.ts'
export {
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
