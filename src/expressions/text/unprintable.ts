import { isError } from '../../kinds.ts'
import { ValueFailure } from '../../wire/value-failure.ts'

/** Thrown where there are no words for a part; what holds it is written as bytes then. */
export class Unprintable extends Error {}

/** What this client refuses to read or to pack, such as a map with a key twice, another one packed. */
export function orUnprintable<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof ValueFailure || (isError(error) && 'code' in error)) throw new Unprintable()
    throw error
  }
}
