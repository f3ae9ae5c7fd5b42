import { clientError, quoteWord } from '../errors/index.ts'
import { FIRST_SCOPED, PRIVILEGES, type PrivilegeName } from '../wire/admin-codes.ts'
import type { PrivilegeCode } from '../wire/admin.ts'
import { nameFault, NAMESPACE_MAX, SET_NAME_MAX } from '../wire/names.ts'
import { checkList } from './security-names.ts'

/** What a role may do: everywhere, or in a namespace, or in a set of it. */
export interface Privilege {
  /**
   * `user-admin`, `sys-admin`, `data-admin`, `udf-admin` and `sindex-admin` hold for the whole cluster; `read`, `write`,
   * `read-write`, `read-write-udf`, `truncate`, `masking-admin`, `read-masked` and `write-masked` may be narrowed down.
   */
  readonly privilege: PrivilegeName
  readonly namespace?: string | undefined
  readonly set?: string | undefined
}

/** A privilege of a role as a node tells it; one that this client does not know is its number. */
export interface RolePrivilege {
  readonly privilege: PrivilegeName | `code ${number}`
  /** Undefined for all namespaces. */
  readonly namespace?: string
  /** Undefined for all sets. */
  readonly set?: string
}

const NAME_BY_CODE = new Map(
  Object.entries(PRIVILEGES).map(([name, code]) => [code as number, name as PrivilegeName]),
)

/** Privileges as they travel. @throws ArgumentError `INVALID_ARGUMENT` */
export function checkPrivileges(privileges: unknown): PrivilegeCode[] {
  return checkList('privileges', privileges).map(checkPrivilege)
}

function checkPrivilege(given: unknown): PrivilegeCode {
  const {
    privilege,
    namespace = '',
    set = '',
  } = typeof given === 'string' ? { privilege: given } : ((given ?? {}) as { [name: string]: unknown })
  if (typeof privilege !== 'string' || !Object.hasOwn(PRIVILEGES, privilege))
    throw wrong(
      `there is none called ${quoteWord(privilege)}; it is one of ${Object.keys(PRIVILEGES).join(', ')}`,
    )
  const code = PRIVILEGES[privilege as PrivilegeName]
  const scope = {
    namespace: checkPart('namespace', namespace, NAMESPACE_MAX),
    set: checkPart('set', set, SET_NAME_MAX),
  }
  if (code < FIRST_SCOPED && scope.namespace + scope.set !== '')
    throw wrong(`${privilege} holds for the whole cluster, and takes neither namespace nor set`)
  if (scope.namespace === '' && scope.set !== '') throw wrong('a set needs its namespace')
  return { code, ...scope }
}

function checkPart(what: string, value: unknown, max: number): string {
  const fault = typeof value === 'string' ? nameFault(value, max) : 'must be text'
  if (fault === undefined) return value as string
  throw wrong(`its ${what} ${fault}`)
}

function wrong(why: string): Error {
  return clientError('INVALID_ARGUMENT', `A privilege is { privilege, namespace, set }: ${why}`)
}

export function describePrivilege({ code, namespace, set }: PrivilegeCode): RolePrivilege {
  return {
    privilege: NAME_BY_CODE.get(code) ?? `code ${code}`,
    ...(namespace === '' ? {} : { namespace }),
    ...(set === '' ? {} : { set }),
  }
}
