import { clientError, quoteName, quoteWord, sortOf } from '../errors/index.ts'
import { isBytes } from '../kinds.ts'
import { type Double, isA } from '../values.ts'
import { fitsInt64 } from '../wire/integer.ts'

/** An integer argument: a whole number that a `number` holds exactly, or a bigint of 64 bits. */
export type Integer = number | bigint

/** What an option may be: on or off, one of a few words, an integer, or a context (looked at when it is packed). */
export type OptionRule = 'boolean' | 'integer' | 'context' | readonly string[]
export type OptionRules = Readonly<Record<string, OptionRule>>

/** Throws `INVALID_OPTION` for an option that the builder does not know, or that is of the wrong kind. */
export function checkOptions(where: string, options: object, rules: OptionRules): void {
  if (typeof options !== 'object' || (options as object | null) === null || Array.isArray(options)) {
    throw clientError('INVALID_OPTION', `${where}: options must be an object, not ${sortOf(options)}`)
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) throw unknownOption(where, name, rules)
    if (value !== undefined) checkOption(`${where}: option ${name}`, value, rule)
  }
}

function unknownOption(where: string, name: string, rules: OptionRules): Error {
  const known = Object.keys(rules).join(', ')
  return clientError('INVALID_OPTION', `${where} has no option ${quoteName(name)}`, {
    hint: known === '' ? 'it has none at all' : `it has ${known}`,
  })
}

function checkOption(subject: string, value: unknown, rule: OptionRule): void {
  const fault = optionFault(value, rule)
  if (fault !== undefined)
    throw clientError(
      'INVALID_OPTION',
      `${subject} ${fault}, not ${Array.isArray(rule) ? quoteWord(value) : sortOf(value)}`,
    )
}

function optionFault(value: unknown, rule: OptionRule): string | undefined {
  if (rule === 'context') return undefined
  if (rule === 'integer') return integerFault(value)
  if (rule === 'boolean') return typeof value === 'boolean' ? undefined : 'must be true or false'
  return rule.includes(value as string) ? undefined : `must be one of ${words(rule)}`
}

function words(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}

/** An index, rank or offset; returns it without the sign of a negative zero, which would make it a double. */
export function checkInteger(where: string, name: string, value: Integer): Integer {
  const fault = integerFault(value)
  if (fault !== undefined) {
    const isWhole = typeof value === 'bigint' || Number.isInteger(value)
    throw isWhole ? outOfRange(where, name, fault) : badArgument(where, name, fault, value)
  }
  return typeof value === 'number' ? value + 0 : value
}

/** How many: an integer from 0 on. */
export function checkCount(where: string, name: string, value: Integer): Integer {
  const count = checkInteger(where, name, value)
  if (count < 0) throw outOfRange(where, name, 'must not be negative')
  return count
}

function integerFault(value: unknown): string | undefined {
  if (typeof value === 'bigint') return fitsInt64(value) ? undefined : 'must fit 64 bits'
  if (Number.isSafeInteger(value)) return undefined
  return Number.isInteger(value) ? 'must be a bigint when beyond ±(2^53 - 1)' : 'must be an integer'
}

/** What is added to or taken from a number. */
export function checkAmount(where: string, name: string, value: Integer | Double): Integer | Double {
  const number: unknown = isA(value, 'Double') ? value.value : value
  if (typeof number === 'number' ? Number.isNaN(number) : typeof number !== 'bigint') {
    throw badArgument(where, name, 'must be a number', number)
  }
  return typeof value === 'bigint' || Number.isInteger(value)
    ? checkInteger(where, name, value as Integer)
    : value
}

/** A map key: any value, except NaN, which equals nothing. */
export function checkKey<T>(where: string, name: string, value: T): T {
  if (Number.isNaN(value))
    throw outOfRange(where, name, 'must be a value that equals itself, and NaN does not')
  return value
}

export function checkArray<T>(where: string, name: string, value: readonly T[]): readonly T[] {
  if (Array.isArray(value)) return value as readonly T[]
  throw badArgument(where, name, 'must be an array', value)
}

export function checkBytes(where: string, name: string, value: Uint8Array): Uint8Array {
  if (!isBytes(value)) throw badArgument(where, name, 'must be a Buffer or Uint8Array', value)
  return value
}

export function checkBoolean(where: string, name: string, value: boolean): boolean {
  if (typeof value !== 'boolean') throw badArgument(where, name, 'must be true or false', value)
  return value
}

/** One of the words of a table, as the number behind it. */
export function checkWord(
  where: string,
  name: string,
  value: string,
  table: Readonly<Record<string, number>>,
): number {
  if (!Object.hasOwn(table, value)) {
    throw badWord(where, name, `must be one of ${words(Object.keys(table))}`, value)
  }
  return table[value] as number
}

/** The error for an argument of the wrong sort: which, what it must be, and what it is. Its value is never shown. */
export function badArgument(where: string, name: string, rule: string, value: unknown): Error {
  return outOfRange(where, name, `${rule}, not ${sortOf(value)}`)
}

/** The error for an argument that is of the right sort, and still wrong. */
export function outOfRange(where: string, name: string, rule: string): Error {
  return clientError('INVALID_ARGUMENT', `${where}: ${name} ${rule}`)
}

/** The error for a name or word: no value, and so it may be shown. */
export function badWord(where: string, name: string, rule: string, word: unknown): Error {
  return outOfRange(where, name, `${rule}, not ${quoteWord(word)}`)
}
