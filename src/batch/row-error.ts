import { type AerospikeError, clientError, copyError } from '../errors/index.ts'

/**
 * Makes an error without a stack. Errors of rows are made where bytes came in, far from any caller, and there may be
 * thousands: a stack would cost ten times the error and say nothing.
 */
export function quietly<T>(make: () => T): T {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return make()
  } finally {
    Error.stackTraceLimit = limit
  }
}

/** The failure of rows that were not sent since the time was up. */
export function lateError(): AerospikeError {
  return quietly(() =>
    clientError('TIMEOUT', 'The time limit of the batch was over before this row was sent'),
  )
}

/** What one row adds to a failure. */
export interface RowFailure {
  readonly attempts: number
  readonly inDoubt: boolean
  readonly key: string
  readonly node: string | undefined
  readonly errors: readonly AerospikeError[]
}

/** The same failure, as the error of one row. */
export function rowError(
  source: AerospikeError,
  { attempts, inDoubt, key, node, errors }: RowFailure,
): AerospikeError {
  const error = quietly(() => copyError(source))
  error.attempts = attempts
  error.inDoubt = inDoubt
  error.key = key
  error.node ??= node
  error.errors = errors
  return error
}
