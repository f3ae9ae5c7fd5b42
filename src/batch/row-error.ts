import { type AerospikeError, clientError, copyError } from '../errors/index.ts'

/** The failure of rows that were not sent since the time was up. */
export function lateError(): AerospikeError {
  return clientError('TIMEOUT', 'The time limit of the batch was over before this row was sent')
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
  const error = copyError(source)
  error.attempts = attempts
  error.inDoubt = inDoubt
  error.key = key
  error.node ??= node
  error.errors = errors
  return error
}
