/**
 * Longest time in ms that queries work in one turn of the event loop before they let others have theirs. All queries of the
 * process share it.
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
