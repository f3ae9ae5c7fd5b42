import { ADMIN_HEADER_SIZE } from '../../wire/admin-codes.ts'
import { readPrivileges } from '../../wire/admin-reply.ts'
import type { PrivilegeCode } from '../../wire/admin.ts'
import { beginFrame, endFrame } from '../../wire/info.ts'
import { ProtoType } from '../../wire/proto.ts'
import type { Writer } from '../../wire/writer.ts'
import { Code } from '../result-code.ts'

/** Ends a request with a result code. */
export class SecurityRefusal extends Error {
  readonly code: number

  constructor(code: number) {
    super(`refused: ${code}`)
    this.code = code
  }
}

/** A request of the security protocol: its command and its fields. */
export class SecurityMessage {
  readonly command: number
  readonly #fields = new Map<number, Buffer>()

  /** @throws SecurityRefusal */
  constructor(buffer: Buffer, start: number, end: number) {
    if (end - start < ADMIN_HEADER_SIZE) throw new SecurityRefusal(Code.securityField)
    if (buffer[start] !== 0) throw new SecurityRefusal(Code.securityScheme)
    this.command = buffer[start + 2] as number
    let at = start + ADMIN_HEADER_SIZE
    for (let left = buffer[start + 3] as number; left > 0; left--) {
      const next = end - at < 5 ? -1 : at + 4 + buffer.readUInt32BE(at)
      if (next < at + 5 || next > end) throw new SecurityRefusal(Code.securityField)
      this.#fields.set(buffer[at + 4] as number, Buffer.from(buffer.subarray(at + 5, next)))
      at = next
    }
  }

  bytes(field: number): Buffer | undefined {
    return this.#fields.get(field)
  }

  text(field: number): string | undefined {
    return this.#fields.get(field)?.toString()
  }

  /** A number of 32 bits; undefined when it is not there. */
  number(field: number): number | undefined {
    const bytes = this.#fields.get(field)
    if (bytes !== undefined && bytes.length !== 4) throw new SecurityRefusal(Code.securityField)
    return bytes?.readUInt32BE(0)
  }

  /** Names, each with its length before it. */
  names(field: number): string[] {
    const bytes = this.#fields.get(field) ?? Buffer.of(0)
    const names: string[] = []
    let at = 1
    for (let left = bytes[0] ?? 0; left > 0; left--) {
      const next = at + 1 + (bytes[at] ?? 256)
      if (next > bytes.length) throw new SecurityRefusal(Code.securityField)
      names.push(bytes.toString('utf8', at + 1, next))
      at = next
    }
    return names
  }

  privileges(field: number): PrivilegeCode[] {
    const bytes = this.#fields.get(field)
    if (bytes === undefined) return []
    try {
      return readPrivileges(bytes, 0, bytes.length)
    } catch {
      // Cut short: the reader's own error is for a client.
      throw new SecurityRefusal(Code.securityField)
    }
  }
}

/** Writes one message of an answer, with its fields. */
export function writeMessage(
  writer: Writer,
  code: number,
  fields: readonly (readonly [number, Uint8Array])[],
): void {
  writer.reserve(ADMIN_HEADER_SIZE)
  writer.buffer.fill(0, writer.position, writer.position + ADMIN_HEADER_SIZE)
  writer.buffer[writer.position + 1] = code
  writer.buffer[writer.position + 3] = fields.length
  writer.position += ADMIN_HEADER_SIZE
  for (const [field, bytes] of fields) {
    writer.u32(bytes.length + 1)
    writer.u8(field)
    writer.bytes(bytes)
  }
}

/** Writes a frame of messages. */
export function writeFrame(writer: Writer, write: () => void): void {
  const mark = beginFrame(writer)
  write()
  endFrame(writer, mark, ProtoType.security)
}

export function u32Bytes(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index)
  return bytes
}

/** Names as a field has them. */
export function namesBytes(names: readonly string[]): Buffer {
  return Buffer.concat([Buffer.of(names.length), ...names.flatMap(shortText)])
}

export function shortText(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  return [Buffer.of(bytes.length), bytes]
}
