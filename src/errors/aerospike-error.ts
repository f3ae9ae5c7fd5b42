import { isError } from '../kinds.ts'
import type { ClientErrorCode } from './client-codes.ts'
import type { ServerErrorCode } from './result-codes.ts'

/** Everything an error can be told apart by. */
export type ErrorCode = ServerErrorCode | ClientErrorCode

/** What an error carries besides its code and message. */
export interface ErrorDetails {
  /** The server's result code, where the server refused. */
  readonly resultCode?: number | undefined
  /** The node the last attempt went to, as `id host:port`. */
  readonly node?: string | undefined
  /** How many attempts were made. */
  readonly attempts?: number | undefined
  /** True when a write may have been applied although no final answer came. */
  readonly inDoubt?: boolean | undefined
  /** The record, as `namespace/set/digest`: never the user's key itself. */
  readonly key?: string | undefined
  /** What to do next. */
  readonly hint?: string | undefined
  /** Index of the operation that failed, where it is known. */
  readonly operationIndex?: number | undefined
  /** Errors of the attempts before, or of the addresses tried. */
  readonly errors?: readonly Error[] | undefined
  readonly cause?: unknown
}

/** Registered for the whole process, so that two copies of the package know each other's errors. */
const BRAND = Symbol.for('aerospike-ts.error')

/**
 * The base of every error this package raises. Tell errors apart by `code`, by class, or by `inDoubt`;
 * `instanceof` also holds between two installed copies of the package.
 *
 * @example
 * try {
 *   await client.put(key, { name: 'Ann' }, { exists: 'createOnly' })
 * } catch (error) {
 *   if (!(error instanceof AerospikeError) || error.code !== 'RECORD_EXISTS') throw error
 * }
 */
export class AerospikeError extends Error {
  /** Names of the class and the classes above it, for `instanceof`. */
  static readonly brands: readonly string[] = ['AerospikeError']

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false
    const brands: unknown = (value as { [BRAND]?: unknown })[BRAND]
    // A subclass of somebody else's has no brand of its own, and must not pass for the class it extends.
    if (!Object.hasOwn(this, 'brands')) return Function.prototype[Symbol.hasInstance].call(this, value)
    return Array.isArray(brands) && brands.includes(this.brands[0])
  }

  /** Stable name of what happened. */
  readonly code: ErrorCode
  readonly resultCode: number | undefined
  node: string | undefined
  attempts: number
  inDoubt: boolean
  key: string | undefined
  readonly hint: string | undefined
  readonly operationIndex: number | undefined
  errors: readonly Error[]

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { hint } = details
    super(
      hint === undefined ? message : `${message}: ${hint}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    )
    this.code = code
    this.hint = hint
    this.resultCode = details.resultCode
    this.node = details.node
    this.attempts = details.attempts ?? 0
    this.inDoubt = details.inDoubt ?? false
    this.key = details.key
    this.operationIndex = details.operationIndex
    this.errors = details.errors ?? []
    const { brands } = new.target
    Object.defineProperty(this, BRAND, { value: brands })
    Object.defineProperty(this, 'name', { value: brands[0], configurable: true, writable: true })
  }
  /** For structured logs: what an error says by its own properties and by those it inherits, without the stack. */
  toJSON(): ErrorReport {
    const { name, code, message, resultCode, node, key, operationIndex, attempts, inDoubt, cause, errors } =
      this
    return {
      ...{ name, code, message, resultCode, node, key, operationIndex, attempts, inDoubt },
      cause: isError(cause) ? reportOf(cause) : undefined,
      errors: errors.length === 0 ? undefined : errors.map(reportOf),
    }
  }
}

/** What `JSON.stringify` makes of an error. */
export interface ErrorReport {
  readonly name: string
  readonly message: string
  readonly code?: string | undefined
  readonly resultCode?: number | undefined
  readonly node?: string | undefined
  readonly key?: string | undefined
  readonly operationIndex?: number | undefined
  readonly attempts?: number
  readonly inDoubt?: boolean
  readonly cause?: ErrorReport | undefined
  readonly errors?: readonly ErrorReport[] | undefined
}

function reportOf(error: Error): ErrorReport {
  if (error instanceof AerospikeError) return error.toJSON()
  const { name, message } = error
  const { code } = error as { readonly code?: unknown }
  return { name, message, code: typeof code === 'string' ? code : undefined }
}
