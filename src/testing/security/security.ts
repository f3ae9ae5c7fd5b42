import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Restore } from '../snapshot.ts'
import { Code } from '../result-code.ts'
import { Account, type RoleEntry } from './account.ts'
import type { Login, Session } from './login.ts'
import { type MemorySecurityOptions, privilegesOf } from './options.ts'
import { allows, type Permission, PREDEFINED } from './permissions.ts'
import { isWithin } from './whitelist.ts'

const DAY = 86_400
const TOKEN_SIZE = 32
const FIRST_USER = { name: 'admin', password: 'admin', roles: ['user-admin'] } as const

/** Users, roles and sessions of a server: who is who, and may do what. */
export class Security {
  readonly users: Map<string, Account>
  readonly roles: Map<string, RoleEntry>
  readonly sessionTtl: number
  readonly enableQuotas: boolean
  readonly #clock: Clock
  readonly #external: ReadonlyMap<string, Account> | undefined
  readonly #sessions = new Map<string, Session>()
  readonly #logins = new Set<Login>()

  constructor(options: MemorySecurityOptions, clock: Clock) {
    const { users = [FIRST_USER], externalUsers, roles = [] } = options
    this.#clock = clock
    this.users = accountsOf(users)
    this.#external = externalUsers === undefined ? undefined : accountsOf(externalUsers)
    this.sessionTtl = options.sessionTtl ?? DAY
    this.enableQuotas = options.enableQuotas ?? false
    this.roles = new Map(
      [...PREDEFINED].map(([name, privileges]) => [name, roleEntry(name, privileges, true)]),
    )
    for (const role of roles) {
      const { whitelist = [], readQuota = 0, writeQuota = 0 } = role
      const entry = roleEntry(role.name, privilegesOf(role), false)
      this.roles.set(role.name, { ...entry, whitelist, readQuota, writeQuota })
    }
  }

  /** Who logs in with the hash of a password; a result code when nobody. */
  async byPassword(user: string, hash: Buffer | undefined): Promise<Account | number> {
    const account = this.users.get(user)
    if (account === undefined) return Code.invalidUser
    const known = await account.hash
    if (hash === undefined || known === undefined || !isSame(known, hash)) return Code.invalidCredential
    return account.passwordExpired ? Code.expiredPassword : account
  }

  /** Who logs in with the password itself, which an external service looks at. */
  async byService(user: string, hash: Buffer | undefined, password: string): Promise<Account | number> {
    if (this.users.has(user)) return this.byPassword(user, hash)
    if (this.#external === undefined) return Code.ldapNotConfigured
    const account = this.#external.get(user)
    return account?.hasPassword(password) === true ? account : Code.ldapAuthentication
  }

  /** Who a certificate is of. */
  byName(name: string | undefined): Account | number {
    return (name === undefined ? undefined : this.users.get(name)) ?? Code.invalidUser
  }

  /** Begins a session; a result code when the user must not come from there. */
  begin(account: Account, peer: string): { readonly token: Buffer; readonly login: Login } | number {
    if (!this.#mayComeFrom(account, peer)) return Code.notWhitelisted
    this.#sweep()
    const token = randomBytes(TOKEN_SIZE)
    const expiresAt = this.#clock.now() + this.sessionTtl * 1000
    this.#sessions.set(token.toString('latin1'), { account, expiresAt })
    return { token, login: this.#logIn(account) }
  }

  /** Takes up a session on another connection. */
  resume(user: string | undefined, token: Buffer | undefined, peer: string): Login | number {
    const session = token === undefined ? undefined : this.#sessions.get(token.toString('latin1'))
    if (session === undefined) return Code.invalidCredential
    const { account, expiresAt } = session
    if (user !== undefined && user !== account.name) return Code.invalidCredential
    if (this.#clock.now() >= expiresAt) return Code.expiredSession
    if (!this.#isKnown(account)) return Code.invalidUser
    return this.#mayComeFrom(account, peer) ? this.#logIn(account) : Code.notWhitelisted
  }

  #logIn(account: Account): Login {
    const login = { account, isOver: false }
    account.connections++
    this.#logins.add(login)
    return login
  }

  /** A connection ended, or logged in anew. */
  leave(login: Login | undefined): void {
    if (login !== undefined && this.#logins.delete(login)) login.account.connections--
  }

  /** Ends all sessions at once: tokens are refused, and what comes on open connections too. */
  endSessions(): void {
    for (const [token, { account }] of this.#sessions) this.#sessions.set(token, { account, expiresAt: 0 })
    for (const login of this.#logins) login.isOver = true
  }

  /** Users and roles as they are now. Who is logged in stays so, unless the user is gone. */
  capture(): Restore {
    const [users, roles] = [new Map(this.users), [...this.roles.values()].map((role) => ({ ...role }))]
    const accounts = [...users.values()].map((account) => account.capture())
    return () => {
      replaceAll(this.users, users)
      replaceAll(this.roles, new Map(roles.map((role) => [role.name, { ...role }])))
      for (const restore of accounts) restore()
    }
  }

  /** Expired sessions are told from unknown ones for as long as they lasted. */
  #sweep(): void {
    const long = this.#clock.now() - this.sessionTtl * 1000
    for (const [token, { expiresAt }] of this.#sessions) {
      if (expiresAt > 0 && expiresAt < long) this.#sessions.delete(token)
    }
  }

  /** Why a connection may do nothing; 0 when it may (as_security_check_auth, as/include/base/security.h, 8.1.2). */
  checkLogin(login: Login | undefined): number {
    if (login === undefined || !this.#isKnown(login.account)) return Code.notAuthenticated
    return login.isOver ? Code.expiredSession : Code.ok
  }

  #isKnown(account: Account): boolean {
    return this.users.get(account.name) === account || this.#external?.get(account.name) === account
  }

  /** Whether a user may do something there; without a namespace, anywhere. */
  may(account: Account, permission: Permission, namespace = '', set = ''): boolean {
    const privileges = this.#rolesOf(account).flatMap((role) => role.privileges)
    return allows(privileges, permission, namespace, set)
  }

  /** Counts records of a user against the quotas of the roles: the largest holds. */
  takeQuota(account: Account, isWrite: boolean, records: number): boolean {
    if (!this.enableQuotas) return true
    const quotas = this.#rolesOf(account).map(({ readQuota, writeQuota }) =>
      isWrite ? writeQuota : readQuota,
    )
    const rate = isWrite ? account.writes : account.reads
    return rate.take(this.#clock.now(), records, Math.max(0, ...quotas))
  }

  #rolesOf(account: Account): RoleEntry[] {
    return [...account.roles].flatMap((name) => this.roles.get(name) ?? [])
  }

  #mayComeFrom(account: Account, peer: string): boolean {
    const lists = this.#rolesOf(account).flatMap(({ whitelist }) => whitelist)
    return lists.length === 0 || isWithin(lists, peer)
  }
}

export function roleEntry(
  name: string,
  privileges: RoleEntry['privileges'],
  isPredefined: boolean,
): RoleEntry {
  return { name, isPredefined, privileges, whitelist: [], readQuota: 0, writeQuota: 0 }
}

function replaceAll<V>(map: Map<string, V>, entries: ReadonlyMap<string, V>): void {
  map.clear()
  for (const [name, value] of entries) map.set(name, value)
}

function accountsOf(users: NonNullable<MemorySecurityOptions['users']>): Map<string, Account> {
  return new Map(users.map((user) => [user.name, new Account(user)]))
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
