import * as hooks from 'node:perf_hooks'
import * as timers from 'node:timers'

// The time that this package lives in. Test runners put others in the place of the global timers and clocks, which stand still until a
// test moves them; a command that a server answers must end all the same. So they are taken here, once, from Node's own modules: some
// runners do that before anything is loaded, and leave these alone.

export const {
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  clearImmediate,
}: Pick<
  typeof globalThis,
  'setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval' | 'setImmediate' | 'clearImmediate'
> = timers

/** Milliseconds on a clock that nobody sets. */
export const performance = { now: hooks.performance.now.bind(hooks.performance) }

/** Milliseconds since 1970. */
export const { now: dateNow } = Date

/** Runs something when this turn's microtasks are done. */
export const nextTick: (run: () => void) => void = isFaked(process, 'nextTick')
  ? afterMicrotask
  : process.nextTick.bind(process)

/** Runs something when what runs now is done. */
export const queueMicrotask: (run: () => void) => void = isFaked(globalThis, 'queueMicrotask')
  ? afterMicrotask
  : globalThis.queueMicrotask.bind(globalThis)

/** Whether a runner has put a function there before this module was loaded: such a function knows the clock it belongs to. */
function isFaked<K extends string>(owner: { readonly [P in K]: object }, name: K): boolean {
  return Object.hasOwn(owner[name], 'clock')
}

function afterMicrotask(run: () => void): void {
  void Promise.resolve().then(run)
}
