import { type AerospikeError, clientError } from '../errors/index.ts'

/** More of a path helps nobody: it is a cycle, or nesting without end. */
const PATH_MAX = 120

/**
 * A value that cannot be written. Thrown where it is found; each list and map on the way out adds its step to the path, so
 * that writing a good value costs no path at all.
 */
export class ValueFailure extends Error {
  readonly reason: string
  readonly hint: string | undefined
  path = ''

  constructor(reason: string, hint?: string) {
    super(reason)
    this.reason = reason
    this.hint = hint
  }

  /** The error that the caller sees: which bin or argument, where in it, and why. */
  toError(subject: string): AerospikeError {
    const path = this.path.length > PATH_MAX ? `${this.path.slice(0, PATH_MAX)}…` : this.path
    return clientError('INVALID_VALUE', `${subject}${path}: ${this.reason}`, { hint: this.hint })
  }
}

/** Puts a step in front of a failure's path; leaves every other error as it is. */
export function below(error: unknown, step: string): unknown {
  if (error instanceof ValueFailure) error.path = step + error.path
  return error
}

/** A pair of a map as a step of a path, by its place: its key may be a person's, as values are. */
export function pairStep(place: number): string {
  return `{${place}}`
}

/** Runs `write`, and names the subject in a failure. */
export function named<T>(subject: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    throw error instanceof ValueFailure ? error.toError(subject) : error
  }
}
