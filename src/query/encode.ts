import { writeFilterField, writePlaceFields } from '../commands/fields.ts'
import { writeOne } from '../commands/operate.ts'
import { writeUdfFields } from '../commands/udf.ts'
import type { Operation } from '../operations/operation.ts'
import type { ExecutePolicy } from '../policy/query.ts'
import { compressFrame } from '../wire/compress.ts'
import {
  beginMessage,
  endMessage,
  type MessageHeader,
  writeBytesField,
  writeOperation,
  writeTextField,
  writeU32Field,
  writeU64Field,
} from '../wire/message.ts'
import { DIGEST_SIZE, FieldType, Info1, Info2, Info3, OpCode } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import type { Filter } from './filter.ts'
import type { QueryPlan } from './plan.ts'
import type { PartitionTracker } from './tracker.ts'

/** What one request of a query asks one node for. */
export interface QueryRequest {
  readonly queryId: bigint
  readonly full: readonly number[]
  readonly partial: readonly number[]
  /** Most records; 0 for all. */
  readonly limit: number
}

/** Value of the ttl place in a query's header: reading by a query never renews a record (client-c aerospike_query.c). */
const NO_TOUCH = 0xffff_ffff

/**
 * Request:  namespace, [set], [records per second], socket timeout, query id, [filter of the index], [filter expression],
 *           partitions from the start, [digests to go on from, with their index values], [most records];
 *           a READ operation per bin, or operations (client-c as_query_command_init)
 * Reply:    frames that hold any number of messages, a record each; a message PARTITION_DONE with a result code for each
 *           partition the node cannot serve; at last a message LAST (server as/src/query/query.c, 8.1.2)
 */
export function encodeQuery(
  writer: Writer,
  plan: QueryPlan,
  request: QueryRequest,
  tracker: PartitionTracker,
): void {
  const { policy } = plan
  const mark = beginMessage(writer)
  let fields = writePlaceFields(writer, plan.namespace, plan.set)
  fields += writeRates(writer, policy.recordsPerSecond, policy.socketTimeout, request.queryId)
  fields += writeIndexFilter(writer, plan.where) + writeFilterField(writer, policy.filterExpression)
  fields += writePartitions(writer, request, tracker, plan.where !== undefined)
  if (request.limit > 0) {
    writeU64Field(writer, FieldType.sampleMax, BigInt(request.limit))
    fields++
  }
  const operations = writeProjection(writer, plan)
  endMessage(writer, mark, queryHeader(plan, request.limit), fields, operations)
  if (policy.compress) compressFrame(writer, mark)
}

function queryHeader(plan: QueryPlan, limit: number): MessageHeader {
  const { policy, bins, operations } = plan
  const short = policy.expectedDuration === 'short'
  const relaxed = policy.expectedDuration === 'longRelaxAp'
  // Of bins that a record doesn't have nothing comes back, and a record without any of them is left out although the node
  // counts it. Where records are counted, an answer for each bin keeps both counts the same.
  const respondAll = operations !== undefined || (limit > 0 && bins !== undefined && bins.length > 0)
  return {
    info1:
      Info1.read |
      (bins?.length === 0 ? Info1.noBinData : 0) |
      (short ? Info1.shortQuery : 0) |
      (policy.compress ? Info1.compressReply : 0),
    info2: (relaxed ? Info2.relaxAp : 0) | (respondAll ? Info2.respondAllOps : 0),
    info3: Info3.partitionDone,
    info4: 0,
    generation: 0,
    ttl: NO_TOUCH,
    timeout: policy.timeout,
  }
}

function writeProjection(writer: Writer, { bins, operations }: QueryPlan): number {
  if (operations !== undefined) {
    for (const [index, operation] of operations.entries()) writeOne(writer, operation, index)
    return operations.length
  }
  if (bins === undefined) return 0
  for (const bin of bins) writeOperation(writer, OpCode.read, bin, null)
  return bins.length
}

/** Partition numbers and index values are little endian, unlike all else (client-c as_query_command_init). */
function writePartitions(
  writer: Writer,
  { full, partial }: QueryRequest,
  tracker: PartitionTracker,
  withValues: boolean,
): number {
  let fields = 0
  if (full.length > 0) {
    const ids = Buffer.allocUnsafe(full.length * 2)
    for (const [index, id] of full.entries()) ids.writeUInt16LE(id, index * 2)
    writeBytesField(writer, FieldType.partitionIds, ids)
    fields++
  }
  if (partial.length === 0) return fields
  const digests = Buffer.allocUnsafe(partial.length * DIGEST_SIZE)
  for (const [index, id] of partial.entries()) digests.set(tracker.digest(id), index * DIGEST_SIZE)
  writeBytesField(writer, FieldType.digestArray, digests)
  if (!withValues) return fields + 1
  const values = Buffer.allocUnsafe(partial.length * 8)
  for (const [index, id] of partial.entries()) values.writeBigInt64LE(tracker.indexValue(id), index * 8)
  writeBytesField(writer, FieldType.bvalArray, values)
  return fields + 2
}

function writeRates(
  writer: Writer,
  recordsPerSecond: number,
  socketTimeout: number,
  queryId: bigint,
): number {
  let fields = 2
  if (recordsPerSecond > 0) {
    writeU32Field(writer, FieldType.recordsPerSecond, recordsPerSecond)
    fields++
  }
  writeU32Field(writer, FieldType.socketTimeout, socketTimeout)
  writeU64Field(writer, FieldType.queryId, queryId)
  return fields
}

/** The range: 1 for their number, the bin's name, the kind of value, and both bounds with their lengths. */
function writeIndexFilter(writer: Writer, where: Filter | undefined): number {
  if (where === undefined) return 0
  let fields = 1
  if (where.collection !== 0) {
    writeBytesField(writer, FieldType.indexType, Uint8Array.of(where.collection))
    fields++
  }
  const mark = writer.beginLength()
  writer.u8(FieldType.indexRange)
  writer.u8(1)
  const lengthAt = writer.position
  writer.u8(0)
  // In two steps: writing the name may put another buffer in the place of this one.
  const length = writer.utf8(where.bin)
  writer.buffer[lengthAt] = length
  writer.u8(where.particleType)
  writer.u32(where.begin.length)
  writer.bytes(where.begin)
  writer.u32(where.end.length)
  writer.bytes(where.end)
  writer.endLength(mark)
  const { context, indexName, expression } = where
  if (context !== undefined) writeBytesField(writer, FieldType.indexContext, context)
  if (indexName !== undefined) writeTextField(writer, FieldType.indexName, indexName)
  if (expression !== undefined) writeBytesField(writer, FieldType.indexExpression, expression)
  return fields + [context, indexName, expression].filter((part) => part !== undefined).length
}

/** A function of a registered module, and what it is called with. */
export interface UdfCall {
  readonly module: string
  readonly function: string
  /** The packed list of arguments. */
  readonly args: Uint8Array
}

/** What a background job does to each record. */
export type JobWork = { readonly operations: readonly Operation[] } | { readonly udf: UdfCall }

/** Kinds of a function's part in a query (as_udf_op, server as/include/transaction/udf.h). */
const UdfKind = { aggregate: 1, background: 2 } as const

/**
 * Request:  as of a query, without partitions: each node works on those it is master of; info2 = WRITE;
 *           operations that write, or the function's module, name and arguments
 * Reply:    a message LAST as soon as the job has begun
 */
export function encodeJob(
  writer: Writer,
  plan: Pick<QueryPlan, 'namespace' | 'set' | 'where'>,
  work: JobWork,
  policy: ExecutePolicy,
  queryId: bigint,
): void {
  const mark = beginMessage(writer)
  let fields = writePlaceFields(writer, plan.namespace, plan.set)
  fields += writeRates(writer, policy.recordsPerSecond, policy.socketTimeout, queryId)
  fields += writeIndexFilter(writer, plan.where)
  if ('udf' in work) fields += writeUdf(writer, UdfKind.background, work.udf)
  fields += writeFilterField(writer, policy.filterExpression)
  const operations = 'operations' in work ? work.operations : []
  for (const [index, operation] of operations.entries()) writeOne(writer, operation, index)
  const header = {
    info1: 0,
    info2: Info2.write | (policy.durableDelete ? Info2.durableDelete : 0),
    info3: policy.commitLevel === 'master' ? Info3.commitMaster : 0,
    info4: 0,
    generation: 0,
    ttl: policy.ttl,
    timeout: policy.timeout,
  }
  endMessage(writer, mark, header, fields, operations.length)
}

/**
 * Request:  as of a query, without partitions: each node works on those it is master of; the function's module, name and
 *           arguments (client-c as_query_command_init)
 * Reply:    messages of one bin each, SUCCESS with a value or FAILURE with what went wrong; at last a message LAST
 */
export function encodeAggregation(writer: Writer, plan: QueryPlan, udf: UdfCall, queryId: bigint): void {
  const { policy } = plan
  const mark = beginMessage(writer)
  let fields = writePlaceFields(writer, plan.namespace, plan.set)
  // A node that cannot send for that long closes the connection, and an aggregation cannot go on by another one. 0 has it wait.
  fields += writeRates(writer, policy.recordsPerSecond, 0, queryId)
  fields += writeIndexFilter(writer, plan.where)
  fields += writeUdf(writer, UdfKind.aggregate, udf)
  const header = {
    info1: Info1.read | (policy.compress ? Info1.compressReply : 0),
    info2: 0,
    info3: 0,
    info4: 0,
    generation: 0,
    ttl: NO_TOUCH,
    timeout: policy.timeout,
  }
  endMessage(writer, mark, header, fields, 0)
  if (policy.compress) compressFrame(writer, mark)
}

function writeUdf(writer: Writer, kind: number, udf: UdfCall): number {
  writeBytesField(writer, FieldType.udfOp, Uint8Array.of(kind))
  return 1 + writeUdfFields(writer, udf.module, udf.function, udf.args)
}
