import type { PreparedRows } from './prepare.ts'

/** The numbers of a first row, and of the first one behind the last. */
export type RowRange = readonly [start: number, end: number]

/** The rows of a batch, cut into chunks that are carried out a few at a time. */
export interface ChunkSource {
  /** Whether any row may change its record. */
  readonly hasWrites: boolean
  /**
   * The rows of the next chunk, for the one time that they are carried out; undefined when there are no more.
   * @throws AerospikeError that names a row that cannot be sent
   */
  take(): Promise<PreparedRows | undefined>
  /** The rows that were not taken; no more are given afterwards. */
  rest(): RowRange
}
