import { protocolError } from '../errors/index.ts'
import { ADMIN_HEADER_SIZE, AdminField, FIRST_SCOPED } from './admin-codes.ts'
import type { PrivilegeCode } from './admin.ts'
import { u32 } from './integer.ts'
import { decodeText } from './text.ts'

const RESULT_CODE = 1
const FIELD_COUNT = 3

/** A user as a node tells it. */
export interface UserRecord {
  readonly name: string
  readonly roles: readonly string[]
  readonly connections: number
  /** Figures about reading, in the server's order. */
  readonly readInfo: readonly number[]
  readonly writeInfo: readonly number[]
}

/** A role as a node tells it. */
export interface RoleRecord {
  readonly name: string
  readonly privileges: readonly PrivilegeCode[]
  readonly whitelist: readonly string[]
  readonly readQuota: number
  readonly writeQuota: number
}

/** What a login brings. */
export interface LoginAnswer {
  /** A copy of its own, which can be wiped. */
  readonly token: Buffer
  /** Seconds; undefined when the node does not say. */
  readonly ttl: number | undefined
}

/** The result code of the message at `start`. */
export function readAdminCode(buffer: Buffer, start: number, end: number): number {
  if (end - start < ADMIN_HEADER_SIZE) throw protocolError('A security answer is shorter than its header')
  return buffer[start + RESULT_CODE] as number
}

/** Walks the fields of the message at `start`; returns where it ends. */
function readParts(
  buffer: Buffer,
  start: number,
  end: number,
  visit: (field: number, from: number, to: number) => void,
): number {
  let at = start + ADMIN_HEADER_SIZE
  for (let left = buffer[start + FIELD_COUNT] as number; left > 0; left--) {
    if (end - at < 5) throw protocolError('A security answer ends in the middle of a field')
    const next = at + 4 + u32(buffer, at)
    if (next < at + 5 || next > end)
      throw protocolError('A field of a security answer is longer than the answer')
    visit(buffer[at + 4] as number, at + 5, next)
    at = next
  }
  return at
}

/** The token of a login that went well. Of two the first counts (client-c as_admin.c). */
export function readLogin(buffer: Buffer, start: number, end: number): LoginAnswer {
  let token: Buffer | undefined
  let ttl: number | undefined
  readParts(buffer, start, end, (field, from, to) => {
    if (field === AdminField.sessionToken && token === undefined && to > from) {
      token = Buffer.allocUnsafeSlow(to - from)
      buffer.copy(token, 0, from, to)
    } else if (field === AdminField.sessionTtl) ttl = readNumber(buffer, from, to)
  })
  if (token === undefined) throw protocolError('The node accepted the login and gave no session')
  return { token, ttl }
}

/** Reads the users of a frame, which holds several messages; the result code of the first that is no user, 0 when all are. */
export function readUsers(buffer: Buffer, start: number, end: number, users: UserRecord[]): number {
  return readMessages(buffer, start, end, (at) => {
    const user = { name: '', roles: NONE, connections: 0, readInfo: NO_FIGURES, writeInfo: NO_FIGURES }
    const next = readParts(buffer, at, end, (field, from, to) => {
      if (field === AdminField.user) user.name = decodeText(buffer, from, to)
      else if (field === AdminField.roles) user.roles = readNames(buffer, from, to)
      else if (field === AdminField.connections) user.connections = readNumber(buffer, from, to)
      else if (field === AdminField.readInfo) user.readInfo = readFigures(buffer, from, to)
      else if (field === AdminField.writeInfo) user.writeInfo = readFigures(buffer, from, to)
    })
    // What has neither is no user (as_parse_users, client-c as_admin.c).
    if (user.name !== '' || user.roles.length > 0) users.push(user)
    return next
  })
}

/** Reads the roles of a frame, as {@link readUsers} does users. */
export function readRoles(buffer: Buffer, start: number, end: number, roles: RoleRecord[]): number {
  return readMessages(buffer, start, end, (at) => {
    const role = { name: '', privileges: NO_PRIVILEGES, whitelist: NONE, readQuota: 0, writeQuota: 0 }
    const next = readParts(buffer, at, end, (field, from, to) => {
      if (field === AdminField.role) role.name = decodeText(buffer, from, to)
      else if (field === AdminField.privileges) role.privileges = readPrivileges(buffer, from, to)
      else if (field === AdminField.whitelist) role.whitelist = readWhitelist(buffer, from, to)
      else if (field === AdminField.readQuota) role.readQuota = readNumber(buffer, from, to)
      else if (field === AdminField.writeQuota) role.writeQuota = readNumber(buffer, from, to)
    })
    roles.push(role)
    return next
  })
}

const NONE: readonly string[] = []
const NO_FIGURES: readonly number[] = []
const NO_PRIVILEGES: readonly PrivilegeCode[] = []

function readMessages(buffer: Buffer, start: number, end: number, read: (at: number) => number): number {
  let at = start
  while (at < end) {
    const code = readAdminCode(buffer, at, end)
    if (code !== 0) return code
    at = read(at)
  }
  return 0
}

function readNumber(buffer: Buffer, from: number, to: number): number {
  if (to - from < 4) throw cut()
  return u32(buffer, from)
}

/** Numbers of 32 bits, their count in one byte before them. */
function readFigures(buffer: Buffer, from: number, to: number): number[] {
  const count = to > from ? (buffer[from] as number) : 0
  if (to - from < 1 + 4 * count) throw cut()
  return Array.from({ length: count }, (_, index) => u32(buffer, from + 1 + 4 * index))
}

function readNames(buffer: Buffer, from: number, to: number): string[] {
  const reader = new ShortReader(buffer, from, to)
  return Array.from({ length: reader.byte() }, () => reader.text())
}

export function readPrivileges(buffer: Buffer, from: number, to: number): PrivilegeCode[] {
  const reader = new ShortReader(buffer, from, to)
  return Array.from({ length: reader.byte() }, () => {
    const code = reader.byte()
    if (code < FIRST_SCOPED) return { code, namespace: '', set: '' }
    return { code, namespace: reader.text(), set: reader.text() }
  })
}

export function readWhitelist(buffer: Buffer, from: number, to: number): string[] {
  return decodeText(buffer, from, to)
    .split(',')
    .filter((address) => address !== '')
}

/** Reads bytes, and texts with their length in one byte before them. */
class ShortReader {
  readonly #buffer: Buffer
  readonly #end: number
  #at: number

  constructor(buffer: Buffer, from: number, to: number) {
    this.#buffer = buffer
    this.#at = from
    this.#end = to
  }

  byte(): number {
    if (this.#at >= this.#end) throw cut()
    return this.#buffer[this.#at++] as number
  }

  text(): string {
    const from = this.#at + 1
    const to = from + this.byte()
    if (to > this.#end) throw cut()
    this.#at = to
    return decodeText(this.#buffer, from, to)
  }
}

function cut(): Error {
  return protocolError('A field of a security answer is shorter than what it holds')
}
