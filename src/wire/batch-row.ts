import { u16, u32 } from './integer.ts'
import { beginMessage, endMessage } from './message.ts'
import {
  DIGEST_SIZE,
  FieldType,
  Info1,
  Info2,
  MESSAGE_HEADER_SIZE,
  PROTO_HEADER_SIZE,
  ProtoType,
} from './proto.ts'
import type { Writer } from './writer.ts'

/** What a row of a batch adds to its digest, as flags (server as/src/base/batch.c, 8.1.2). */
export const RowFlag = { repeat: 0x01, extraInfo: 0x02, generation: 0x04, ttl: 0x08, info4: 0x10 } as const

/** Flags of a batch as a whole (server as/src/base/batch.c, 8.1.2). */
export const BatchFlag = {
  inlineMemory: 0x01,
  inlineDevice: 0x02,
  reportAll: 0x04,
  reportErrorRow: 0x08,
} as const

/** Where in a frame its flags, generation, ttl, timeout and counts lie (as_msg_s in as/include/base/proto.h). */
const INFO1 = PROTO_HEADER_SIZE + 1
const INFO4 = PROTO_HEADER_SIZE + 4
const GENERATION = PROTO_HEADER_SIZE + 6
const TTL = PROTO_HEADER_SIZE + 10
const TIMEOUT = PROTO_HEADER_SIZE + 14
const FIELD_COUNT = PROTO_HEADER_SIZE + 18
const FIELDS = PROTO_HEADER_SIZE + MESSAGE_HEADER_SIZE

/** Size and type of a field. */
const FIELD_HEAD = 5
/** Index (4), flags (1), three bytes of info and one more, generation (2), ttl (4), both counts (4). */
const ROW_HEAD_MAX = 4 + 1 + 4 + 2 + 4 + 4
/** Requests as a whole are what these ask for; a row has no place for it. */
const NOT_IN_ROWS = Info1.batch | Info1.compressReply | Info1.xdr
const ROW_FIELDS: ReadonlySet<number | undefined> = new Set([
  FieldType.namespace,
  FieldType.set,
  FieldType.digest,
  FieldType.key,
  FieldType.filterExpression,
])
const HEADER = { info1: Info1.batch, info2: 0, info3: 0, info4: 0, generation: 0, ttl: 0 }

/** Milliseconds after which the server gives up the request in a frame. */
export function timeoutOf(frame: Buffer, start: number): number {
  return u32(frame, start + TIMEOUT)
}

export function isWriteFrame(frame: Buffer, start: number): boolean {
  return ((frame[start + INFO1 + 1] as number) & Info2.write) !== 0
}

/**
 * Writes a batch whose rows are requests on one record each that were encoded for themselves: digest, header and fields move to where a
 * row has them, operations are copied as they are. A row that differs from the one before it in nothing but its digest is not
 * written out again.
 *
 *   header with info1 = BATCH; one field with the number of rows (4), flags (1), and the rows (see batch/encode-row.ts)
 */
export class RowWriter {
  readonly #writer: Writer
  readonly #timeout: number
  readonly #mark: number
  readonly #field: number
  /** Where the rest of the row lies that others may repeat. */
  #restStart = 0
  #restEnd = 0
  #count = 0

  /** @param timeout that of all rows, in ms */
  constructor(writer: Writer, timeout: number) {
    this.#writer = writer
    this.#timeout = timeout
    this.#mark = beginMessage(writer)
    this.#field = writer.beginLength()
    writer.u8(FieldType.batch)
    writer.u32(0)
    // Data on a device is read by many threads of the server, data in memory where it is (as_batch_queue_task, batch.c).
    writer.u8(BatchFlag.inlineMemory | BatchFlag.reportAll)
  }

  get count(): number {
    return this.#count
  }

  /** Appends the request in a frame, which {@link fitsRow}. @param digest where its digest lies */
  append(frame: Buffer, start: number, end: number, digest: number): void {
    const writer = this.#writer
    writer.reserve(ROW_HEAD_MAX + (end - start))
    writer.u32(this.#count++)
    writer.copy(frame, digest, digest + DIGEST_SIZE)
    this.#writeRest(frame, start, end, digest)
  }

  /** Fills in what is known at the end. */
  finish(): void {
    const writer = this.#writer
    writer.view.setUint32(this.#field + FIELD_HEAD, this.#count)
    writer.endLength(this.#field)
    endMessage(writer, this.#mark, { ...HEADER, timeout: this.#timeout }, 1, 0)
  }

  #writeRest(frame: Buffer, start: number, end: number, digest: number): void {
    const writer = this.#writer
    const restStart = writer.position
    const { buffer } = writer
    const info4 = frame[start + INFO4] as number
    const hasGeneration = isWriteFrame(frame, start)
    let at = restStart
    buffer[at++] =
      RowFlag.extraInfo |
      RowFlag.ttl |
      (hasGeneration ? RowFlag.generation : 0) |
      (info4 === 0 ? 0 : RowFlag.info4)
    buffer[at++] = frame[start + INFO1] as number
    buffer[at++] = frame[start + INFO1 + 1] as number
    buffer[at++] = frame[start + INFO1 + 2] as number
    if (info4 !== 0) buffer[at++] = info4
    if (hasGeneration) {
      buffer[at++] = frame[start + GENERATION + 2] as number
      buffer[at++] = frame[start + GENERATION + 3] as number
    }
    for (let i = 0; i < 4; i++) buffer[at++] = frame[start + TTL + i] as number
    const fields = u16(frame, start + FIELD_COUNT) - 1
    buffer[at++] = fields >> 8
    buffer[at++] = fields
    buffer[at++] = frame[start + FIELD_COUNT + 2] as number
    buffer[at++] = frame[start + FIELD_COUNT + 3] as number
    writer.position = at
    writer.copy(frame, start + FIELDS, digest - FIELD_HEAD)
    writer.copy(frame, digest + DIGEST_SIZE, end)
    this.#repeat(restStart, fields)
  }

  /** Puts a flag in the place of what equals the row before. A row with the user's key is never repeated (batch.c). */
  #repeat(start: number, fields: number): void {
    const writer = this.#writer
    const { buffer, position: end } = writer
    if (fields <= 2 && equal(buffer, this.#restStart, this.#restEnd, start, end)) {
      buffer[start] = RowFlag.repeat
      writer.position = start + 1
    } else {
      this.#restStart = start
      this.#restEnd = end
    }
  }
}

/** Where the digest of a request lies; -1 in a frame that cannot be looked into. */
export function digestAt(frame: Buffer, start: number): number {
  if (frame[start + 1] !== ProtoType.message) return -1
  let at = start + FIELDS
  for (let left = u16(frame, start + FIELD_COUNT); left > 0; left--) {
    if (frame[at + 4] === FieldType.digest) return at + FIELD_HEAD
    at += 4 + u32(frame, at)
  }
  return -1
}

/** Whether a row can say what the request in a frame asks for. */
export function fitsRow(frame: Buffer, start: number): boolean {
  if (((frame[start + INFO1] as number) & NOT_IN_ROWS) !== 0) return false
  let at = start + FIELDS
  for (let left = u16(frame, start + FIELD_COUNT); left > 0; left--) {
    if (!ROW_FIELDS.has(frame[at + 4])) return false
    at += 4 + u32(frame, at)
  }
  return true
}

function equal(buffer: Buffer, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false
  for (let i = start, j = otherStart; i < end; i++, j++) if (buffer[i] !== buffer[j]) return false
  return true
}
