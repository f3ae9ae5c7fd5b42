import type { Client, SetDefinition } from '../client.ts'
import { clientError } from '../errors/index.ts'
import { introduce } from '../inspect.ts'
import type { UserKey } from '../key.ts'
import { resolveOptions } from '../policy/table.ts'
import type { FieldsThatFit, Fitting } from './names.ts'
import { SET_DEFAULTS, SET_OPTIONS, type SetOptions } from './options.ts'
import { Records } from './records.ts'
import { type InputOf, isSchema, type OutputOf, type StandardSchema, types } from './schema.ts'
import type { CodecsFor, DefaultsFor, PlainTypes, SchemaTypes, SetTypes } from './set-types.ts'
import { TypedSet } from './typed-set.ts'

/** What {@link define} makes: says nothing of where the set is, and can stand for sets of several clients. */
export class Definition<Types extends SetTypes> implements SetDefinition<TypedSet<Types>> {
  readonly #records: Records

  static {
    introduce<Definition<SetTypes>>(this, 'Definition', () => ({}))
  }

  /** @internal */
  constructor(records: Records) {
    this.#records = records
  }

  /** The set of a client: what `client.set` calls. */
  on(client: Client, namespace: string, set: string): TypedSet<Types> {
    return new TypedSet<Types>(client, namespace, set, this.#records)
  }
}

/**
 * What a set holds, by types alone. Nothing is checked at run time, and nothing is copied. `Id` is the type of its keys.
 *
 * @example
 * interface User { name: string; visits: number }
 * const users = client.set('test', 'users', define<User, number>())
 */
export function define<
  Fields extends object & FieldsThatFit<Fields>,
  Id extends UserKey = UserKey,
>(): Definition<PlainTypes<Fields, Id>>
/**
 * What a set holds, by a schema of zod, valibot, arktype or any other with the Standard Schema interface, or by {@link types}. What is written is
 * what the schema takes; what it makes of that is stored, and read.
 *
 * @throws ArgumentError `INVALID_ARGUMENT` for what is no schema, `INVALID_OPTION`, `INVALID_BIN_NAME` for an alias that cannot be a bin
 * @example
 * import { z } from 'zod'
 * const user = z.object({ name: z.string(), born: z.date() })
 * const users = define(user, { codecs: { born: codecs.date }, key: keys.integer, ttl: 86_400 })
 * await client.set('test', 'users', users).put(42, { name: 'Ann', born: new Date() })
 */
export function define<
  Schema extends StandardSchema<object, object>,
  const Aliases extends { readonly [Name in keyof OutputOf<Schema>]?: string } = object,
  Codecs extends CodecsFor<OutputOf<Schema>> = object,
  Defaults extends DefaultsFor<InputOf<Schema>> = object,
  Id = UserKey,
>(
  schema: Schema & Fitting<OutputOf<Schema>, Aliases, Codecs>,
  options?: SetOptions<OutputOf<Schema>, Aliases, Codecs, Defaults, Id>,
): Definition<SchemaTypes<Schema, Codecs, Defaults, Id>>
export function define(schema: StandardSchema = types(), options?: object): unknown {
  if (!isSchema(schema))
    throw clientError('INVALID_ARGUMENT', 'define: the schema must have the Standard Schema interface', {
      hint: 'a schema of zod, valibot or arktype; types<User>() stands for none',
    })
  const resolved = resolveOptions(SET_OPTIONS, SET_DEFAULTS, options, 'define')
  if (resolved.migrate !== undefined && resolved.version === 0)
    throw clientError('INVALID_OPTION', 'define: migrate needs version', {
      hint: 'a record says by its version whether it is of today',
    })
  return new Definition(new Records(schema, resolved))
}
