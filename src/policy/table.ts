import { clientError, quoteName, sortOf } from '../errors/index.ts'

/** What an option may be. The TypeScript type, the check and the documentation all follow from this one entry. */
export type OptionSpec =
  | { readonly kind: 'boolean'; readonly default: boolean; readonly doc: string }
  | {
      readonly kind: 'integer'
      readonly default: number
      readonly min: number
      readonly max: number
      readonly doc: string
    }
  | {
      readonly kind: 'choice'
      readonly default: string
      readonly values: readonly string[]
      readonly doc: string
    }
  | {
      readonly kind: 'custom'
      readonly default: unknown
      readonly check: (value: unknown) => string | undefined
      readonly doc: string
    }

/** A kind of options: every name with what it may be. */
export type OptionTable = { readonly [name: string]: OptionSpec }

type OptionType<S extends OptionSpec> = S extends { kind: 'boolean' }
  ? boolean
  : S extends { kind: 'integer' }
    ? number
    : S extends { kind: 'choice'; values: readonly (infer V)[] }
      ? V
      : S extends { kind: 'custom'; default: infer T }
        ? T
        : never

/** All options of a table with their values. */
export type Resolved<T extends OptionTable> = { readonly [K in keyof T]: OptionType<T[K]> }

/** An option whose check is a function of its own; `T` is its type. */
export interface CustomOption<T> {
  readonly kind: 'custom'
  readonly default: T
  /** What is wrong with a value, or undefined. */
  readonly check: (value: unknown) => string | undefined
  readonly doc: string
}

export function boolean(initial: boolean, doc: string): { kind: 'boolean'; default: boolean; doc: string } {
  return { kind: 'boolean', default: initial, doc }
}

export function integer(
  initial: number,
  min: number,
  max: number,
  doc: string,
): { kind: 'integer'; default: number; min: number; max: number; doc: string } {
  return { kind: 'integer', default: initial, min, max, doc }
}

export function choice<const V extends readonly string[]>(
  values: V,
  initial: V[number],
  doc: string,
): { kind: 'choice'; default: V[number]; values: V; doc: string } {
  return { kind: 'choice', default: initial, values, doc }
}

export function custom<T>(
  initial: T,
  check: (value: unknown) => string | undefined,
  doc: string,
): CustomOption<T> {
  return { kind: 'custom', default: initial, check, doc }
}

/** Values that hold whatever a call gives. Part of the defaults, and copied with them. */
const FORCED = Symbol('forced')

/** Defaults over which some values hold, even over those of a call. */
export function force<P extends object>(defaults: P, values: Partial<P>): P {
  if (Object.keys(values).length === 0) return defaults
  return Object.freeze({ ...defaults, ...values, [FORCED]: values })
}

/** Some options of a table, which mean the same in another. */
export function pick<T extends OptionTable, const K extends readonly (keyof T)[]>(
  table: T,
  ...names: K
): Pick<T, K[number]> {
  return Object.fromEntries(names.map((name) => [name, table[name]])) as Pick<T, K[number]>
}

/** The defaults of a table. */
export function defaultsOf<T extends OptionTable>(table: T): Resolved<T> {
  const defaults: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(table)) defaults[name] = spec.default
  return Object.freeze(defaults) as Resolved<T>
}

/**
 * Options merged over defaults and checked: an unknown name or a value of the wrong type is an `INVALID_OPTION` that names
 * it. `undefined` counts as not given. Without options the defaults themselves are given back: no copy, no allocation.
 */
export function resolveOptions<T extends OptionTable>(
  table: T,
  defaults: Resolved<T>,
  options: object | undefined,
  where: string,
): Resolved<T> {
  if (options === undefined) return defaults
  if (typeof options !== 'object' || (options as unknown) === null || Array.isArray(options)) {
    throw clientError('INVALID_OPTION', `${where}: options must be an object, not ${sortOf(options)}`)
  }
  const merged: Record<string, unknown> = { ...defaults }
  for (const name in options) {
    const value = (options as Record<string, unknown>)[name]
    if (value === undefined) continue
    checkOption(table, name, value, where)
    merged[name] = value
  }
  const forced = (defaults as { readonly [FORCED]?: object })[FORCED]
  if (forced !== undefined) Object.assign(merged, forced)
  return merged as Resolved<T>
}

function checkOption(table: OptionTable, name: string, value: unknown, where: string): void {
  const spec = Object.hasOwn(table, name) ? table[name] : undefined
  if (spec === undefined) throw unknownOption(table, name, where)
  const wrong = problemWith(spec, value)
  if (wrong !== undefined) throw clientError('INVALID_OPTION', `${where}: ${name} ${wrong}`)
}

function unknownOption(table: OptionTable, name: string, where: string): Error {
  return clientError('INVALID_OPTION', `${where}: there is no option ${quoteName(name)}`, {
    hint: `it knows ${Object.keys(table).join(', ')}`,
  })
}

function problemWith(spec: OptionSpec, value: unknown): string | undefined {
  switch (spec.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `must be true or false, not ${describe(value)}`
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && value >= spec.min && value <= spec.max
        ? undefined
        : `must be a whole number from ${spec.min} to ${spec.max}, not ${describe(value)}`
    case 'choice':
      return spec.values.includes(value as string)
        ? undefined
        : `must be one of ${spec.values.join(', ')}, not ${describe(value)}`
    case 'custom':
      return spec.check(value)
  }
}

/** The value of a setting in words: a word or number that the program chose, never data. */
export function describe(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (typeof value === 'string') return quoteName(value)
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}
