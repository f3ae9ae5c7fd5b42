import { clearImmediate, clearTimeout, setImmediate, setTimeout } from '../timers.ts'

/**
 * Calls `over` when so many milliseconds have passed, behind the reading of that turn: after a long block of the loop, or when the
 * process was suspended, what has come already is in time. Returns what takes that back.
 */
export function timeLimit(ms: number, over: () => void): () => void {
  let behind: NodeJS.Immediate | undefined
  const timer = setTimeout(() => {
    behind = setImmediate(over)
  }, ms)
  return () => {
    clearTimeout(timer)
    clearImmediate(behind)
  }
}

/** Waits for work for so many milliseconds, and rejects with the error of `late` when they are over. */
export function inTime<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = timeLimit(ms, () => {
      reject(late())
    })
    work.then(resolve, reject).finally(cancel)
  })
}
