// The interface that schemas of zod, valibot, arktype and others have in common: https://standardschema.dev. It is known by its
// shape; no package is imported for it.

/** A schema by the Standard Schema interface. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** What a schema says of a value: what it makes of it, or what is wrong. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaComplaint[] }

/** One thing that is wrong, and where. Its message may have the value in it, and is shown nowhere. */
export interface SchemaComplaint {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What a schema takes. */
export type InputOf<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['input']
/** What a schema makes of it. */
export type OutputOf<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['output']

const TYPES_ALONE: StandardSchema = {
  '~standard': { version: 1, vendor: 'aerospike-ts', validate: (value) => ({ value }) },
}

/**
 * Types alone, where a schema could stand: nothing is checked at run time.
 *
 * @example
 * interface User { name: string; dateOfRegistration: number }
 * const users = define(types<User>(), { aliases: { dateOfRegistration: 'registered' } })
 */
export function types<Fields extends object>(): StandardSchema<Fields, Fields> {
  return TYPES_ALONE as StandardSchema<Fields, Fields>
}

/** Whether a schema looks at nothing. */
export function isTypesAlone(schema: StandardSchema): boolean {
  return schema === TYPES_ALONE
}

/** Schemas are objects, or functions with properties. */
export function isSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const standard = (value as { readonly '~standard'?: unknown })['~standard']
  return (
    typeof standard === 'object' &&
    standard !== null &&
    typeof (standard as { readonly validate?: unknown }).validate === 'function'
  )
}
