import type { Key } from '../key.ts'
import type { BasePolicy } from '../policy/command.ts'
import type { Writer } from '../wire/writer.ts'

/**
 * A command as data: two pure functions and what the engine must know to run them. `Args` is whatever the command takes
 * besides its key and policy.
 */
export interface Command<Args, Result, Policy extends BasePolicy> {
  /** For errors, events and metrics. */
  readonly name: string
  /** Whether the record may be changed: decides doubt, and which copy is asked. */
  readonly isWrite: boolean
  /** Whether it may take long on the server: it never travels with others, which would wait for it. Default: no. */
  readonly takesLong?: boolean
  /** Appends the whole frame. */
  readonly encode: (writer: Writer, key: Key, args: Args, policy: Policy) => void
  /** Reads a whole reply in `buffer[start, end)`, lent for the call. Throws for a refusal. */
  readonly decode: (
    buffer: Buffer,
    start: number,
    end: number,
    key: Key,
    args: Args,
    policy: Policy,
  ) => Result
}
