import { hashPassword } from '../../password.ts'
import type { PrivilegeCode } from '../../wire/admin.ts'
import type { Restore } from '../snapshot.ts'
import type { MemoryUser } from './options.ts'
import { Rate } from './rate.ts'

/** A role: what it allows, from where, and how much. */
export interface RoleEntry {
  readonly name: string
  readonly isPredefined: boolean
  privileges: readonly PrivilegeCode[]
  whitelist: readonly string[]
  readQuota: number
  writeQuota: number
}

/** A user of the server. */
export class Account {
  readonly name: string
  readonly roles: Set<string>
  readonly passwordExpired: boolean
  readonly reads = new Rate()
  readonly writes = new Rate()
  connections = 0
  /** The hash, or the password that it is made of when it is first needed. */
  #hash: Promise<Buffer> | undefined
  #password: string | undefined

  constructor({ name, password, roles = [], passwordExpired = false }: MemoryUser) {
    this.name = name
    this.roles = new Set(roles)
    this.passwordExpired = passwordExpired
    this.#password = password
  }

  /** Undefined for a user without a password. */
  get hash(): Promise<Buffer | undefined> {
    if (this.#hash === undefined && this.#password !== undefined) this.#hash = hashPassword(this.#password)
    return this.#hash ?? Promise.resolve(undefined)
  }

  /** The password itself, as an external service has it. */
  hasPassword(password: string): boolean {
    return this.#password === password
  }

  /** Its roles and its password as they are now. */
  capture(): Restore {
    const [roles, hash, password] = [[...this.roles], this.#hash, this.#password]
    return () => {
      this.roles.clear()
      for (const role of roles) this.roles.add(role)
      this.#hash = hash
      this.#password = password
    }
  }

  setHash(hash: Buffer): void {
    this.#password = undefined
    this.#hash = Promise.resolve(Buffer.from(hash))
  }
}
