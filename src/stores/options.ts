import { clientError } from '../errors/index.ts'
import { custom, defaultsOf, type OptionTable, type Resolved, resolveOptions } from '../policy/table.ts'
import { NAMESPACE_MAX, nameFault, SET_NAME_MAX } from '../wire/names.ts'
import { checkClient, clientOf, type StoreClient } from './client.ts'
import { Place } from './place.ts'

/** Where a store has its records. */
export interface StoreOptions {
  /** The client that is used. Several stores may share one; who made it closes it. */
  readonly client: StoreClient
  /** The namespace of the records. It must take a ttl: `nsup-period` above 0, or `allow-ttl-without-nsup`. */
  readonly namespace: string
  /** The set of the records, best one for each store: listing and clearing read through all of it. */
  readonly set?: string | undefined
  /** Begins each key. Default none. Stores that share a set are told apart by it. */
  readonly prefix?: string | undefined
}

/** Names as keys have them; an empty set would be all of the namespace. */
function checkName(max: number) {
  return (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? nameFault(value, max) : 'must be a name'
}

function checkText(value: unknown): string | undefined {
  return typeof value === 'string' && value.isWellFormed() ? undefined : 'must be text'
}

/** The options that all stores have. */
export function placeOptions(set: string) {
  return {
    client: custom<StoreClient | undefined>(undefined, checkClient, 'The client that is used.'),
    namespace: custom<string | undefined>(
      undefined,
      checkName(NAMESPACE_MAX),
      'The namespace of the records.',
    ),
    set: custom<string>(set, checkName(SET_NAME_MAX), 'The set of the records.'),
    prefix: custom<string>('', checkText, 'Begins each key.'),
  } as const satisfies OptionTable
}

type PlaceOptions = ReturnType<typeof placeOptions>

/** Checks what a store was given; where its records are, and all options. */
export function resolveStore<T extends PlaceOptions & OptionTable>(
  table: T,
  options: object | undefined,
  where: string,
): { readonly place: Place; readonly settings: Resolved<T> } {
  const settings = resolveOptions(table, defaultsOf(table), options, where)
  const { client, namespace, set, prefix } = settings as Resolved<PlaceOptions>
  if (client === undefined || namespace === undefined)
    throw clientError(
      'INVALID_OPTION',
      `${where}: ${client === undefined ? 'client' : 'namespace'} is missing`,
      { hint: 'it takes { client, namespace }, with the client that connect() gives' },
    )
  return { place: new Place(clientOf(client), { namespace, set, prefix }), settings }
}
