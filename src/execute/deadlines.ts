import { clearInterval, performance, setImmediate, setInterval } from '../timers.ts'

/** Something that wants to know when its time is up. The links belong to the {@link Deadlines} it is in. */
export interface Timed {
  /** When to be told, in ms of `performance.now()`. */
  dueAt: number
  due(now: number): void
  timerSlot: number
  timerPrevious: Timed | undefined
  timerNext: Timed | undefined
}

/** How exact a deadline is kept, in ms. */
const RESOLUTION = 8
const SLOTS = 512
/** The list of those without a deadline. */
const NEVER = SLOTS
const NOT_IN = -1

/**
 * One timer for all operations: a wheel of slots, each a list linked through the commands themselves. To arm and disarm a
 * deadline is a few assignments; a timer object per command costs ten times as much. A deadline fires up to 8 ms late,
 * never early.
 */
export class Deadlines<T extends Timed = Timed> {
  readonly #slots: (Timed | undefined)[] = new Array<Timed | undefined>(SLOTS + 1).fill(undefined)
  #size = 0
  #lastTick = 0
  #timer: NodeJS.Timeout | undefined
  /**
   * Time is looked at behind the reading of this turn, not in the timer itself: after a long block of the loop, answers that
   * have come already would otherwise be declared late before anybody had read them.
   */
  readonly #look = (): void => {
    this.#tick(performance.now())
  }

  /** Arms a deadline; Infinity is none, but counts among the {@link entries}. */
  add(timed: T): void {
    if (timed.dueAt === Infinity) {
      this.#link(timed, NEVER)
      return
    }
    if (this.#timer === undefined) this.#start()
    // One slot later than the deadline's own, so that it never fires early; what lies beyond the wheel's turn goes round again.
    this.#link(timed, Math.max(Math.ceil(timed.dueAt / RESOLUTION), this.#lastTick + 1) % SLOTS)
    this.#size++
  }

  remove(timed: Timed): void {
    const slot = timed.timerSlot
    if (slot === NOT_IN) return
    const { timerPrevious: previous, timerNext: next } = timed
    if (previous === undefined) this.#slots[slot] = next
    else previous.timerNext = next
    if (next !== undefined) next.timerPrevious = previous
    timed.timerSlot = NOT_IN
    timed.timerPrevious = undefined
    timed.timerNext = undefined
    if (slot !== NEVER) this.#size--
  }

  /** Everything that is in, with a deadline or without. */
  entries(): T[] {
    const entries: T[] = []
    for (const first of this.#slots)
      for (let timed = first; timed !== undefined; timed = timed.timerNext) {
        // Only add() links anything, and it takes nothing else.
        entries.push(timed as T)
      }
    return entries
  }

  #link(timed: Timed, slot: number): void {
    const first = this.#slots[slot]
    timed.timerSlot = slot
    timed.timerPrevious = undefined
    timed.timerNext = first
    if (first !== undefined) first.timerPrevious = timed
    this.#slots[slot] = timed
  }

  /** The timer holds the process only while commands wait for an answer. */
  #start(): void {
    this.#lastTick = Math.floor(performance.now() / RESOLUTION)
    this.#timer = setInterval(() => {
      setImmediate(this.#look)
    }, RESOLUTION)
  }

  #tick(now: number): void {
    const until = Math.floor(now / RESOLUTION)
    // After a long block of the loop every slot is looked at once; more rounds would see the same.
    const from = Math.max(this.#lastTick + 1, until - SLOTS + 1)
    this.#lastTick = until
    for (let tick = from; tick <= until; tick++) this.#expire(tick % SLOTS, now)
    if (this.#size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #expire(slot: number, now: number): void {
    let timed = this.#slots[slot]
    while (timed !== undefined) {
      const next: Timed | undefined = timed.timerNext
      if (timed.dueAt <= now) {
        this.remove(timed)
        timed.due(now)
      }
      // What was due may have removed others of this list: go on from the start of it.
      timed = next === undefined || next.timerSlot === slot ? next : this.#slots[slot]
    }
  }
}
