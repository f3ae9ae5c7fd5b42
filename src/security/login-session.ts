import type { ConnectionSession } from '../net/session-over.ts'
import type { LoginAnswer } from '../wire/admin-reply.ts'

/** A session ends a minute before the node ends it (client-c as_admin.c), or half way where it is shorter than two minutes. */
const RENEW_BEFORE = 60

/** What one login at one node brought. Connections stand on it. */
export class LoginSession implements ConnectionSession {
  /** Undefined where the node has no security and wants no login. */
  readonly #token: Buffer | undefined
  readonly user: string | undefined
  /** On the clock of `performance.now()`; Infinity for never. */
  readonly #renewAt: number
  #isOver = false

  constructor(user: string | undefined, answer: LoginAnswer | undefined, now: number) {
    this.user = user
    this.#token = answer?.token
    this.#renewAt = now + lifeOf(answer?.ttl)
  }

  get token(): Buffer | undefined {
    return this.#token
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Whether it should be renewed, although the node still accepts it. */
  isDue(now: number): boolean {
    return now >= this.#renewAt
  }

  end(): void {
    this.#isOver = true
    this.wipe()
  }

  /** Connections that stand on it go on; no other can be opened with it. */
  wipe(): void {
    this.#token?.fill(0)
  }
}

function lifeOf(ttl: number | undefined): number {
  if (ttl === undefined || ttl === 0) return Infinity
  return Math.max(ttl - RENEW_BEFORE, ttl / 2) * 1000
}
