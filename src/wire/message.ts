import type { Value } from '../values.ts'
import { beginFrame, endFrame } from './info.ts'
import { checkOperationCount, checkUdfName } from './limits.ts'
import { nameFault } from './names.ts'
import { writeParticle } from './particle.ts'
import {
  BIN_NAME_MAX,
  DIGEST_SIZE,
  FieldType,
  MESSAGE_HEADER_SIZE,
  ParticleType,
  ProtoType,
} from './proto.ts'
import { type RecordKey, type UserKey, writeUserKey } from './user-key.ts'
import { ValueFailure } from './value-failure.ts'
import type { Writer } from './writer.ts'

/** Everything in a message's header but the counts of fields and operations. */
export interface MessageHeader {
  readonly info1: number
  readonly info2: number
  readonly info3: number
  readonly info4: number
  readonly generation: number
  /** The record's ttl, or for a read the share of it below which it is renewed. */
  readonly ttl: number
  /** Milliseconds after which the server gives up. */
  readonly timeout: number
}

/** Leaves room for both headers; returns their place for {@link endMessage}. */
export function beginMessage(writer: Writer): number {
  const mark = beginFrame(writer)
  writer.reserve(MESSAGE_HEADER_SIZE)
  writer.position += MESSAGE_HEADER_SIZE
  return mark
}

/** Fills in both headers of the message begun at `mark` (as_msg_s in server as/include/base/proto.h). */
export function endMessage(
  writer: Writer,
  mark: number,
  header: MessageHeader,
  fields: number,
  operations: number,
): void {
  endFrame(writer, mark, ProtoType.message)
  const { buffer, view } = writer
  const at = mark + 8
  buffer[at] = MESSAGE_HEADER_SIZE
  buffer[at + 1] = header.info1
  buffer[at + 2] = header.info2
  buffer[at + 3] = header.info3
  buffer[at + 4] = header.info4
  buffer[at + 5] = 0
  view.setUint32(at + 6, header.generation)
  view.setUint32(at + 10, header.ttl)
  view.setUint32(at + 14, header.timeout)
  writeCounts(writer, at + 18, fields, operations)
}

/** The numbers of fields, of which there are never more than a dozen, and of operations. */
export function writeCounts(writer: Writer, at: number, fields: number, operations: number): void {
  checkOperationCount(operations)
  const { view } = writer
  view.setUint16(at, fields)
  view.setUint16(at + 2, operations)
}

/** A field: its size with the type (4), its type (1), its data. Gives the number of bytes of the text. */
export function writeTextField(writer: Writer, type: number, text: string): number {
  const mark = writer.beginLength()
  writer.u8(type)
  const size = writer.utf8(text)
  writer.endLength(mark)
  return size
}

/** The fields that say which function of which module is called. */
export function writeUdfNames(writer: Writer, module: string, name: string): void {
  checkUdfName('module', writeTextField(writer, FieldType.udfFilename, module))
  checkUdfName('function', writeTextField(writer, FieldType.udfFunction, name))
}

export function writeBytesField(writer: Writer, type: number, bytes: Uint8Array): void {
  writer.u32(bytes.length + 1)
  writer.u8(type)
  writer.bytes(bytes)
}

export function writeU32Field(writer: Writer, type: number, value: number): void {
  writer.u32(5)
  writer.u8(type)
  writer.u32(value)
}

export function writeU64Field(writer: Writer, type: number, value: bigint): void {
  writer.u32(9)
  writer.u8(type)
  writer.reserve(8)
  writer.view.setBigUint64(writer.position, value)
  writer.position += 8
}

/** The field of a record's digest. */
export function writeDigestField(writer: Writer, key: RecordKey): void {
  writer.u32(DIGEST_SIZE + 1)
  writer.u8(FieldType.digest)
  key.writeDigest(writer)
}

/** The user's key, so that the server stores it with the record. */
export function writeUserKeyField(writer: Writer, userKey: UserKey): void {
  const mark = writer.beginLength()
  writer.u8(FieldType.key)
  const typeAt = writer.position
  writer.u8(0)
  // In two steps: writing the key may put another buffer in the place of this one.
  const type = writeUserKey(writer, userKey)
  writer.buffer[typeAt] = type
  writer.endLength(mark)
}

/**
 * An operation: its size (4), code (1), particle type (1), flags (1), length of the name (1), name, value
 * (as_msg_op_s in proto.h). A bin name or value that cannot be sent throws a ValueFailure.
 */
export function writeOperation(writer: Writer, code: number, bin: string, value: Value): void {
  const mark = beginOperation(writer, code, bin)
  // In two steps: writing the value may put another buffer in the place of this one.
  const type = writeParticle(writer, value)
  writer.buffer[mark + 5] = type
  writer.endLength(mark)
}

/** An operation whose value is packed already, sent as a blob. */
export function writePackedOperation(
  writer: Writer,
  code: number,
  bin: string,
  payload: Buffer | undefined,
): void {
  const mark = beginOperation(writer, code, bin)
  if (payload !== undefined) {
    writer.buffer[mark + 5] = ParticleType.blob
    writer.bytes(payload)
  }
  writer.endLength(mark)
}

function beginOperation(writer: Writer, code: number, bin: string): number {
  const mark = writer.beginLength()
  writer.reserve(4)
  const { position } = writer
  writer.buffer[position] = code
  writer.buffer[position + 1] = ParticleType.null
  writer.buffer[position + 2] = 0
  writer.position = position + 4
  const length = writer.utf8(bin)
  if (length > BIN_NAME_MAX || hasNul(writer.buffer, position + 4, length))
    throw new ValueFailure(`the bin name ${nameFault(bin, BIN_NAME_MAX) ?? ''}`)
  writer.buffer[position + 3] = length
  return mark
}

/** Looked for in the bytes just written: a search of the text would be a call into native code for each bin. */
function hasNul(buffer: Buffer, start: number, length: number): boolean {
  for (let at = start; at < start + length; at++) if (buffer[at] === 0) return true
  return false
}
