import type { BatchResult } from './result.ts'
import type { BatchRow } from './row.ts'

/**
 * The results of a batch as they arrive, each once, in no order; `index` says which row it is. A consumer that is slow stops
 * the sockets and the taking of rows. Leaving the loop ends what is under way.
 */
export interface BatchStream<Row extends BatchRow = BatchRow> extends AsyncDisposable {
  [Symbol.asyncIterator](): this
  next(): Promise<IteratorResult<BatchResult<Row>, undefined>>
  /** Ends the stream: what is under way is cancelled, its connections are closed. */
  return(): Promise<IteratorReturnResult<undefined>>
}
