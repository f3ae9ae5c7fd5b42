import { introduce } from '../inspect.ts'
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

/** What an operation carries besides its bin. */
interface Parts {
  readonly code: number
  readonly bin: string
  readonly isWrite: boolean
  readonly value?: Value
  readonly payload?: Buffer
}

/** An operation that knows which function built it. */
class BuiltOperation implements Operation<never> {
  readonly code: number
  readonly bin: string
  readonly isWrite: boolean
  readonly value?: Value
  readonly payload?: Buffer
  readonly #builder: string

  static {
    // What is compared or written stays out.
    introduce(this, 'Operation', (built) => ({
      builder: built.#builder,
      bin: built.bin === '' ? undefined : built.bin,
      isWrite: built.isWrite,
    }))
  }

  constructor(builder: string, { code, bin, isWrite, value, payload }: Parts) {
    this.code = code
    this.bin = bin
    this.isWrite = isWrite
    if (value !== undefined) this.value = value
    if (payload !== undefined) this.payload = payload
    this.#builder = builder
  }
}

/** Makes an operation. `builder` is the public function's name, such as `lists.append`. */
export function operation<Result>(builder: string, parts: Parts): Operation<Result> {
  return new BuiltOperation(builder, parts)
}
