import { nextTurn, sliceEnd } from '../execute/pace.ts'
import { isThenable } from '../kinds.ts'
import type { BatchRow } from './row.ts'
import { performance, setTimeout } from '../timers.ts'

/** Where the rows of a stream come from. */
export type RowSource<Row extends BatchRow = BatchRow> = Iterable<Row> | AsyncIterable<Row>

/** How long in ms the first row of a chunk waits for others when its source has none ready. */
const LINGER = 10

/**
 * Cuts a source into chunks: of a fixed size, or smaller when whoever takes them has no room for more, or when the source
 * lets wait for its next row. Whoever makes rows of what earlier ones gave would else wait for ever.
 */
export class RowChunks<Row extends BatchRow> {
  readonly #size: number
  readonly #iterator: Iterator<Row> | AsyncIterator<Row>
  readonly #isAsync: boolean
  /** The answer of the source that is waited for. */
  #pending: Promise<IteratorResult<Row>> | undefined
  #timer: NodeJS.Timeout | undefined
  #hurry: (() => void) | undefined
  /** Whether rows are there that should not wait for the one that is waited for. */
  #mayLeave = false
  /** A row that had no room in the chunk before. */
  #held: IteratorYieldResult<Row> | undefined
  #done = false
  #cut = false

  constructor(source: RowSource<Row>, size: number) {
    this.#isAsync = Symbol.asyncIterator in source
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    this.#size = size
  }

  /** Whether it was ended while its source had more, for all that is known. */
  get isCut(): boolean {
    return this.#cut
  }

  /**
   * Hands the next rows on, and returns how many; none when the source has ended or was closed.
   * @param take false for a row that must be in another chunk; it is given again, as the first of the next one
   */
  async next(take: (row: Row) => boolean): Promise<number> {
    let taken = 0
    let until = sliceEnd()
    while (taken < this.#size && (this.#held !== undefined || !this.#done)) {
      const step = this.#held ?? this.#pending ?? this.#step()
      this.#held = undefined
      // A promise for each row of a plain list would cost more than the row.
      const result = isThenable(step) ? await this.#settled(step, taken > 0) : step
      if (result === undefined) break
      if (result.done === true) this.#done = true
      else if (take(result.value)) taken++
      else {
        this.#held = result
        break
      }
      if (performance.now() < until) continue
      await nextTurn()
      until = sliceEnd()
    }
    return taken
  }

  /** What the source gives; undefined when it is closed, or when the rows before should not wait for it. */
  async #settled(
    step: Promise<IteratorResult<Row>>,
    mayLeave: boolean,
  ): Promise<IteratorResult<Row> | undefined> {
    this.#pending = step
    this.#mayLeave = mayLeave
    const result = await new Promise<IteratorResult<Row> | undefined>((resolve, reject) => {
      this.#hurry = () => {
        resolve(undefined)
      }
      step.then(resolve, reject)
      if (mayLeave) this.#linger()
    })
    if (result !== undefined) this.#pending = undefined
    return result
  }

  /** One timer for all rows: to start it anew costs a tenth of another one. It may outlast the chunk it was started for. */
  #linger(): void {
    if (this.#timer !== undefined) this.#timer.refresh()
    else {
      this.#timer = setTimeout(() => {
        if (this.#mayLeave) this.#hurry?.()
      }, LINGER)
    }
  }

  /** A source that fails has ended: it wants to hear nothing more. */
  #step(): IteratorResult<Row> | Promise<IteratorResult<Row>> {
    const failed = (error: unknown): never => {
      this.#done = true
      throw error
    }
    try {
      const step = this.#iterator.next()
      // Awaited whatever promise it is: not all of them are this realm's.
      return this.#isAsync ? Promise.resolve(step).catch(failed) : (step as IteratorResult<Row>)
    } catch (error) {
      return failed(error)
    }
  }

  /** Ends it in the middle: whoever waits for rows gets those that are there. */
  cut(): Promise<void> {
    this.#cut ||= !this.#done || this.#held !== undefined
    return this.close()
  }

  /** Tells a source that has not ended that no more is wanted. One that still owes a row is not waited for. */
  async close(): Promise<void> {
    this.#held = undefined
    if (this.#done) return
    this.#done = true
    const closed = this.#iterator.return?.()
    if (this.#pending === undefined) {
      await closed
      return
    }
    this.#hurry?.()
    Promise.resolve(closed).catch(() => undefined)
  }
}
