import type { Account } from './account.ts'

/** What a token stands for. */
export interface Session {
  readonly account: Account
  /** On the server's clock. */
  readonly expiresAt: number
}

/** Who a connection is. It stays so when its session expires, as on a real server; it is over when the server ended it. */
export interface Login {
  readonly account: Account
  isOver: boolean
}
