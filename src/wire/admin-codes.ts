/*
 * Numbers of the security protocol (frames of type 2). The server's own file for them is not public; the clients agree on them:
 * client-c as_admin.c (8.0), client-java admin/AdminCommand.java and PrivilegeCode.java, client-go admin_command.go.
 */

/** What is asked for. */
export const AdminCommand = {
  authenticate: 0,
  createUser: 1,
  dropUser: 2,
  setPassword: 3,
  changePassword: 4,
  grantRoles: 5,
  revokeRoles: 6,
  queryUsers: 9,
  createRole: 10,
  dropRole: 11,
  grantPrivileges: 12,
  revokePrivileges: 13,
  setWhitelist: 14,
  setQuotas: 15,
  queryRoles: 16,
  login: 20,
} as const
export type AdminCommand = (typeof AdminCommand)[keyof typeof AdminCommand]

/** What a request, or an answer, carries. */
export const AdminField = {
  user: 0,
  password: 1,
  oldPassword: 2,
  credential: 3,
  clearPassword: 4,
  sessionToken: 5,
  sessionTtl: 6,
  roles: 10,
  role: 11,
  privileges: 12,
  whitelist: 13,
  readQuota: 14,
  writeQuota: 15,
  readInfo: 16,
  writeInfo: 17,
  connections: 18,
} as const

/** scheme (1), result (1), command (1), number of fields (1), unused (12): as_sec_msg, server as/include/base/security.h, 8.1.2. */
export const ADMIN_HEADER_SIZE = 16
/** Longest name of a user, in bytes: MAX_USER_SIZE - 1, security.h. */
export const USER_NAME_MAX = 63
/** Longest name of a role, in bytes: AS_ROLE_SIZE - 1, client-c as_admin.h. */
export const ROLE_NAME_MAX = 63

/** The name of a privilege, as the server's own tools and predefined roles have it. */
export type PrivilegeName =
  | 'user-admin'
  | 'sys-admin'
  | 'data-admin'
  | 'udf-admin'
  | 'sindex-admin'
  | 'read'
  | 'read-write'
  | 'read-write-udf'
  | 'write'
  | 'truncate'
  | 'masking-admin'
  | 'read-masked'
  | 'write-masked'

/** The code of each privilege. */
export const PRIVILEGES = {
  'user-admin': 0,
  'sys-admin': 1,
  'data-admin': 2,
  'udf-admin': 3,
  'sindex-admin': 4,
  read: 10,
  'read-write': 11,
  'read-write-udf': 12,
  write: 13,
  truncate: 14,
  'masking-admin': 15,
  'read-masked': 16,
  'write-masked': 17,
} as const satisfies Record<PrivilegeName, number>

/** Privileges from this code on are about data: they go with a namespace and a set, which may be empty for all. */
export const FIRST_SCOPED = 10
