import { nextTick } from '../timers.ts'

/** Something with bytes to write. */
export interface Flushable {
  flush(): void
}

let dirty: Flushable[] = []
let idle: Flushable[] = []
let scheduled = false
let turn = 0

/** Counts the writes-out: two equal numbers are the same turn of the event loop. */
export function currentTurn(): number {
  return turn
}

/**
 * Writes out what was encoded in this turn of the event loop: one write per connection, however many commands it carries.
 * A tick runs when the microtasks are done, so the commands that the answers of one read led to go out together. The check
 * phase (`setImmediate`) would gather those of several reads, which gains nothing measurable with 100 or 5,000 in flight,
 * and costs a single command 15 % of its time.
 */
export function scheduleFlush(connection: Flushable): void {
  dirty.push(connection)
  if (scheduled) return
  scheduled = true
  nextTick(flushAll)
}

function flushAll(): void {
  scheduled = false
  turn++
  const batch = dirty
  dirty = idle
  idle = batch
  for (const connection of batch) connection.flush()
  batch.length = 0
}
