import { ArgumentError, quoteName, ValueError } from '../errors/index.ts'
import type { Key } from '../key.ts'

/** One thing of a record that does not fit. Neither its value nor what the schema says of it is kept. */
export interface SchemaIssue {
  /** The field; undefined for the record as a whole. */
  readonly field: string | undefined
  /** The bin that holds it. */
  readonly bin: string | undefined
  /** The place inside it: `[3]{0}` is the first pair of the map that is the fourth element; empty for the field as a whole. */
  readonly place: string
}

/**
 * A record that was to be written does not fit its schema, code `SCHEMA_MISMATCH`. Nothing was sent.
 *
 * @example
 * import { z } from 'zod'
 * const users = client.set('test', 'users', define(z.object({ age: z.number() })))
 * const error = await users.put(42, { age: NaN }).catch((error: unknown) => error)
 * error instanceof SchemaError && error.issues[0]?.field // 'age'
 */
export class SchemaError extends ArgumentError {
  static override readonly brands: readonly string[] = ['SchemaError', ...ArgumentError.brands]

  readonly issues: readonly SchemaIssue[]

  /** @internal */
  constructor(about: Mismatch, row?: number) {
    const where = row === undefined ? '' : `rows[${row}]: `
    super('SCHEMA_MISMATCH', `${where}${sentence(about, 'the record does not fit its schema')}`, {
      key: about.key?.toString(),
      hint: about.hint,
    })
    this.issues = about.issues
  }
}

/**
 * A record that was read does not fit its schema, or its codecs, code `STORED_MISMATCH`.
 *
 * @example
 * const dated = define(types<{ name: Date }>(), { codecs: { name: codecs.date } })
 * const read = client.set('test', 'users', dated).get(42)
 * const error = await read.catch((error: unknown) => error)
 * error instanceof StoredError && error.issues[0]?.field // 'name'
 */
export class StoredError extends ValueError {
  static override readonly brands: readonly string[] = ['StoredError', ...ValueError.brands]

  readonly issues: readonly SchemaIssue[]

  /** @internal */
  constructor(about: Mismatch) {
    super('STORED_MISMATCH', sentence(about, 'the stored record does not fit its schema'), {
      key: about.key?.toString(),
      hint: about.hint,
    })
    this.issues = about.issues
  }
}

/** What does not fit. */
export interface Mismatch {
  readonly issues: readonly SchemaIssue[]
  readonly key?: Key | undefined
  readonly hint?: string | undefined
}

/** So many are named. */
const NAMED_MAX = 5

function sentence({ issues }: Mismatch, otherwise: string): string {
  const named = issues.filter(({ field }) => field !== undefined)
  if (named.length === 0) return otherwise
  const list = named.slice(0, NAMED_MAX).map(nameOf).join(', ')
  const more = named.length > NAMED_MAX ? ` and ${named.length - NAMED_MAX} more` : ''
  return `${otherwise}: ${list}${more}`
}

function nameOf({ field, bin, place }: SchemaIssue): string {
  const name = quoteName(field ?? '')
  const stored = bin === undefined || bin === field ? '' : ` (bin ${quoteName(bin)})`
  return `${name}${place}${stored}`
}
