import { MESSAGE_HEADER_SIZE, OpCode, PROTO_HEADER_SIZE, ProtoType } from '../../wire/proto.ts'
import { beginFrame, endFrame } from '../../wire/info.ts'
import type { Writer } from '../../wire/writer.ts'
import type { Clock } from '../clock.ts'
import type { Particle } from '../particle.ts'
import type { Answer } from './answer.ts'

/** Writes an answer as a frame of its own; without the clock it tells of no void time (as_msg_make_response_msg, as/src/base/proto.c, 8.1.2). */
export function writeAnswer(writer: Writer, answer: Answer, clock?: Clock): undefined {
  const mark = beginFrame(writer)
  const count = answer.bins?.length ?? answer.ops?.length ?? 0
  writeHeader(writer, answer.code, answer.generation, clock?.told(answer.voidTime) ?? 0, 0, 0, count)
  writeResults(writer, answer)
  endFrame(writer, mark, ProtoType.message)
}

/** A message's own header. `index` stands where a request has its timeout: the row of a batch answer. */
export function writeHeader(
  writer: Writer,
  code: number,
  generation: number,
  voidTime: number,
  index: number,
  fields: number,
  ops: number,
  info1 = 0,
  info3 = 0,
): void {
  writer.reserve(MESSAGE_HEADER_SIZE)
  const { buffer, view, position } = writer
  buffer[position] = MESSAGE_HEADER_SIZE
  buffer[position + 1] = info1
  buffer[position + 2] = 0
  buffer[position + 3] = info3
  buffer[position + 4] = 0
  buffer[position + 5] = code
  view.setUint32(position + 6, generation)
  view.setUint32(position + 10, voidTime)
  view.setUint32(position + 14, index)
  view.setUint16(position + 18, fields)
  view.setUint16(position + 20, ops)
  writer.position = position + MESSAGE_HEADER_SIZE
}

export function writeResults(writer: Writer, answer: Answer): void {
  if (answer.bins !== undefined) {
    for (const { name, value } of answer.bins) writeOp(writer, OpCode.read, name, value)
  } else if (answer.ops !== undefined) {
    for (const { op, name, value } of answer.ops) writeOp(writer, op, name, value)
  }
}

export function writeOp(writer: Writer, op: number, name: string, value: Particle | undefined): void {
  const data = value?.data
  const size = data?.length ?? 0
  writer.reserve(8 + name.length + size)
  const { buffer, view, position } = writer
  view.setUint32(position, 4 + name.length + size)
  buffer[position + 4] = op
  buffer[position + 5] = value?.type ?? 0
  buffer[position + 6] = 0
  buffer[position + 7] = name.length
  let at = position + 8
  for (let i = 0; i < name.length; i++) buffer[at++] = name.charCodeAt(i)
  if (data !== undefined) buffer.set(data, at)
  writer.position = at + size
}

/** A field of a message. */
export function writeField(writer: Writer, type: number, data: Uint8Array): void {
  writer.u32(data.length + 1)
  writer.u8(type)
  writer.bytes(data)
}

/** A field of text kept as a character for each byte. */
export function writeTextField(writer: Writer, type: number, text: string): void {
  writer.u32(text.length + 1)
  writer.u8(type)
  writer.reserve(text.length)
  for (let i = 0; i < text.length; i++) writer.buffer[writer.position++] = text.charCodeAt(i)
}

/** Answers a security message as an edition without security does (as_security_transact, security_ce.c). */
export function writeSecurityRefusal(writer: Writer, code: number): undefined {
  writer.reserve(PROTO_HEADER_SIZE + SECURITY_SIZE)
  const mark = beginFrame(writer)
  writer.buffer.fill(0, writer.position, writer.position + SECURITY_SIZE)
  writer.buffer[writer.position + 1] = code
  writer.position += SECURITY_SIZE
  endFrame(writer, mark, ProtoType.security)
}
/** scheme (1), result (1), command (1), number of fields (1), unused (12). */
const SECURITY_SIZE = 16
