import { AerospikeError, clientError, protocolError } from '../errors/index.ts'
import { isError, isErrorOf } from '../kinds.ts'
import { ValueFailure } from '../wire/value-failure.ts'

/** Decoders throw only our own errors; anything else is damage that they did not foresee. */
export function asError(error: unknown): AerospikeError {
  if (error instanceof AerospikeError) return error
  if (error instanceof ValueFailure) return error.toError('The value')
  if (isErrorOf(error, 'RangeError'))
    return protocolError('The answer ends too early or holds impossible numbers', error)
  return clientError('PROTOCOL', 'The answer cannot be read', { cause: error })
}

/** What goes wrong while a command is written is wrong with what it was given. */
export function asArgumentError(error: unknown): AerospikeError {
  if (error instanceof AerospikeError) return error
  if (error instanceof ValueFailure) return error.toError('The command')
  const why = isError(error) ? error.message : String(error)
  return clientError('INVALID_ARGUMENT', `The command cannot be written: ${why}`, { cause: error })
}
