import type { FeatureHost } from '../execute/feature-host.ts'
import { poll } from '../execute/poll.ts'
import { WAIT_DEFAULTS, WAIT_OPTIONS } from '../policy/query.ts'
import { resolveOptions } from '../policy/table.ts'
import type { WaitOptions } from '../policy/query-options.ts'

/** Something that one node has accepted and all nodes will do. */
export class Task {
  readonly #host: FeatureHost
  readonly #what: string
  readonly #isDone: () => Promise<boolean>

  /** @internal */
  constructor(host: FeatureHost, what: string, isDone: () => Promise<boolean>) {
    this.#host = host
    this.#what = what
    this.#isDone = isDone
  }

  /** Whether all nodes have done it. */
  isDone(): Promise<boolean> {
    return this.#isDone()
  }

  /** Resolves when all nodes have done it. @throws TimeoutError, AbortError */
  async wait(options?: WaitOptions): Promise<void> {
    const policy = resolveOptions(WAIT_OPTIONS, WAIT_DEFAULTS, options, 'wait')
    await poll(this.#host, policy, `${this.#what} is not done`, async () =>
      (await this.#isDone()) ? true : undefined,
    )
  }
}
