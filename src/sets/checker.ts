import { clientError } from '../errors/index.ts'
import { isThenable } from '../kinds.ts'
import type { Key } from '../key.ts'
import type { Fields, Layout } from './layout.ts'
import { fieldOf, placeOf } from './places.ts'
import { isTypesAlone, type SchemaComplaint, type SchemaResult, type StandardSchema } from './schema.ts'
import { type Mismatch, SchemaError, StoredError } from './schema-error.ts'

/** What is there, or will be. */
export type Soon<T> = T | Promise<T>

/** Goes on with what is there, or will be: what is there costs no turn of the event loop. */
export function soon<T, Next>(value: Soon<T>, next: (value: T) => Soon<Next>): Soon<Next> {
  return isThenable(value) ? value.then(next) : next(value)
}

/** Asks the schema. */
export class Checker {
  readonly #schema: StandardSchema | undefined
  readonly #layout: Layout
  readonly #defaults: readonly [field: string, value: unknown][]

  constructor(schema: StandardSchema, layout: Layout, defaults: Fields) {
    this.#schema = isTypesAlone(schema) ? undefined : schema
    this.#layout = layout
    this.#defaults = Object.entries(defaults)
  }

  /** Whether there is nothing to ask and to fill in. */
  get isIdle(): boolean {
    return this.#schema === undefined && this.#defaults.length === 0
  }

  get hasDefaults(): boolean {
    return this.#defaults.length > 0
  }

  get hasSchema(): boolean {
    return this.#schema !== undefined
  }

  /** Fields with the defaults of those that are missing. */
  fill(fields: Fields): Fields {
    if (!isObject(fields)) return fields
    const missing = this.#defaults.filter(([field]) => fields[field] === undefined)
    if (missing.length === 0) return fields
    const filled = missing.map(([field, value]) => [
      field,
      typeof value === 'function' ? (value as () => unknown)() : value,
    ])
    return { ...fields, ...(Object.fromEntries(filled) as Fields) }
  }

  /** What the schema makes of a record that is to be written. @throws SchemaError */
  written(fields: Fields, key: Key, row?: number): Soon<Fields> {
    return this.#ask(fields, (complaints) => {
      throw new SchemaError(this.#mismatch(complaints, fields, key), row)
    })
  }

  /**
   * What the schema makes of a record that was read. Of a record that was read in part, it is asked about that part alone, and what it
   * makes of it is not used: it never sees such a record whole.
   * @throws StoredError
   */
  read(fields: Fields, key: Key, part: readonly string[] | undefined): Soon<Fields> {
    return this.#ask(
      fields,
      (complaints) => {
        const about =
          part === undefined ? complaints : complaints.filter((each) => part.includes(fieldOf(each) ?? ''))
        if (about.length > 0) throw new StoredError(this.#mismatch(about, fields, key))
        return fields
      },
      part !== undefined,
    )
  }

  #ask(
    fields: Fields,
    refuse: (complaints: readonly SchemaComplaint[]) => Fields,
    verdictOnly = false,
  ): Soon<Fields> {
    if (this.#schema === undefined) return fields
    const asked = this.#schema['~standard'].validate(fields) as Soon<SchemaResult<Fields>>
    return soon(asked, (result) => {
      if (result.issues !== undefined) return refuse(result.issues)
      return verdictOnly ? fields : checkObject(result.value)
    })
  }

  #mismatch(complaints: readonly SchemaComplaint[], fields: Fields, key: Key): Mismatch {
    const issues = complaints.map((complaint) => {
      const field = fieldOf(complaint)
      const bin = field === undefined ? undefined : this.#layout.binOf(field)
      return { field, bin, place: placeOf(complaint, fields) }
    })
    return { issues, key }
  }
}

/** What is written must have fields. */
export function checkObject(value: unknown): Fields {
  if (isObject(value)) return value
  throw clientError('INVALID_ARGUMENT', 'A record is given as an object: { field: value }')
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
