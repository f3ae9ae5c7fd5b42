import type { Client, Key } from '../../src/index.ts'
import type { KeyData } from './scenario.ts'

/** Where a scenario is played. */
export interface Scene {
  readonly client: Client
  /** Tells this play from others on the same server. */
  readonly run: string
  /** What writes say of the time to live, when they say nothing else. */
  readonly ttl: number
  keyOf(data: KeyData): Key
  /** Has something done when the scenario is over. */
  readonly afterwards: (() => Promise<unknown>)[]
}
