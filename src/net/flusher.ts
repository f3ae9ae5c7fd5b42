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
 * The check phase runs when everything that was ready to read has been read, so the commands that those answers led to go
 * out together. A tick (`process.nextTick`) would write after each single read.
 */
export function scheduleFlush(connection: Flushable): void {
  dirty.push(connection)
  if (scheduled) return
  scheduled = true
  setImmediate(flushAll)
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
