import { FIRST_SCOPED, PRIVILEGES, type PrivilegeName } from '../../wire/admin-codes.ts'
import type { PrivilegeCode } from '../../wire/admin.ts'

/** What the server checks (as_sec_perm, as/include/base/security.h, 8.1.2). */
export const Permission = {
  none: 0,
  read: 0x0001,
  query: 0x0002,
  write: 0x0004,
  delete: 0x0008,
  udfApply: 0x0010,
  udfQuery: 0x0020,
  opsQuery: 0x0040,
  maskingAdmin: 0x0080,
  readMasked: 0x0100,
  writeMasked: 0x0200,
  udfAdmin: 0x0001_0000,
  sindexAdmin: 0x0002_0000,
  queryAdmin: 0x0004_0000,
  truncate: 0x0008_0000,
  evictAdmin: 0x0010_0000,
  recordInfo: 0x0020_0000,
  setConfig: 0x0100_0000,
  loggingCtrl: 0x0200_0000,
  serviceCtrl: 0x0400_0000,
  xdrSetFilter: 0x0800_0000,
  userAdmin: 0x1000_0000,
} as const
export type Permission = number

const P = Permission
const READING = P.read | P.query
const WRITING = P.write | P.delete | P.opsQuery
const DATA_ADMIN = P.udfAdmin | P.sindexAdmin | P.queryAdmin | P.truncate | P.evictAdmin

/**
 * What a privilege allows. The enterprise server's own table is not public; this follows what its permissions are named after, and the
 * descriptions of the privileges in client-c as_admin.h.
 */
const ALLOWED: Readonly<Record<PrivilegeName, number>> = {
  'user-admin': P.userAdmin,
  'sys-admin': DATA_ADMIN | P.recordInfo | P.setConfig | P.loggingCtrl | P.serviceCtrl | P.xdrSetFilter,
  'data-admin': DATA_ADMIN,
  'udf-admin': P.udfAdmin,
  'sindex-admin': P.sindexAdmin,
  read: READING,
  'read-write': READING | WRITING,
  'read-write-udf': READING | WRITING | P.udfApply | P.udfQuery,
  write: WRITING,
  truncate: P.truncate,
  'masking-admin': P.maskingAdmin,
  'read-masked': P.readMasked,
  'write-masked': P.writeMasked,
}

const BY_CODE = new Map(
  Object.entries(PRIVILEGES).map(([name, code]) => [code as number, ALLOWED[name as PrivilegeName]]),
)

export function isPrivilege({ code, namespace, set }: PrivilegeCode): boolean {
  return BY_CODE.has(code) && (namespace !== '' || set === '')
}

/** Whether privileges together allow all of some permissions, there. */
export function allows(
  privileges: readonly PrivilegeCode[],
  wanted: Permission,
  namespace: string,
  set: string,
): boolean {
  let allowed = 0
  for (const privilege of privileges) {
    const fits =
      privilege.code < FIRST_SCOPED ||
      privilege.namespace === '' ||
      (privilege.namespace === namespace && (privilege.set === '' || privilege.set === set))
    if (fits) allowed |= BY_CODE.get(privilege.code) ?? 0
  }
  return (allowed & wanted) === wanted
}

/** Roles that every server has: one for each privilege, and one for all (`superuser`). They cannot be changed. */
export const PREDEFINED: ReadonlyMap<string, readonly PrivilegeCode[]> = new Map<
  string,
  readonly PrivilegeCode[]
>([
  ...Object.entries(PRIVILEGES).map(([name, code]) => [name, [everywhere(code)]] as const),
  [
    'superuser',
    [PRIVILEGES['user-admin'], PRIVILEGES['sys-admin'], PRIVILEGES['read-write-udf']].map(everywhere),
  ] as const,
])

function everywhere(code: number): PrivilegeCode {
  return { code, namespace: '', set: '' }
}
