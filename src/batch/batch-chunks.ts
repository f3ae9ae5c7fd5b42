import { AerospikeError, clientError } from '../errors/index.ts'
import { inSlices } from '../execute/pace.ts'
import { Writer } from '../wire/writer.ts'
import type { ChunkSource, RowRange } from './chunk-source.ts'
import { type ChunkLimits, PreparedRows, type RowDefaults } from './prepare.ts'
import type { GivenRows } from './given-rows.ts'

/** So many chunks are under way at a time: the nodes have work while the next one is made ready. */
export const CHUNKS_IN_FLIGHT = 2

/** What a checking writer may grow to before it is let go; one large row must not hold its memory to the end. */
const KEEP_FACTOR = 4

/**
 * The rows of a batch, cut into chunks of so many bytes. All rows are checked before the first one is sent, for which each is
 * encoded; but only the chunks that go first keep their bytes. The others are encoded again when their turn comes, so that a
 * batch holds the bytes of a few chunks, however large it is.
 */
export class BatchChunks implements ChunkSource {
  readonly #rows: GivenRows
  readonly #defaults: RowDefaults
  readonly #limits: ChunkLimits
  /** Number of the first row of each chunk. */
  readonly #starts: number[] = []
  /** Those that go first, until they do. */
  readonly #kept = new Map<number, PreparedRows>()
  #spare = new Writer(512)
  #hasWrites = false
  #next = 0

  constructor(rows: GivenRows, defaults: RowDefaults, limits: ChunkLimits) {
    this.#rows = rows
    this.#defaults = defaults
    this.#limits = limits
  }

  get hasWrites(): boolean {
    return this.#hasWrites
  }

  /**
   * Checks all rows and finds the chunks. False when the time was up before.
   * @throws AerospikeError that names the first row that cannot be sent
   */
  async check(deadline: number): Promise<boolean> {
    let chunk: PreparedRows | undefined
    const step = (index: number): void => {
      if (chunk?.add() !== true) {
        chunk = this.#begin(index)
        chunk.add()
      }
      this.#hasWrites ||= chunk.hasWrites
    }
    const isDone = await inSlices(this.#rows.length, step, deadline)
    this.#spare = new Writer(0)
    return isDone
  }

  #begin(base: number): PreparedRows {
    const number = this.#starts.push(base) - 1
    if (number < CHUNKS_IN_FLIGHT) {
      const kept = new PreparedRows(this.#rows, this.#defaults, this.#limits, base)
      this.#kept.set(number, kept)
      return kept
    }
    if (this.#spare.buffer.length > this.#limits.wanted * KEEP_FACTOR) this.#spare = new Writer(512)
    return new PreparedRows(this.#rows, this.#defaults, this.#limits, base, this.#spare)
  }

  async take(): Promise<PreparedRows | undefined> {
    const number = this.#next
    const start = this.#starts[number]
    if (start === undefined) return undefined
    this.#next++
    const kept = this.#kept.get(number)
    if (kept !== undefined) {
      this.#kept.delete(number)
      return kept
    }
    const end = this.#starts[number + 1] ?? this.#rows.length
    const rows = new PreparedRows(this.#rows, this.#defaults, this.#limits, start)
    await inSlices(end - start, () => {
      addAgain(rows)
    })
    return rows
  }

  rest(): RowRange {
    const { length } = this.#rows
    const start = this.#starts[this.#next] ?? length
    this.#next = this.#starts.length
    return [start, length]
  }
}

/** Adds a row that was checked before. One that is another by now fails alone: those before it have been sent. */
function addAgain(rows: PreparedRows): void {
  try {
    if (rows.add()) return
    rows.refuse(changed())
  } catch (error) {
    rows.refuse(error instanceof AerospikeError ? error : changed(error))
  }
}

function changed(cause?: unknown): AerospikeError {
  return clientError('INVALID_ARGUMENT', 'The row was changed while the batch was under way', { cause })
}
