// In the place of src/timers.ts, for tests that move the time of what they test: the globals as they are at the moment of a call.
//
// vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

type Timers = typeof import('../src/timers.ts')

export const setTimeout = ((run: () => void, ms?: number) =>
  globalThis.setTimeout(run, ms)) as Timers['setTimeout']
export const setInterval = ((run: () => void, ms?: number) =>
  globalThis.setInterval(run, ms)) as Timers['setInterval']
export const setImmediate = ((run: () => void) => globalThis.setImmediate(run)) as Timers['setImmediate']
export const clearTimeout: Timers['clearTimeout'] = (timer) => globalThis.clearTimeout(timer)
export const clearInterval: Timers['clearInterval'] = (timer) => globalThis.clearInterval(timer)
export const clearImmediate: Timers['clearImmediate'] = (timer) => globalThis.clearImmediate(timer)
export const performance: Timers['performance'] = { now: () => globalThis.performance.now() }
export const dateNow: Timers['dateNow'] = () => Date.now()
export const nextTick: Timers['nextTick'] = (run) => process.nextTick(run)
export const queueMicrotask: Timers['queueMicrotask'] = (run) => globalThis.queueMicrotask(run)
