/**
 * Longest time in ms that a batch works in one turn of the event loop before it lets others have theirs. All batches of the
 * process share it: three nodes that answer at once would else take three times as long.
 */
const SLICE = 4

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

/** How many steps are made between two looks at the clock. */
const STRIDE = 32

/** Makes `count` steps, in several turns of the event loop when they take long. */
export async function inSlices(count: number, step: (index: number) => void): Promise<void> {
  let until = sliceEnd()
  for (let index = 0; index < count; index++) {
    step(index)
    if (index % STRIDE !== STRIDE - 1 || performance.now() < until) continue
    await nextTurn()
    until = sliceEnd()
  }
}
