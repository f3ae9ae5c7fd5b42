/**
 * The protocol's numbers, as the server names them.
 * Source: aerospike-server 8.1.2, as/include/base/proto.h.
 */

/** Size of the proto header: version (1), type (1), body size (6, big endian). */
export const PROTO_HEADER_SIZE = 8
/** Size of a message's own header, behind the proto header. */
export const MESSAGE_HEADER_SIZE = 22
export const PROTO_VERSION = 2

/** What a frame carries. */
export const ProtoType = { info: 1, security: 2, message: 3, compressed: 4 } as const

/** A body may not be longer than this, or the server drops the connection (PROTO_SIZE_MAX, proto.h). */
export const PROTO_BODY_MAX = 128 * 1024 * 1024

/** First flag byte: reading. */
export const Info1 = {
  read: 0x01,
  getAll: 0x02,
  shortQuery: 0x04,
  batch: 0x08,
  xdr: 0x10,
  noBinData: 0x20,
  consistencyAll: 0x40,
  compressReply: 0x80,
} as const

/** Second flag byte: writing. */
export const Info2 = {
  write: 0x01,
  delete: 0x02,
  generationEqual: 0x04,
  generationGreater: 0x08,
  durableDelete: 0x10,
  createOnly: 0x20,
  relaxAp: 0x40,
  respondAllOps: 0x80,
} as const

/** Third flag byte: consistency, existence, end of a stream. */
export const Info3 = {
  last: 0x01,
  commitMaster: 0x02,
  partitionDone: 0x04,
  updateOnly: 0x08,
  createOrReplace: 0x10,
  replaceOnly: 0x20,
  scReadType: 0x40,
  scReadRelax: 0x80,
} as const

/** Fourth flag byte: transactions. */
export const Info4 = {
  verifyRead: 0x01,
  rollForward: 0x02,
  rollBack: 0x04,
  onLockingOnly: 0x10,
} as const

/** Field types of a message. */
export const FieldType = {
  namespace: 0,
  set: 1,
  key: 2,
  recordVersion: 3,
  digest: 4,
  mrtId: 5,
  mrtDeadline: 6,
  queryId: 7,
  socketTimeout: 9,
  recordsPerSecond: 10,
  partitionIds: 11,
  digestArray: 12,
  sampleMax: 13,
  lutMax: 14,
  bvalArray: 15,
  indexName: 21,
  indexRange: 22,
  indexContext: 23,
  indexExpression: 24,
  indexType: 26,
  udfFilename: 30,
  udfFunction: 31,
  udfArgs: 32,
  udfOp: 33,
  batch: 41,
  batchWithSet: 42,
  filterExpression: 43,
} as const

/** Codes of the operations inside a message. */
export const OpCode = {
  read: 1,
  write: 2,
  cdtRead: 3,
  cdtModify: 4,
  add: 5,
  expRead: 7,
  expModify: 8,
  append: 9,
  prepend: 10,
  touch: 11,
  bitRead: 12,
  bitModify: 13,
  delete: 14,
  hllRead: 15,
  hllModify: 16,
} as const
export type OpCode = (typeof OpCode)[keyof typeof OpCode]

/** Kinds of a bin's value on the wire. */
export const ParticleType = {
  null: 0,
  integer: 1,
  double: 2,
  string: 3,
  blob: 4,
  javaBlob: 7,
  csharpBlob: 8,
  pythonBlob: 9,
  rubyBlob: 10,
  phpBlob: 11,
  erlangBlob: 12,
  vector: 16,
  boolean: 17,
  hll: 18,
  map: 19,
  list: 20,
  geojson: 23,
} as const
export type ParticleType = (typeof ParticleType)[keyof typeof ParticleType]

/** Longest bin name, in bytes (AS_BIN_NAME_MAX_SZ - 1). */
export const BIN_NAME_MAX = 15
/** Most operations on one record in one request (MAX_N_OPS, server as/include/transaction/rw_utils.h, 8.1.2). */
export const OPERATIONS_MAX = 32 * 1024
/** Number of partitions in each namespace. */
export const PARTITION_COUNT = 4096
export const DIGEST_SIZE = 20
