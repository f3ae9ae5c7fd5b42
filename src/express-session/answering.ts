/** Answers by the callback, or by a promise when none is given. */
export interface Answering<Args extends unknown[], T> {
  (...args: [...Args, callback: (error?: unknown, value?: T) => void]): void
  (...args: Args): Promise<T>
}

/** Gives a function that takes `count` arguments a callback behind them. */
export function answering<Args extends unknown[], T>(
  count: number,
  run: (...args: Args) => Promise<T>,
): Answering<Args, T> {
  const answer = (...args: unknown[]): Promise<T> | undefined => {
    const callback = args[count]
    // What the function throws rejects, also what it throws at once.
    const work = (async () => run(...(args.slice(0, count) as Args)))()
    if (typeof callback !== 'function') {
      // Who left the callback out, as with req.session.destroy(), waits for nothing: that must not end the process.
      work.catch(() => undefined)
      return work
    }
    // What a callback throws is its own affair, and no rejection.
    work.then(
      (value) => process.nextTick(callback as (...values: unknown[]) => void, null, value),
      (error: unknown) => process.nextTick(callback as (...values: unknown[]) => void, error),
    )
    return undefined
  }
  return answer as Answering<Args, T>
}
