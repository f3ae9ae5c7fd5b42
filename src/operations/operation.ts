import type { Value } from '../values.ts'

/**
 * One operation of `operate`, a batch row or a background job: data, built once and usable any number of times.
 * `Result` is what the operation answers when it succeeds; it exists for the type system only.
 */
export interface Operation<Result = unknown> {
  /** Code of the operation on the wire. */
  readonly code: number
  /** The bin; empty for operations on the whole record (touch, delete, read all bins). */
  readonly bin: string
  /** Whether the record is changed, which decides retries and doubt. */
  readonly isWrite: boolean
  /** The value of a scalar operation; encoded when the command is. */
  readonly value?: Value
  /** The argument of a list, map, bit, HLL or expression operation, packed when the operation was built. Sent as a blob. */
  readonly payload?: Buffer
  /** Never set: carries the result's type. */
  readonly resultType?: Result
}

/** The results of a list of operations, in their order. */
export type OperationResults<Operations extends readonly Operation[]> = {
  -readonly [Index in keyof Operations]: Operations[Index] extends Operation<infer Result> ? Result : never
}
