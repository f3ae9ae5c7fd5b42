import type { CommandKind } from '../record/kind.ts'

/** A command that came to the memory server. Each attempt of a client is one. */
export interface Call {
  /** What was asked for. Rows of a batch are calls of their own, behind the `batch` they came in. */
  readonly command: CommandKind
  /** Index of the node it came to. */
  readonly node: number
  /** Empty for commands that have none, or, like a batch, may have several. */
  readonly namespace: string
  readonly set: string
  /** The record's digest, as 40 hexadecimal digits; empty for what is not about one record. */
  readonly digest: string
  /** Names of the bins that are read or written by name. */
  readonly bins: readonly string[]
  /** Whether it is a row of a batch. A client makes rows of single commands, too, that were called in one turn of the event loop. */
  readonly inBatch: boolean
  /** The lines of an info request. */
  readonly info: readonly string[]
}

/** What of a `Key` a filter goes by. */
export interface CalledKey {
  readonly namespace: string
  readonly digest: Buffer
}

/** Which calls are meant; what is left out fits all. */
export interface CallFilter {
  /** `info` and `security` are meant only when this says so, or `info` does: clients ask about the cluster all the time. */
  readonly command?: CommandKind | readonly CommandKind[] | undefined
  readonly namespace?: string | undefined
  readonly set?: string | undefined
  /** The record, by its digest. */
  readonly key?: CalledKey | undefined
  /** The name of a bin that is read or written by name. */
  readonly bin?: string | undefined
  /** Index of a node. */
  readonly node?: number | undefined
  /** Rows of batches alone, or none of them. */
  readonly inBatch?: boolean | undefined
  /** An info request with a line that begins so. */
  readonly info?: string | undefined
  /** Anything else. */
  readonly when?: ((call: Call) => boolean) | undefined
}

/** How to record calls. */
export interface RecordCallsOptions {
  /** How many to keep, from 1 to 10,000,000. When there are more, the first are forgotten, and counting is refused. Default: 100,000. */
  readonly limit?: number | undefined
}
