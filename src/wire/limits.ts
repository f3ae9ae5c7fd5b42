import { AerospikeError, clientError } from '../errors/index.ts'
import { UDF_NAME_MAX } from './names.ts'
import { OPERATIONS_MAX, PROTO_BODY_MAX } from './proto.ts'

/*
 * What may be written, and the errors for what is beyond. A length of 32 bits counts bytes of its own frame, and so do the
 * counts of lists and maps, whose elements have a byte each at least: none of them can overflow in a frame that is not
 * larger than the server takes. So the size of a frame is looked at, and every count and length of 8 or 16 bits.
 */

/** The code of a request, or of one row of a batch, that is too large. */
const TOO_LARGE = 'REQUEST_TOO_LARGE'

/** The error for a request that the server would drop the connection for, and every other request on it. */
export function tooLarge(size: number): AerospikeError {
  return clientError(
    TOO_LARGE,
    `A request of ${size} bytes is larger than the server takes (${PROTO_BODY_MAX})`,
    {
      hint: 'spread the data over several records; a record is mostly limited to far less (max-record-size)',
    },
  )
}

export function isTooLarge(error: unknown): error is AerospikeError {
  return error instanceof AerospikeError && error.code === TOO_LARGE
}

/**
 * Refuses more operations than one record takes in one request. The place for their number has 16 bits: without a look at it
 * 65,537 of them would be carried out as one.
 */
export function checkOperationCount(count: number): void {
  if (count <= OPERATIONS_MAX) return
  throw clientError(
    'INVALID_ARGUMENT',
    `${count} bins or operations are more than the server takes for one record in one request (${OPERATIONS_MAX})`,
    { hint: 'spread them over several calls' },
  )
}

/** Refuses a module's or function's name that the server has no room for. */
export function checkUdfName(what: string, size: number): void {
  if (size <= UDF_NAME_MAX) return
  throw clientError(
    'INVALID_ARGUMENT',
    `The name of the ${what} has ${size} bytes, and ${UDF_NAME_MAX} at most fit`,
  )
}
