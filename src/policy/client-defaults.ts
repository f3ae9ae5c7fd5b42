import type { BatchOptions } from './batch-options.ts'
import type { OperateOptions, ReadOptions, WriteOptions } from './command-options.ts'
import type { QueryOptions } from './query-options.ts'

/** Defaults of the options of commands, below what a call gives. */
export interface CommandDefaults {
  readonly read?: ReadOptions | undefined
  /** Without `filteredOut`, which decides what a call gives: it stands where the call does. */
  readonly write?: Omit<WriteOptions, 'filteredOut'> | undefined
  readonly operate?: Omit<OperateOptions, 'filteredOut'> | undefined
  readonly batch?: BatchOptions | undefined
  readonly query?: QueryOptions | undefined
}
