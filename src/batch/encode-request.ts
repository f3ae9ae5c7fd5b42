import { filterBytes, writeFilterField } from '../commands/fields.ts'
import type { BatchPolicy } from '../policy/batch.ts'
import { BatchFlag, RowFlag } from '../wire/batch-row.ts'
import { compressFrame } from '../wire/compress.ts'
import { beginMessage, endMessage } from '../wire/message.ts'
import { FieldType, Info1, MESSAGE_HEADER_SIZE, PROTO_BODY_MAX } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import type { ChunkLimits, PreparedRows } from './prepare.ts'

/**
 * From how many bytes on a request is full. A batch of large records holds two chunks of it, as prepared and as they leave,
 * however many its rows are; a request of small ones is long enough that its own cost is not seen.
 */
const CHUNK_SIZE = 4 * 1024 * 1024
/** Length and type of a field. */
const FIELD_HEADER_SIZE = 5
/** Number of rows (4) and flags (1). */
const BATCH_HEADER_SIZE = 5

/** How many bytes of rows one request of a batch shall hold, and can. */
export function chunkLimits({ filterExpression }: Pick<BatchPolicy, 'filterExpression'>): ChunkLimits {
  const filterSize =
    filterExpression === undefined ? 0 : FIELD_HEADER_SIZE + filterBytes(filterExpression).length
  const most = PROTO_BODY_MAX - MESSAGE_HEADER_SIZE - filterSize - FIELD_HEADER_SIZE - BATCH_HEADER_SIZE
  return { wanted: Math.min(CHUNK_SIZE, most), most }
}

/** How a request is sent. */
export interface RequestSettings {
  readonly policy: BatchPolicy
  /** Milliseconds after which the server gives the request up; 0 for its own 30 seconds. */
  readonly serverTimeout: number
}

/**
 * Request:  info1 = BATCH; [filter], one field with the number of rows (4), flags (1), and the rows: index (4), digest (20),
 *           then REPEAT for a row whose rest is that of the one before it, or its rest
 * Reply:    frames of many messages back to back, a message a row in any order, its index in place of the ttl of the
 *           transaction; at last a frame with one message that is marked LAST and has the result of the whole
 */
export function encodeRequest(
  writer: Writer,
  rows: PreparedRows,
  indexes: readonly number[],
  { policy, serverTimeout }: RequestSettings,
): void {
  const mark = beginMessage(writer)
  const fields = 1 + writeFilterField(writer, policy.filterExpression)
  const field = writer.beginLength()
  writer.u8(FieldType.batch)
  writer.u32(indexes.length)
  writer.u8(batchFlags(policy))
  writeRows(writer, rows, indexes)
  writer.endLength(field)
  const header = {
    info1: Info1.batch | (policy.compress ? Info1.compressReply : 0),
    info2: 0,
    info3: 0,
    info4: 0,
    generation: 0,
    ttl: 0,
    timeout: serverTimeout,
  }
  endMessage(writer, mark, header, fields, 0)
  if (policy.compress) compressFrame(writer, mark)
}

function writeRows(writer: Writer, rows: PreparedRows, indexes: readonly number[]): void {
  let previous = -1
  for (const index of indexes) {
    writer.u32(index)
    rows.key(index).writeDigest(writer)
    if (previous >= 0 && rows.canRepeat(previous, index)) writer.u8(RowFlag.repeat)
    else rows.appendTo(writer, index)
    previous = index
  }
}

function batchFlags(policy: BatchPolicy): number {
  return (
    BatchFlag.reportErrorRow |
    (policy.allowInline ? BatchFlag.inlineMemory : 0) |
    (policy.allowInlineSSD ? BatchFlag.inlineDevice : 0) |
    (policy.respondAllKeys ? BatchFlag.reportAll : 0)
  )
}
