import { requireFeature } from '../cluster/features.ts'
import { clientError, ResultCode, SecurityError } from '../errors/index.ts'
import { askSecurity } from '../execute/administration.ts'
import type { Session } from '../execute/session.ts'
import { hashPassword } from '../password.ts'
import type { InfoOptions } from '../policy/query-options.ts'
import type { CredentialSource } from '../security/credentials.ts'
import { AdminCommand, AdminField } from '../wire/admin-codes.ts'
import { readUsers, type UserRecord } from '../wire/admin-reply.ts'
import { type AdminPart, bytesPart, encodeAdmin, rolesPart, textPart } from '../wire/admin.ts'
import { administer } from './administer.ts'
import { listReader } from './list-reader.ts'
import { checkNewPassword, checkRoles, checkUser } from './security-names.ts'

/** A user, as a node tells it. */
export interface UserInfo {
  readonly name: string
  readonly roles: readonly string[]
  /** Open connections of the user, at that node. */
  readonly connections: number
  readonly reads: UserRates
  readonly writes: UserRates
}

/** What a user does at one node, in one direction. All 0 where quotas are not enabled. */
export interface UserRates {
  /** Records per second that are allowed; 0 for any number. */
  readonly quota: number
  /** Commands on single records per second. */
  readonly commands: number
  /** Records per second of queries. */
  readonly queried: number
  /** Queries without a limit of records per second. */
  readonly unlimitedQueries: number
}

/** Options of users and roles: any node serves them. */
export type SecurityOptions = InfoOptions

/** Makes a user. Only the hash of the password leaves the process. @throws SecurityError `USER_EXISTS`, `INVALID_ROLE`, `ROLE_VIOLATION` */
export function createUser(
  session: Session,
  user: string,
  password: string,
  roles: readonly string[] = [],
  options?: SecurityOptions,
): Promise<void> {
  return changeUser(session, 'createUser', options, async () => [
    AdminCommand.createUser,
    [textPart(AdminField.user, checkUser(user)), await passwordPart(password), rolesPart(checkRoles(roles))],
  ])
}

/** The word in place of a password for a user that has none (client-c as_admin.c; server 8.1). */
const NO_PASSWORD = 'nopassword'

/** Makes a user that logs in by certificate alone. @throws ClusterError `SERVER_TOO_OLD` below 8.1 */
export function createPkiUser(
  session: Session,
  user: string,
  roles: readonly string[] = [],
  options?: SecurityOptions,
): Promise<void> {
  return administer(session, 'createPkiUser', options, async (scope, find) => {
    const name = textPart(AdminField.user, checkUser(user))
    const parts = [name, await passwordPart(NO_PASSWORD), rolesPart(checkRoles(roles))]
    const node = await find()
    requireFeature(session.cluster.state, 'pkiUser')
    await askSecurity(scope, node, encodeAdmin(AdminCommand.createUser, parts), { changes: true })
  })
}

/** Removes a user. @throws SecurityError `INVALID_USER` when there is none */
export function dropUser(session: Session, user: string, options?: SecurityOptions): Promise<void> {
  return changeUser(session, 'dropUser', options, () => [
    AdminCommand.dropUser,
    [textPart(AdminField.user, checkUser(user))],
  ])
}

/** Sets the password of any user; needs the privilege `user-admin`. @throws SecurityError */
export async function setPassword(
  session: Session,
  credentials: CredentialSource | undefined,
  user: string,
  password: string,
  options?: SecurityOptions,
): Promise<void> {
  await changeUser(session, 'setPassword', options, async () => [
    AdminCommand.setPassword,
    [textPart(AdminField.user, checkUser(user)), await passwordPart(password)],
  ])
  await credentials?.changed(user, password)
}

/** Changes the own password, which the client uses from then on. @throws SecurityError `FORBIDDEN_PASSWORD`, `INVALID_PASSWORD` */
export async function changePassword(
  session: Session,
  credentials: CredentialSource | undefined,
  password: string,
  options?: SecurityOptions,
): Promise<void> {
  if (credentials === undefined || credentials.isPki)
    throw clientError('INVALID_ARGUMENT', 'changePassword: the client did not log in with a password')
  let own = ''
  await changeUser(session, 'changePassword', options, async () => {
    const changed = await passwordPart(password)
    return credentials.use(({ user, hash }) => {
      own = user
      const old = Buffer.from(hash)
      return [
        AdminCommand.changePassword,
        [textPart(AdminField.user, user), wipedPart(AdminField.oldPassword, old), changed],
      ]
    })
  })
  await credentials.changed(own, password)
}

/** Gives roles to a user, besides those it has. @throws SecurityError `INVALID_USER`, `INVALID_ROLE` */
export function grantRoles(
  session: Session,
  user: string,
  roles: readonly string[],
  options?: SecurityOptions,
): Promise<void> {
  return changeUser(session, 'grantRoles', options, () => [
    AdminCommand.grantRoles,
    [textPart(AdminField.user, checkUser(user)), rolesPart(checkRoles(roles))],
  ])
}

/** Takes roles from a user. */
export function revokeRoles(
  session: Session,
  user: string,
  roles: readonly string[],
  options?: SecurityOptions,
): Promise<void> {
  return changeUser(session, 'revokeRoles', options, () => [
    AdminCommand.revokeRoles,
    [textPart(AdminField.user, checkUser(user)), rolesPart(checkRoles(roles))],
  ])
}

/** A user; null when there is none. Everybody may ask for themselves, `user-admin` for all. */
export async function queryUser(
  session: Session,
  user: string,
  options?: SecurityOptions,
): Promise<UserInfo | null> {
  try {
    const name = textPart(AdminField.user, checkUser(user))
    const [found] = await listUsers(session, 'queryUser', [name], options)
    return found ?? null
  } catch (error) {
    if (error instanceof SecurityError && error.resultCode === ResultCode.INVALID_USER) return null
    throw error
  }
}

/** All users. */
export function queryUsers(session: Session, options?: SecurityOptions): Promise<UserInfo[]> {
  return listUsers(session, 'queryUsers', [], options)
}

function listUsers(
  session: Session,
  name: string,
  parts: readonly AdminPart[],
  options: SecurityOptions | undefined,
): Promise<UserInfo[]> {
  return administer(session, name, options, async (scope, node) => {
    const users: UserRecord[] = []
    const read = listReader((buffer, start, end) => readUsers(buffer, start, end, users))
    await askSecurity(scope, await node(), encodeAdmin(AdminCommand.queryUsers, parts), { read })
    return users.map(describeUser)
  })
}

function describeUser({ name, roles, connections, readInfo, writeInfo }: UserRecord): UserInfo {
  return { name, roles, connections, reads: ratesOf(readInfo), writes: ratesOf(writeInfo) }
}

/** In this order (as_user, client-c as_admin.h); later servers may have more. */
function ratesOf([quota = 0, commands = 0, queried = 0, unlimitedQueries = 0]: readonly number[]): UserRates {
  return { quota, commands, queried, unlimitedQueries }
}

type Request = readonly [command: AdminCommand, parts: readonly AdminPart[]]

function changeUser(
  session: Session,
  name: string,
  options: SecurityOptions | undefined,
  request: () => Request | Promise<Request>,
): Promise<void> {
  return administer(session, name, options, async (scope, node) => {
    const [command, parts] = await scope.race(Promise.resolve(request()))
    const target = await node()
    await askSecurity(scope, target, encodeAdmin(command, parts), { changes: true })
  })
}

async function passwordPart(password: string): Promise<AdminPart> {
  return wipedPart(AdminField.password, await hashPassword(checkNewPassword(password)))
}

/** A field whose bytes are wiped once they are in the frame, which is wiped in its turn. */
function wipedPart(field: number, bytes: Buffer): AdminPart {
  const part = bytesPart(field, bytes)
  return {
    field,
    write: (writer) => {
      part.write(writer)
      bytes.fill(0)
    },
  }
}
