import { AdminCommand, AdminField, USER_NAME_MAX } from '../../wire/admin-codes.ts'
import type { Writer } from '../../wire/writer.ts'
import { writeSecurityRefusal } from '../record/encode.ts'
import { Code } from '../result-code.ts'
import { Account } from './account.ts'
import {
  namesBytes,
  type SecurityMessage,
  SecurityRefusal,
  u32Bytes,
  writeFrame,
  writeMessage,
} from './message.ts'
import { Permission } from './permissions.ts'
import type { Security } from './security.ts'

/** A request of somebody who is logged in. */
export interface SecurityRequest {
  readonly security: Security
  /** Who asks. */
  readonly account: Account
  readonly message: SecurityMessage
  readonly out: Writer
}

/** Serves one command; what it refuses it throws. */
export type SecurityCommand = (request: SecurityRequest) => Promise<void> | void

export function requireAdmin({ security, account }: SecurityRequest): void {
  if (!security.may(account, Permission.userAdmin)) throw new SecurityRefusal(Code.roleViolation)
}

/** Serves a command that changes something and answers with a code alone. */
export function change(work: (request: SecurityRequest) => Promise<void> | void): SecurityCommand {
  return async (request) => {
    await work(request)
    writeSecurityRefusal(request.out, Code.ok)
  }
}

export function asAdmin(work: (request: SecurityRequest) => Promise<void> | void): SecurityCommand {
  return change(async (request) => {
    requireAdmin(request)
    await work(request)
  })
}

/** Those about users. */
export const USER_COMMANDS: readonly (readonly [number, SecurityCommand])[] = [
  [AdminCommand.createUser, asAdmin(createUser)],
  [AdminCommand.dropUser, asAdmin(dropUser)],
  [AdminCommand.setPassword, asAdmin(setPassword)],
  [AdminCommand.changePassword, change(changePassword)],
  [AdminCommand.grantRoles, asAdmin((request) => changeRoles(request, (held, role) => held.add(role)))],
  [AdminCommand.revokeRoles, asAdmin((request) => changeRoles(request, (held, role) => held.delete(role)))],
  [AdminCommand.queryUsers, queryUsers],
]

function createUser({ security, message }: SecurityRequest): void {
  const name = message.text(AdminField.user) ?? ''
  if (name === '' || Buffer.byteLength(name) > USER_NAME_MAX) throw new SecurityRefusal(Code.invalidUser)
  if (security.users.has(name)) throw new SecurityRefusal(Code.userExists)
  const hash = hashOf(message, AdminField.password)
  const user = new Account({ name, roles: knownRoles(security, message) })
  user.setHash(hash)
  security.users.set(name, user)
}

/** A password travels as its hash, which begins so and is that long. */
function hashOf(message: SecurityMessage, field: number): Buffer {
  const hash = message.bytes(field)
  if (hash?.length === 60 && hash.toString('latin1', 0, 4) === '$2a$') return hash
  throw new SecurityRefusal(Code.invalidPassword)
}

function knownRoles(security: Security, message: SecurityMessage): string[] {
  const names = message.names(AdminField.roles)
  if (names.every((name) => security.roles.has(name))) return names
  throw new SecurityRefusal(Code.invalidRole)
}

function userOf({ security, message }: SecurityRequest): Account {
  const user = security.users.get(message.text(AdminField.user) ?? '')
  if (user === undefined) throw new SecurityRefusal(Code.invalidUser)
  return user
}

function dropUser(request: SecurityRequest): void {
  request.security.users.delete(userOf(request).name)
}

async function setPassword(request: SecurityRequest): Promise<void> {
  await replacePassword(userOf(request), hashOf(request.message, AdminField.password))
}

/** A user without a password cannot get one, and nobody the one they have (as_admin_modify_password_error, client-c as_admin.c). */
async function replacePassword(user: Account, hash: Buffer): Promise<void> {
  const known = await user.hash
  if (known === undefined || known.equals(hash)) throw new SecurityRefusal(Code.forbiddenPassword)
  user.setHash(hash)
}

/** The old password is that of whoever asks; another's takes `user-admin`, too. */
async function changePassword(request: SecurityRequest): Promise<void> {
  const user = userOf(request)
  if (user !== request.account) requireAdmin(request)
  const old = request.message.bytes(AdminField.oldPassword)
  const known = await request.account.hash
  if (old === undefined || known?.equals(old) !== true) throw new SecurityRefusal(Code.invalidPassword)
  await replacePassword(user, hashOf(request.message, AdminField.password))
}

function changeRoles(request: SecurityRequest, apply: (held: Set<string>, role: string) => unknown): void {
  const user = userOf(request)
  for (const role of knownRoles(request.security, request.message)) apply(user.roles, role)
}

/** Everybody may ask for themselves. */
function queryUsers(request: SecurityRequest): void {
  const { security, account, message, out } = request
  const name = message.text(AdminField.user)
  if (name !== account.name) requireAdmin(request)
  const users = name === undefined ? [...security.users.values()] : [userOf(request)]
  writeFrame(out, () => {
    for (const user of users) writeUser(out, security, user)
    writeMessage(out, Code.securityEnd, [])
  })
}

function writeUser(out: Writer, security: Security, { name, roles, connections }: Account): void {
  const held = [...roles].flatMap((role) => security.roles.get(role) ?? [])
  const largest = (quotas: number[]): number => Math.max(0, ...quotas)
  const reads = largest(held.map(({ readQuota }) => readQuota))
  const writes = largest(held.map(({ writeQuota }) => writeQuota))
  writeMessage(out, Code.ok, [
    [AdminField.user, Buffer.from(name)],
    [AdminField.roles, namesBytes([...roles])],
    [AdminField.readInfo, figures(reads)],
    [AdminField.writeInfo, figures(writes)],
    [AdminField.connections, u32Bytes(connections)],
  ])
}

/** The quota, and what is going on, which a memory server does not measure. */
function figures(quota: number): Buffer {
  return Buffer.concat([Buffer.of(4), u32Bytes(quota, 0, 0, 0)])
}
