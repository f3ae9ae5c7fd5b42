import { performance, setImmediate } from '../timers.ts'

/**
 * Longest time in ms that batches and queries work in one turn of the event loop before they let others have theirs. All of
 * the process share it: three nodes that answer at once would else take three times as long. A turn may see two of them, one
 * while sockets are read and one in the check phase, and a collection of what a batch holds besides, which takes longer than
 * both. Batches of 5,000, longest block of ten: 9 ms with 4, 6 ms with 2, 5 to 8 ms with 1, at the same rate.
 */
const SLICE = 1

let deadline = 0
let armed = false

/** Moment in ms of `performance.now()` until which work may go on in this turn. */
export function sliceEnd(): number {
  if (!armed) {
    armed = true
    deadline = performance.now() + SLICE
    setImmediate(disarm)
  }
  return deadline
}

function disarm(): void {
  armed = false
}

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** How many steps are made between two looks at the clock, where each takes a microsecond or so. */
const STRIDE = 32

/**
 * Makes `count` steps, in several turns of the event loop when they take long. Gives whether all were made: from `deadline` on,
 * a moment in ms of `performance.now()`, no more are begun than the few between two looks at the clock.
 * @param stride how many those few are
 */
export async function inSlices(
  count: number,
  step: (index: number) => void,
  deadline = Infinity,
  stride = STRIDE,
): Promise<boolean> {
  let until = sliceEnd()
  for (let index = 0; index < count; index++) {
    step(index)
    if (index % stride !== stride - 1 || index === count - 1) continue
    const now = performance.now()
    if (now >= deadline) return false
    if (now < until) continue
    await nextTurn()
    until = sliceEnd()
  }
  return true
}
