import { inScope, type Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import { poll } from '../execute/poll.ts'
import { INFO_DEFAULTS, WAIT_DEFAULTS, WAIT_OPTIONS } from '../policy/query.ts'
import { introduce } from '../inspect.ts'
import { resolveOptions } from '../policy/table.ts'
import type { WaitOptions } from '../policy/query-options.ts'

/** Something that one node has accepted and all nodes will do. */
export class Task {
  readonly #session: Session
  readonly #what: string
  readonly #isDone: (scope: Scope) => Promise<boolean>

  static {
    introduce(this, 'Task', (task) => ({ what: task.#what }))
  }

  /** @internal */
  constructor(session: Session, what: string, isDone: (scope: Scope) => Promise<boolean>) {
    this.#session = session
    this.#what = what
    this.#isDone = isDone
  }

  /** Whether all nodes have done it. */
  isDone(): Promise<boolean> {
    const { timeout } = INFO_DEFAULTS
    return inScope(this.#session, { kind: 'administration', name: 'isDone', timeout }, this.#isDone)
  }

  /** Resolves when all nodes have done it. @throws TimeoutError, AbortError */
  async wait(options?: WaitOptions): Promise<void> {
    const policy = resolveOptions(WAIT_OPTIONS, WAIT_DEFAULTS, options, 'wait')
    await poll(this.#session, 'administration', policy, `${this.#what} is not done`, async (scope) =>
      (await this.#isDone(scope)) ? true : undefined,
    )
  }
}
