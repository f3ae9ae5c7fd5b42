import { AdminCommand, AdminField, FIRST_SCOPED, ROLE_NAME_MAX } from '../../wire/admin-codes.ts'
import { readWhitelist } from '../../wire/admin-reply.ts'
import type { PrivilegeCode } from '../../wire/admin.ts'
import type { Writer } from '../../wire/writer.ts'
import { Code } from '../result-code.ts'
import type { RoleEntry } from './account.ts'
import {
  type SecurityMessage,
  SecurityRefusal,
  shortText,
  u32Bytes,
  writeFrame,
  writeMessage,
} from './message.ts'
import { isPrivilege } from './permissions.ts'
import { roleEntry } from './security.ts'
import { asAdmin, requireAdmin, type SecurityCommand, type SecurityRequest } from './users.ts'
import { parseNetworks } from './whitelist.ts'

/** Those about roles. */
export const ROLE_COMMANDS: readonly (readonly [number, SecurityCommand])[] = [
  [AdminCommand.createRole, asAdmin(createRole)],
  [AdminCommand.dropRole, asAdmin(dropRole)],
  [AdminCommand.grantPrivileges, asAdmin(grantPrivileges)],
  [AdminCommand.revokePrivileges, asAdmin(revokePrivileges)],
  [AdminCommand.setWhitelist, asAdmin(setWhitelist)],
  [AdminCommand.setQuotas, asAdmin(setQuotas)],
  [AdminCommand.queryRoles, queryRoles],
]

function createRole({ security, message }: SecurityRequest): void {
  const name = message.text(AdminField.role) ?? ''
  if (name === '' || Buffer.byteLength(name) > ROLE_NAME_MAX) throw new SecurityRefusal(Code.invalidRole)
  if (security.roles.has(name)) throw new SecurityRefusal(Code.roleExists)
  const role = roleEntry(name, knownPrivileges(message), false)
  role.whitelist = networks(message)
  setQuotasOf(role, security.enableQuotas, message)
  security.roles.set(name, role)
}

function knownPrivileges(message: SecurityMessage): PrivilegeCode[] {
  const privileges = message.privileges(AdminField.privileges)
  if (privileges.every(isPrivilege)) return privileges
  throw new SecurityRefusal(Code.invalidPrivilege)
}

function networks(message: SecurityMessage): string[] {
  const bytes = message.bytes(AdminField.whitelist) ?? Buffer.alloc(0)
  const entries = readWhitelist(bytes, 0, bytes.length)
  if (parseNetworks(entries) === undefined) throw new SecurityRefusal(Code.invalidWhitelist)
  return entries
}

/** Beyond what the other clients can say. */
const QUOTA_MAX = 0x7fff_ffff

function setQuotasOf(role: RoleEntry, enabled: boolean, message: SecurityMessage): void {
  const read = message.number(AdminField.readQuota)
  const write = message.number(AdminField.writeQuota)
  if ((read ?? write) === undefined) return
  if (!enabled) throw new SecurityRefusal(Code.quotasNotEnabled)
  if ((read ?? 0) > QUOTA_MAX || (write ?? 0) > QUOTA_MAX) throw new SecurityRefusal(Code.invalidQuota)
  role.readQuota = read ?? role.readQuota
  role.writeQuota = write ?? role.writeQuota
}

function roleOf({ security, message }: SecurityRequest): RoleEntry {
  const role = security.roles.get(message.text(AdminField.role) ?? '')
  if (role === undefined) throw new SecurityRefusal(Code.invalidRole)
  return role
}

/** Predefined roles stay what they are. */
function ownRoleOf(request: SecurityRequest): RoleEntry {
  const role = roleOf(request)
  if (role.isPredefined) throw new SecurityRefusal(Code.invalidRole)
  return role
}

/** Users lose the role with it. */
function dropRole(request: SecurityRequest): void {
  const { name } = ownRoleOf(request)
  request.security.roles.delete(name)
  for (const user of request.security.users.values()) user.roles.delete(name)
}

function grantPrivileges(request: SecurityRequest): void {
  const role = ownRoleOf(request)
  const granted = knownPrivileges(request.message).filter(
    (each) => !role.privileges.some((held) => isSame(held, each)),
  )
  role.privileges = [...role.privileges, ...granted]
}

function revokePrivileges(request: SecurityRequest): void {
  const role = ownRoleOf(request)
  const revoked = knownPrivileges(request.message)
  role.privileges = role.privileges.filter((held) => !revoked.some((each) => isSame(held, each)))
}

function isSame(a: PrivilegeCode, b: PrivilegeCode): boolean {
  return a.code === b.code && a.namespace === b.namespace && a.set === b.set
}

function setWhitelist(request: SecurityRequest): void {
  const role = ownRoleOf(request)
  role.whitelist = networks(request.message)
}

function setQuotas(request: SecurityRequest): void {
  setQuotasOf(ownRoleOf(request), request.security.enableQuotas, request.message)
}

/** Everybody may ask for a role they have. */
function queryRoles(request: SecurityRequest): void {
  const { security, account, message, out } = request
  const name = message.text(AdminField.role)
  if (name === undefined || !account.roles.has(name)) requireAdmin(request)
  const roles = name === undefined ? [...security.roles.values()] : [roleOf(request)]
  writeFrame(out, () => {
    for (const role of roles) writeRole(out, role)
    writeMessage(out, Code.securityEnd, [])
  })
}

function writeRole(out: Writer, { name, privileges, whitelist, readQuota, writeQuota }: RoleEntry): void {
  writeMessage(out, Code.ok, [
    [AdminField.role, Buffer.from(name)],
    [AdminField.privileges, privilegesBytes(privileges)],
    [AdminField.whitelist, Buffer.from(whitelist.join(','))],
    [AdminField.readQuota, u32Bytes(readQuota)],
    [AdminField.writeQuota, u32Bytes(writeQuota)],
  ])
}

function privilegesBytes(privileges: readonly PrivilegeCode[]): Buffer {
  const parts = privileges.flatMap(({ code, namespace, set }) =>
    code < FIRST_SCOPED ? [Buffer.of(code)] : [Buffer.of(code), ...shortText(namespace), ...shortText(set)],
  )
  return Buffer.concat([Buffer.of(privileges.length), ...parts])
}
