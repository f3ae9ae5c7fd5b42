import { clientError, ResultCode, SecurityError } from '../errors/index.ts'
import { askSecurity } from '../execute/administration.ts'
import type { Session } from '../execute/session.ts'
import { AdminCommand, AdminField, type PrivilegeName } from '../wire/admin-codes.ts'
import { readRoles, type RoleRecord } from '../wire/admin-reply.ts'
import {
  type AdminPart,
  encodeAdmin,
  numberPart,
  privilegesPart,
  textPart,
  whitelistPart,
} from '../wire/admin.ts'
import { administer } from './administer.ts'
import { listReader } from './list-reader.ts'
import { checkPrivileges, describePrivilege, type Privilege, type RolePrivilege } from './privileges.ts'
import { checkList, checkRole } from './security-names.ts'
import type { SecurityOptions } from './users.ts'

/** A privilege, or the name of one that holds everywhere. */
export type PrivilegeLike = PrivilegeName | Privilege

/** What a new role has. */
export interface RoleDefinition {
  readonly privileges?: readonly PrivilegeLike[] | undefined
  /** Addresses, or networks as `10.0.0.0/8`, that its users may connect from. Any when left out or empty. */
  readonly whitelist?: readonly string[] | undefined
  /** Records per second that may be read; 0, the default, for any number. */
  readonly readQuota?: number | undefined
  /** Records per second that may be written; 0, the default, for any number. */
  readonly writeQuota?: number | undefined
}

/** A role, as a node tells it. */
export interface RoleInfo {
  readonly name: string
  readonly privileges: readonly RolePrivilege[]
  /** Empty for any address. */
  readonly whitelist: readonly string[]
  /** Records per second; 0 for any number. */
  readonly readQuota: number
  readonly writeQuota: number
}

/** Makes a role. What it does not have is left out of the request, as the other clients do. */
export function createRole(
  session: Session,
  role: string,
  definition: RoleDefinition = {},
  options?: SecurityOptions,
): Promise<void> {
  return changeRole(session, 'createRole', options, () => {
    const { privileges = [], whitelist = [], readQuota = 0, writeQuota = 0 } = definition
    const parts: AdminPart[] = [textPart(AdminField.role, checkRole(role))]
    const codes = checkPrivileges(privileges)
    const addresses = checkWhitelist(whitelist)
    if (codes.length > 0) parts.push(privilegesPart(codes))
    if (addresses.length > 0) parts.push(whitelistPart(addresses))
    const quotas = [checkQuota('readQuota', readQuota), checkQuota('writeQuota', writeQuota)] as const
    if (quotas[0] > 0) parts.push(numberPart(AdminField.readQuota, quotas[0]))
    if (quotas[1] > 0) parts.push(numberPart(AdminField.writeQuota, quotas[1]))
    return [AdminCommand.createRole, parts]
  })
}

/** Removes a role. @throws SecurityError `INVALID_ROLE` when there is none */
export function dropRole(session: Session, role: string, options?: SecurityOptions): Promise<void> {
  return changeRole(session, 'dropRole', options, () => [
    AdminCommand.dropRole,
    [textPart(AdminField.role, checkRole(role))],
  ])
}

/** Gives privileges to a role, besides those it has. */
export function grantPrivileges(
  session: Session,
  role: string,
  privileges: readonly PrivilegeLike[],
  options?: SecurityOptions,
): Promise<void> {
  return changeRole(session, 'grantPrivileges', options, () => [
    AdminCommand.grantPrivileges,
    [textPart(AdminField.role, checkRole(role)), privilegesPart(checkPrivileges(privileges))],
  ])
}

/** Takes privileges from a role: those of exactly this scope. */
export function revokePrivileges(
  session: Session,
  role: string,
  privileges: readonly PrivilegeLike[],
  options?: SecurityOptions,
): Promise<void> {
  return changeRole(session, 'revokePrivileges', options, () => [
    AdminCommand.revokePrivileges,
    [textPart(AdminField.role, checkRole(role)), privilegesPart(checkPrivileges(privileges))],
  ])
}

/** Sets the addresses that users of a role may connect from; none for any. */
export function setWhitelist(
  session: Session,
  role: string,
  whitelist: readonly string[],
  options?: SecurityOptions,
): Promise<void> {
  return changeRole(session, 'setWhitelist', options, () => {
    const name = textPart(AdminField.role, checkRole(role))
    const addresses = checkWhitelist(whitelist)
    return [AdminCommand.setWhitelist, addresses.length === 0 ? [name] : [name, whitelistPart(addresses)]]
  })
}

/** Sets how many records per second users of a role may read and write; 0 for any number. */
export function setQuotas(
  session: Session,
  role: string,
  quotas: Pick<RoleDefinition, 'readQuota' | 'writeQuota'>,
  options?: SecurityOptions,
): Promise<void> {
  return changeRole(session, 'setQuotas', options, () => {
    const { readQuota = 0, writeQuota = 0 } = quotas
    return [
      AdminCommand.setQuotas,
      [
        textPart(AdminField.role, checkRole(role)),
        numberPart(AdminField.readQuota, checkQuota('readQuota', readQuota)),
        numberPart(AdminField.writeQuota, checkQuota('writeQuota', writeQuota)),
      ],
    ]
  })
}

/** A role; null when there is none. */
export async function queryRole(
  session: Session,
  role: string,
  options?: SecurityOptions,
): Promise<RoleInfo | null> {
  try {
    const name = textPart(AdminField.role, checkRole(role))
    const [found] = await listRoles(session, 'queryRole', [name], options)
    return found ?? null
  } catch (error) {
    if (error instanceof SecurityError && error.resultCode === ResultCode.INVALID_ROLE) return null
    throw error
  }
}

/** All roles, those that every server has among them. */
export function queryRoles(session: Session, options?: SecurityOptions): Promise<RoleInfo[]> {
  return listRoles(session, 'queryRoles', [], options)
}

function listRoles(
  session: Session,
  name: string,
  parts: readonly AdminPart[],
  options: SecurityOptions | undefined,
): Promise<RoleInfo[]> {
  return administer(session, name, options, async (scope, node) => {
    const roles: RoleRecord[] = []
    const read = listReader((buffer, start, end) => readRoles(buffer, start, end, roles))
    await askSecurity(scope, await node(), encodeAdmin(AdminCommand.queryRoles, parts), { read })
    return roles.map((role) => ({ ...role, privileges: role.privileges.map(describePrivilege) }))
  })
}

function changeRole(
  session: Session,
  name: string,
  options: SecurityOptions | undefined,
  request: () => readonly [command: AdminCommand, parts: readonly AdminPart[]],
): Promise<void> {
  return administer(session, name, options, async (scope, node) => {
    const frame = encodeAdmin(...request())
    await askSecurity(scope, await node(), frame, { changes: true })
  })
}

/** Addresses travel as one text with commas between them. */
function checkWhitelist(whitelist: unknown): string[] {
  return checkList('whitelist', whitelist).map((address) => {
    if (typeof address === 'string' && /^[0-9a-f.:/]+$/i.test(address)) return address
    throw clientError(
      'INVALID_ARGUMENT',
      'whitelist is a list of addresses, or of networks such as 10.0.0.0/8',
    )
  })
}

const QUOTA_MAX = 0xffff_ffff

function checkQuota(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= QUOTA_MAX) return value
  throw clientError('INVALID_ARGUMENT', `${what} must be a whole number of records per second, 0 for any`)
}
