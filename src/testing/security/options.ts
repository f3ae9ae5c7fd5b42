import { clientError } from '../../errors/index.ts'
import { PRIVILEGES, type PrivilegeName } from '../../wire/admin-codes.ts'
import type { PrivilegeCode } from '../../wire/admin.ts'
import { isPrivilege } from './permissions.ts'

/** A user of a memory server. */
export interface MemoryUser {
  readonly name: string
  /** Left out, the user has none and logs in by certificate. */
  readonly password?: string | undefined
  readonly roles?: readonly string[] | undefined
  /** Refuses logins with `EXPIRED_PASSWORD`. Default: false. */
  readonly passwordExpired?: boolean | undefined
}

/** A role of a memory server, besides those that every server has. */
export interface MemoryRole {
  readonly name: string
  /** Names of privileges that hold everywhere, or with a namespace and a set. */
  readonly privileges?:
    readonly (PrivilegeName | { privilege: PrivilegeName; namespace?: string; set?: string })[] | undefined
  readonly whitelist?: readonly string[] | undefined
  readonly readQuota?: number | undefined
  readonly writeQuota?: number | undefined
}

/** The security of a memory server. */
export interface MemorySecurityOptions {
  /** Default: true. False is an enterprise server without a security section: logins get `SECURITY_NOT_ENABLED`, and are not needed. */
  readonly enabled?: boolean | undefined
  /** Default: `admin`, with the password `admin` and the role `user-admin`, as on a new server. */
  readonly users?: readonly MemoryUser[] | undefined
  readonly roles?: readonly MemoryRole[] | undefined
  /** Users of an external service such as LDAP. Left out, there is none: `LDAP_NOT_CONFIGURED`. */
  readonly externalUsers?: readonly MemoryUser[] | undefined
  /** Seconds a session lasts. Default: 86400. */
  readonly sessionTtl?: number | undefined
  /** Whether quotas can be set, and are kept. Default: false. */
  readonly enableQuotas?: boolean | undefined
}

const KNOWN = [
  'enabled',
  'users',
  'roles',
  'externalUsers',
  'sessionTtl',
  'enableQuotas',
] satisfies readonly (keyof MemorySecurityOptions)[]

/** What is wrong with them, as the end of a sentence; it never holds a password. */
export function checkSecurity(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'must be { users, roles, … }'
  const foreign = Object.keys(value).find((name) => !(KNOWN as readonly string[]).includes(name))
  if (foreign !== undefined) return `has no ${JSON.stringify(foreign)}; it knows ${KNOWN.join(', ')}`
  const { users = [], externalUsers = [], roles = [], sessionTtl = 1 } = value as MemorySecurityOptions
  if (![users, externalUsers, roles].every(isNamed))
    return 'must have lists of users and roles, each with a name'
  return Number.isInteger(sessionTtl) && sessionTtl > 0
    ? undefined
    : 'must have a sessionTtl of whole seconds above 0'
}

function isNamed(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((each: { name?: unknown } | null) => typeof each?.name === 'string' && each.name !== '')
  )
}

/** Privileges of a role as the options give them. @throws ArgumentError `INVALID_OPTION` */
export function privilegesOf({ name, privileges = [] }: MemoryRole): PrivilegeCode[] {
  return privileges.map((each) => {
    const { privilege, namespace = '', set = '' } = typeof each === 'string' ? { privilege: each } : each
    const code = Object.hasOwn(PRIVILEGES, privilege) ? PRIVILEGES[privilege] : -1
    if (isPrivilege({ code, namespace, set })) return { code, namespace, set }
    throw clientError(
      'INVALID_OPTION',
      `startMemoryServer: security: role ${name} has a privilege that there is not`,
    )
  })
}
