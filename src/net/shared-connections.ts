import { clientError } from '../errors/index.ts'
import type { Connection } from './connection.ts'
import { currentTurn } from './flusher.ts'

/** Commands of one turn that travel together fill connections in portions of so many: 8 % less CPU for 5,000 than one by one. */
const SHARE_TOGETHER = 64

/** How connections are shared. */
export interface SharingOptions {
  /** Most commands written ahead on one. */
  readonly maxDepth: number
  /** Milliseconds after which one that was quiet is not used any more. */
  readonly maxIdle: number
}

/** The connections to a node that commands share, and which of them the next command goes to. */
export class SharedConnections {
  readonly #options: SharingOptions
  readonly #list: Connection[] = []
  /** The one that this turn is filling. */
  #filling: Connection | undefined

  /** @param options looked at each time: `maxIdle` may change */
  constructor(options: SharingOptions) {
    this.#options = options
  }

  get list(): readonly Connection[] {
    return this.#list
  }

  get size(): number {
    return this.#list.length
  }

  add(connection: Connection): void {
    this.#list.push(connection)
  }

  /** Takes one out; false when it is not among them. */
  remove(connection: Connection): boolean {
    const index = this.#list.indexOf(connection)
    if (index < 0) return false
    this.#list.splice(index, 1)
    if (this.#filling === connection) this.#filling = undefined
    return true
  }

  /**
   * The connection that this turn is filling, until it has its share: one write then carries many commands.
   * @param rows most commands that travel together
   * @param width over how many connections commands are spread
   */
  filling(rows: number, width: number, inFlight: number): Connection | undefined {
    const filling = this.#filling
    if (filling === undefined || filling.turn !== currentTurn()) return undefined
    const step = Math.min(rows, SHARE_TOGETHER)
    const share = step * Math.ceil((inFlight + 1) / (width * step))
    return filling.turnCount < share && this.#hasRoom(filling, rows) ? filling : undefined
  }

  /** The connection with the least on it, which this turn fills from now on; undefined when that has no room. */
  fillNext(rows: number, width: number): Connection | undefined {
    let next = this.#leastBusy(width)
    while (next?.isStale(this.#options.maxIdle) === true) {
      next.destroy(clientError('CONNECTION_LOST', 'The connection was quiet for longer than maxIdle'), 'idle')
      next = this.#leastBusy(width)
    }
    if (next === undefined || !this.#hasRoom(next, rows)) return undefined
    const turn = currentTurn()
    if (next.turn !== turn) {
      next.turn = turn
      next.turnCount = 0
    }
    this.#filling = next
    return next
  }

  /** Those of one turn that travel together take the place of one. */
  #hasRoom(connection: Connection, rows: number): boolean {
    if (!connection.usable) return false
    const ofTurn = connection.turn === currentTurn() ? connection.turnCount : 0
    const before = connection.pending - ofTurn
    return before < this.#options.maxDepth && ofTurn < Math.max(rows, this.#options.maxDepth - before)
  }

  #leastBusy(width: number): Connection | undefined {
    let best: Connection | undefined
    let left = width
    for (const candidate of this.#list) {
      if (!serves(candidate)) continue
      if (best === undefined || candidate.pending < best.pending) best = candidate
      if (best.pending === 0 || --left === 0) break
    }
    return best
  }

  /** One of the first `width` that owes nothing, other than `from`. */
  idle(width: number, from: Connection): Connection | undefined {
    let left = width
    for (const candidate of this.#list) {
      if (left-- === 0) return undefined
      if (candidate === from || candidate.pending > 0 || !serves(candidate)) continue
      if (!candidate.isStale(this.#options.maxIdle)) return candidate
    }
    return undefined
  }

  /** How many serve commands. */
  get serving(): number {
    let count = 0
    for (const connection of this.#list) if (serves(connection)) count++
    return count
  }

  /** The one with the least on it, the first of all only where there is no other. */
  get leastNeeded(): Connection | undefined {
    const [first, second, ...others] = this.#list
    if (second === undefined) return first
    return others.reduce((best, other) => (other.pending < best.pending ? other : best), second)
  }
}

/**
 * Whether a connection serves commands. One that owes the answer of a given-up command may be stuck: what would be written
 * behind it waits better for whichever connection has room first.
 */
function serves(connection: Connection): boolean {
  return connection.usable && !connection.owesAbandoned
}
