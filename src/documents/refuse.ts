import { type AerospikeError, clientError } from '../errors/index.ts'
import { isDate, isError } from '../kinds.ts'

/** More of a path helps nobody. */
const PATH_MAX = 120

/**
 * Steps from the document to a value: a property of an object, which the program named; an index; or a part of a Map or Set in
 * words, as what a Map is keyed by is data.
 */
export type Path = readonly (string | number)[]

/** The error for what a document cannot hold: where it is, what it is, and what to do about it. */
export function refused(path: Path, what: string, hint: string): AerospikeError {
  return clientError('INVALID_VALUE', `The document${textOf(path)}: ${what} cannot be packed`, { hint })
}

function textOf(path: Path): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : step.startsWith('[') ? step : `.${step}`))
    .join('')
  return text.length > PATH_MAX ? `${text.slice(0, PATH_MAX)}…` : text
}

/** The error for an object of a kind that documents do not know. */
export function refusedObject(path: Path, value: object): AerospikeError {
  const name: unknown = (value as { readonly constructor?: { readonly name?: unknown } }).constructor?.name
  const what =
    typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object of an unknown class'
  return refused(path, what, hintFor(value))
}

function hintFor(value: object): string {
  if (isError(value)) return 'store its name, message and what else matters'
  if (isDate(value)) return 'give a Date itself'
  return 'it would come back without its class: store what it is made of'
}
