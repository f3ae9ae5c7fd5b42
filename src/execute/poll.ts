import { clientError } from '../errors/index.ts'
import { abortError } from './engine.ts'
import type { FeatureHost } from './feature-host.ts'

/** How long, and how often, something is looked at. */
export interface PollPolicy {
  readonly timeout: number
  readonly interval: number
  readonly signal: AbortSignal | undefined
}

/** Looks grow rarer up to so many times the interval. */
const SLOWEST = 10
const GROWTH = 1.5

/**
 * Looks again and again until `look` gives something.
 * @throws TimeoutError with `what` is not so yet; AbortError; whatever `look` throws
 */
export async function poll<T>(
  host: FeatureHost,
  policy: PollPolicy,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = policy.timeout === 0 ? Infinity : performance.now() + policy.timeout
  let pause = policy.interval
  for (;;) {
    if (policy.signal?.aborted === true) throw abortError(policy.signal)
    const refusal = host.refusal()
    if (refusal !== undefined) throw refusal
    const found = await look()
    if (found !== undefined) return found
    const left = deadline - performance.now()
    if (left <= 0) throw clientError('TIMEOUT', `${what} within ${policy.timeout} ms`)
    await sleep(Math.min(pause, left), policy.signal)
    pause = Math.min(pause * GROWTH, policy.interval * SLOWEST)
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}
