import { binError, type BinValues, writeBins, writeOne } from '../commands/index.ts'
import { writeRowFields } from '../commands/fields.ts'
import {
  readInfo1,
  readInfo3,
  writeGeneration,
  writeInfo2,
  writeInfo3,
  writeInfo4,
} from '../commands/flags.ts'
import { isReadAll } from '../commands/results.ts'
import { writeUdfFields } from '../commands/udf.ts'
import type { Key } from '../key.ts'
import type { Operation } from '../operations/operation.ts'
import type { ReadRowPolicy, WriteRowPolicy } from '../policy/batch.ts'
import type { Value } from '../values.ts'
import { writeCounts, writeOperation } from '../wire/message.ts'
import { RowFlag } from '../wire/batch-row.ts'
import { Info1, Info2, OpCode } from '../wire/proto.ts'
import { ValueFailure } from '../wire/value-failure.ts'
import type { Writer } from '../wire/writer.ts'

/**
 * The part of a row behind its index and digest:
 *
 *   flags (1), info1 (1), info2 (1), info3 (1), [info4 (1)], [generation (2)], ttl (4),
 *   number of fields (2), number of operations (2), namespace, set, [filter], [user key], fields, operations
 *
 * as the C client writes it (as_batch_records_write_new). A part that equals the one of the row before it is not sent again.
 */
interface RowHead {
  readonly info1: number
  readonly info2: number
  readonly info3: number
  readonly info4: number
  /** Undefined for a row that only reads: it has none on the wire. */
  readonly generation: number | undefined
  readonly ttl: number
}

/** A row that reads bins: all, some, or none. */
export function encodeReadRow(
  writer: Writer,
  key: Key,
  bins: readonly string[] | undefined,
  policy: ReadRowPolicy,
): void {
  const what = bins === undefined ? Info1.getAll : bins.length === 0 ? Info1.noBinData : 0
  const counts = writeHead(writer, readHead(policy, what, 0))
  const fields = writeRowFields(writer, key, policy.filterExpression, false)
  if (bins !== undefined) for (const bin of bins) writeBinName(writer, bin)
  writeCounts(writer, counts, fields, bins?.length ?? 0)
}

function writeBinName(writer: Writer, bin: string): void {
  try {
    writeOperation(writer, OpCode.read, bin, null)
  } catch (error) {
    throw error instanceof ValueFailure ? binError(bin, error) : error
  }
}

/** A row of operations that only read. Asks for an answer of each, or their order could not be told. */
export function encodeReadOperationsRow(
  writer: Writer,
  key: Key,
  operations: readonly Operation[],
  policy: ReadRowPolicy,
): void {
  const all = operations.some(isReadAll)
  const counts = writeHead(writer, readHead(policy, all ? Info1.getAll : 0, all ? 0 : Info2.respondAllOps))
  const fields = writeRowFields(writer, key, policy.filterExpression, false)
  writeOperations(writer, operations)
  writeCounts(writer, counts, fields, operations.length)
}

/** A row that writes bins; nobody needs an answer of each. */
export function encodeWriteRow(writer: Writer, key: Key, bins: BinValues, policy: WriteRowPolicy): void {
  const counts = writeHead(writer, writeHeadOf(policy, 0, 0))
  const fields = writeRowFields(writer, key, policy.filterExpression, policy.sendKey)
  writeCounts(writer, counts, fields, writeBins(writer, OpCode.write, bins))
}

/** A row of operations of which some write. */
export function encodeWriteOperationsRow(
  writer: Writer,
  key: Key,
  operations: readonly Operation[],
  policy: WriteRowPolicy,
): void {
  const all = operations.some(isReadAll)
  const reads = operations.some((operation) => !operation.isWrite)
  const info1 = (reads ? Info1.read : 0) | (all ? Info1.getAll : 0)
  const counts = writeHead(writer, writeHeadOf(policy, info1, all ? 0 : Info2.respondAllOps))
  const fields = writeRowFields(writer, key, policy.filterExpression, policy.sendKey)
  writeOperations(writer, operations)
  writeCounts(writer, counts, fields, operations.length)
}

export function encodeRemoveRow(writer: Writer, key: Key, policy: WriteRowPolicy): void {
  const head = writeHeadOf(policy, 0, Info2.delete | Info2.respondAllOps)
  const counts = writeHead(writer, { ...head, ttl: 0 })
  writeCounts(writer, counts, writeRowFields(writer, key, policy.filterExpression, policy.sendKey), 0)
}

/** What a row calls. */
export interface UdfCall {
  readonly module: string
  readonly function: string
  readonly args?: readonly Value[] | undefined
}

export function encodeUdfRow(writer: Writer, key: Key, call: UdfCall, policy: WriteRowPolicy): void {
  const counts = writeHead(writer, writeHeadOf(policy, 0, 0))
  let fields = writeRowFields(writer, key, policy.filterExpression, policy.sendKey)
  fields += writeUdfFields(writer, call.module, call.function, call.args ?? [])
  writeCounts(writer, counts, fields, 0)
}

function readHead(policy: ReadRowPolicy, info1: number, info2: number): RowHead {
  return {
    info1: Info1.read | info1 | readInfo1(policy),
    info2,
    info3: readInfo3(policy),
    info4: 0,
    generation: undefined,
    ttl: policy.readTouchTtlPercent,
  }
}

function writeHeadOf(policy: WriteRowPolicy, info1: number, info2: number): RowHead {
  return {
    info1,
    info2: Info2.write | info2 | writeInfo2(policy),
    info3: writeInfo3(policy),
    info4: writeInfo4(policy),
    generation: writeGeneration(policy),
    ttl: policy.ttl,
  }
}

/** Writes everything before the fields; returns the place of the two counts. */
function writeHead(writer: Writer, head: RowHead): number {
  const { generation, info4 } = head
  const flags =
    RowFlag.extraInfo |
    RowFlag.ttl |
    (generation === undefined ? 0 : RowFlag.generation) |
    (info4 === 0 ? 0 : RowFlag.info4)
  writer.u8(flags)
  writer.u8(head.info1)
  writer.u8(head.info2)
  writer.u8(head.info3)
  if (info4 !== 0) writer.u8(info4)
  if (generation !== undefined) writer.u16(generation)
  writer.u32(head.ttl)
  const counts = writer.position
  writer.u32(0)
  return counts
}

function writeOperations(writer: Writer, operations: readonly Operation[]): void {
  let index = 0
  for (const operation of operations) writeOne(writer, operation, index++)
}
