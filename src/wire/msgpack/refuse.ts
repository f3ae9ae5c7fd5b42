import { isDate } from '../../kinds.ts'
import { fitsInt64 } from '../integer.ts'
import { ValueFailure } from '../value-failure.ts'

/** A whole number beyond 2^53 cannot be told from its neighbours: the caller must say what is meant. */
export function unsafeNumber(): Error {
  return new ValueFailure(
    'a whole number beyond ±(2^53 - 1)',
    'give it as a bigint for an integer, or as new Double(…) for a double',
  )
}

export function checkInt64(value: bigint): void {
  if (!fitsInt64(value)) {
    throw new ValueFailure('the bigint does not fit a signed 64-bit integer')
  }
}

/** The server takes an extension at the head of a list for the list's flags, and drops it. */
export function leadingExtension(): Error {
  return new ValueFailure(
    'an extension cannot be the first element of a list',
    'put another element in front of it',
  )
}

/** What a value is, for a message: its type or its class. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  const name: unknown = (value.constructor as { name?: unknown } | null | undefined)?.name
  return `an instance of ${typeof name === 'string' && name !== '' ? name : 'an unknown class'}`
}

/** The error for something that is no value: `undefined`, a function, a symbol, an instance of an unknown class. */
export function notAllowed(value: unknown): Error {
  const hint = isDate(value)
    ? 'store date.getTime() or date.toISOString()'
    : value === undefined
      ? 'leave it out, or give null'
      : 'convert it to a value of the table "Values", or pack the whole document with packDocument() of aerospike-ts/documents'
  return new ValueFailure(`${nameOf(value)} cannot be stored`, hint)
}
