import { ADMIN_HEADER_SIZE, type AdminCommand, AdminField, FIRST_SCOPED } from './admin-codes.ts'
import { beginFrame, endFrame } from './info.ts'
import { ProtoType } from './proto.ts'
import { Writer } from './writer.ts'

/** One field of a request of the security protocol. */
export interface AdminPart {
  readonly field: number
  readonly write: (writer: Writer) => void
}

/** A privilege as it travels. */
export interface PrivilegeCode {
  readonly code: number
  /** Empty for all namespaces. */
  readonly namespace: string
  /** Empty for all sets. */
  readonly set: string
}

export function textPart(field: number, value: string): AdminPart {
  return { field, write: (writer) => void writer.utf8(value) }
}

export function bytesPart(field: number, value: Uint8Array): AdminPart {
  return { field, write: (writer) => writer.bytes(value) }
}

export function numberPart(field: number, value: number): AdminPart {
  return { field, write: (writer) => writer.u32(value) }
}

/** Names, each with its length in one byte before it. */
export function rolesPart(roles: readonly string[]): AdminPart {
  return {
    field: AdminField.roles,
    write: (writer) => {
      writer.u8(roles.length)
      for (const role of roles) writeShort(writer, role)
    },
  }
}

export function privilegesPart(privileges: readonly PrivilegeCode[]): AdminPart {
  return {
    field: AdminField.privileges,
    write: (writer) => {
      writer.u8(privileges.length)
      for (const { code, namespace, set } of privileges) {
        writer.u8(code)
        if (code < FIRST_SCOPED) continue
        writeShort(writer, namespace)
        writeShort(writer, set)
      }
    },
  }
}

export function whitelistPart(addresses: readonly string[]): AdminPart {
  return textPart(AdminField.whitelist, addresses.join(','))
}

function writeShort(writer: Writer, text: string): void {
  writer.reserve(1)
  const mark = writer.position++
  writer.buffer[mark] = writer.utf8(text)
}

/**
 * A request: the header, then each field with its size and number before it. The buffer holds nothing else, so that who sent
 * something secret can wipe it.
 */
export function encodeAdmin(command: AdminCommand, parts: readonly AdminPart[]): Buffer {
  const writer = new Writer(FRAME_SIZE)
  writer.isSecret = true
  const mark = beginFrame(writer)
  writer.reserve(ADMIN_HEADER_SIZE)
  writer.buffer.fill(0, writer.position, writer.position + ADMIN_HEADER_SIZE)
  writer.buffer[writer.position + 2] = command
  writer.buffer[writer.position + 3] = parts.length
  writer.position += ADMIN_HEADER_SIZE
  for (const { field, write } of parts) {
    const length = writer.beginLength()
    writer.u8(field)
    write(writer)
    writer.endLength(length)
  }
  endFrame(writer, mark, ProtoType.security)
  return writer.buffer.subarray(0, writer.position)
}

/** Most requests fit. */
const FRAME_SIZE = 4096
