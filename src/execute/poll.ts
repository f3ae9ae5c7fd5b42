import { inScope, type Scope, type ScopeKind } from './scope.ts'
import type { Session } from './session.ts'

/** How long, and how often, something is looked at. */
export interface PollPolicy {
  readonly timeout: number
  readonly interval: number
  readonly signal: AbortSignal | undefined
}

/** Looks grow rarer up to so many times the interval. */
const SLOWEST = 10
const GROWTH = 1.5
/** Milliseconds a node has for its part of one look. */
const ANSWER_LIMIT = 10_000

/**
 * Looks again and again until `look` returns something.
 * @throws TimeoutError with `what` is not so yet; AbortError; whatever `look` throws
 */
export function poll<T>(
  session: Session,
  kind: ScopeKind,
  policy: PollPolicy,
  what: string,
  look: (scope: Scope) => Promise<T | undefined>,
): Promise<T> {
  const { timeout, signal, interval } = policy
  const options = { kind, name: 'wait', timeout, signal, unfinished: what, answerLimit: ANSWER_LIMIT }
  return inScope(session, options, async (scope) => {
    let pause = interval
    while (!scope.ended) {
      const found = await look(scope)
      if (found !== undefined) return found
      await scope.sleep(pause)
      pause = Math.min(pause * GROWTH, interval * SLOWEST)
    }
    // The scope has ended, and with it this wait: nobody hears this.
    throw scope.failure as Error
  })
}
