import { clientError, quoteName } from '../errors/index.ts'
import type { Client, ClientOptions } from '../index.ts'
import { CLIENT_OPTIONS } from '../policy/client.ts'
import { boolean, custom, defaultsOf, type OptionTable, resolveOptions } from '../policy/table.ts'

/** Options of a client that a framework starts and ends: those of the client, and these. */
export interface HostOptions extends ClientOptions {
  /** Tells the clients of one application apart, where it has several. Default: none, for the one that needs no name. */
  readonly name?: string | undefined
  /** A client that the application has made already, in place of the options of one. It stays open at the end, unless `closeClient` says otherwise. */
  readonly client?: Client | undefined
  /** Whether the client that was given is closed at the end. One that was made here always is. Default: false. */
  readonly closeClient?: boolean | undefined
  /** Aerospike namespaces that the application needs: without one of them it does not start, or is not ready. Default: none. */
  readonly namespaces?: readonly string[] | undefined
}

function checkName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z]\w*$/i.test(value)
    ? undefined
    : 'must be letters, digits and _, beginning with a letter'
}

const METHODS = ['connect', 'close', 'stats', 'get', 'on'] as const satisfies readonly (keyof Client)[]

/** By its shape: it may come from another copy of the package. */
function checkClient(value: unknown): string | undefined {
  return typeof value === 'object' &&
    value !== null &&
    METHODS.every((method) => typeof (value as Partial<Client>)[method] === 'function')
    ? undefined
    : 'must be a Client of aerospike-ts'
}

function checkNamespaces(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '')
    ? undefined
    : 'must be a list of names of Aerospike namespaces'
}

export const HOST_OPTIONS = {
  name: custom<string | undefined>(undefined, checkName, 'Tells the clients of one application apart.'),
  client: custom<Client | undefined>(undefined, checkClient, 'A client that the application has made.'),
  closeClient: boolean(false, 'Whether the client that was given is closed at the end.'),
  namespaces: custom<readonly string[]>([], checkNamespaces, 'Namespaces that the application needs.'),
} as const satisfies OptionTable

/** Options that a framework was given, told apart. */
export interface SplitOptions<Own> {
  readonly own: Own
  readonly forClient: ClientOptions
}

/**
 * Checks options of a client and of whoever hosts it, which stand side by side, and tells them apart.
 * @throws ArgumentError `INVALID_OPTION`
 */
export function splitOptions<T extends typeof HOST_OPTIONS>(
  table: T,
  options: object | undefined,
  where: string,
): SplitOptions<ReturnType<typeof defaultsOf<T>>> {
  const all = { ...table, ...CLIENT_OPTIONS }
  resolveOptions(all, defaultsOf(all), options, where)
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined)
  const forClient = Object.fromEntries(given.filter(([name]) => !(name in table)))
  const ofHost = Object.fromEntries(given.filter(([name]) => name in table))
  checkTogether(ofHost, Object.keys(forClient), where)
  return { own: resolveOptions(table, defaultsOf(table), ofHost, where), forClient }
}

function checkTogether(host: HostOptions, ofClient: readonly string[], where: string): void {
  if (host.client !== undefined && ofClient.length > 0)
    throw clientError(
      'INVALID_OPTION',
      `${where}: ${ofClient.map(quoteName).join(', ')} cannot go with client`,
      {
        hint: 'give them to the client where it is made',
      },
    )
  if (host.client === undefined && host.closeClient !== undefined)
    throw clientError('INVALID_OPTION', `${where}: closeClient goes with client`, {
      hint: 'a client that is made here is always closed here',
    })
}
