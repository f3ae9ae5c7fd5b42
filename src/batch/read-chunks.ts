import { inSlices, nextTurn } from '../execute/pace.ts'
import type { ChunkSource, RowRange } from './chunk-source.ts'
import type { GivenRows } from './given-rows.ts'
import { type ChunkLimits, PreparedRows, type RowDefaults } from './prepare.ts'

/**
 * Rows of the first chunk. Each one after it has twice as many, so that a node is at work while the next one is encoded, and a large
 * batch still goes in few requests. Of 5,000 rows of which every digest is new, the encoding takes a third of the time.
 */
const FIRST_ROWS = 1024

/**
 * The rows of a batch that all read the same, cut into chunks that are encoded when their turn comes. What is wrong with the first row
 * is found before anything is sent, and all that can be wrong with another one is text in its key that is no UTF-8.
 */
export class ReadChunks implements ChunkSource {
  readonly hasWrites = false
  readonly #rows: GivenRows
  readonly #defaults: RowDefaults
  readonly #limits: ChunkLimits
  readonly #deadline: number
  #next = 0
  #size = FIRST_ROWS
  /** Chunks are encoded one after another, each in a turn behind the one that the last was sent in. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(rows: GivenRows, defaults: RowDefaults, limits: ChunkLimits, deadline: number) {
    this.#rows = rows
    this.#defaults = defaults
    this.#limits = limits
    this.#deadline = deadline
  }

  take(): Promise<PreparedRows | undefined> {
    const chunk = this.#last.then(() => this.#encode())
    this.#last = chunk.then(nextTurn, () => undefined)
    return chunk
  }

  /** The next chunk; when the time is up the rows that are encoded by then. */
  async #encode(): Promise<PreparedRows | undefined> {
    const start = this.#next
    const most = Math.min(this.#rows.length - start, this.#size)
    if (most === 0) return undefined
    this.#size *= 2
    const chunk = new PreparedRows(this.#rows, this.#defaults, this.#limits, start)
    let isFull = false
    await inSlices(
      most,
      () => {
        isFull ||= !chunk.add()
      },
      this.#deadline,
    )
    // The rest may have been taken meanwhile, these rows with it.
    if (this.#next !== start) return undefined
    this.#next = start + chunk.count
    return chunk
  }

  rest(): RowRange {
    const start = this.#next
    this.#next = this.#rows.length
    return [start, this.#rows.length]
  }
}
