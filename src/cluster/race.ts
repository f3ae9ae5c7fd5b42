import { isError } from '../kinds.ts'
import { clearTimeout, setTimeout } from '../timers.ts'
/** How a race ended: who won, and what went wrong before that, or with everybody. */
export interface RaceResult<T> {
  readonly winner: T | undefined
  readonly errors: readonly Error[]
}

/** The rules of a race. */
export interface RaceRules<T> {
  /** A result that will do only when nothing better comes within {@link PATIENCE}. */
  readonly isDoubtful?: (result: T) => boolean
  /** What to do with a result that is not taken. */
  readonly discard: (result: T) => void
  /** Ends the race without a winner. */
  readonly signal: AbortSignal
}

/** After this many ms without an answer the next candidate starts as well. */
const STAGGER = 250

/** How long a doubtful result waits for a better one, in ms. */
const PATIENCE = 1000

/**
 * Tries candidates one after the other without waiting for the slow ones: the next starts as soon as one fails, or after
 * {@link STAGGER} (as RFC 8305 does with addresses). The first good result wins; the signal that every attempt gets is then
 * aborted, and what still arrives is discarded. Never rejects.
 */
export function race<C, T>(
  candidates: readonly C[],
  attempt: (candidate: C, signal: AbortSignal) => Promise<T>,
  { isDoubtful, discard, signal }: RaceRules<T>,
): Promise<RaceResult<T>> {
  return new Promise((resolve) => {
    const ended = new AbortController()
    const waiting = candidates.values()
    const errors: Error[] = []
    let running = 0
    let doubtful: { readonly result: T } | undefined
    let stagger: NodeJS.Timeout | undefined
    let patience: NodeJS.Timeout | undefined

    function finish(winner: T | undefined): void {
      if (ended.signal.aborted) return
      clearTimeout(stagger)
      clearTimeout(patience)
      signal.removeEventListener('abort', giveUp)
      ended.abort()
      if (doubtful !== undefined && doubtful.result !== winner) discard(doubtful.result)
      resolve({ winner, errors })
    }

    function giveUp(): void {
      finish(undefined)
    }

    function settle(): void {
      finish(doubtful?.result)
    }

    function arrived(result: T): void {
      if (ended.signal.aborted || (doubtful !== undefined && isDoubtful?.(result) === true)) {
        discard(result)
      } else if (isDoubtful?.(result) === true) {
        doubtful = { result }
        patience = setTimeout(settle, PATIENCE).unref()
      } else {
        finish(result)
      }
    }

    function startNext(): void {
      clearTimeout(stagger)
      if (ended.signal.aborted) return
      const next = waiting.next()
      if (next.done === true) {
        if (running === 0) settle()
        return
      }
      running++
      void attempt(next.value, ended.signal)
        .then(arrived, (error: unknown) => errors.push(asError(error)))
        .finally(() => {
          running--
          startNext()
        })
      stagger = setTimeout(startNext, STAGGER).unref()
    }

    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
    else startNext()
  })
}

/** Whatever was thrown, as an Error. */
export function asError(error: unknown): Error {
  return isError(error) ? error : new Error(String(error), { cause: error })
}
