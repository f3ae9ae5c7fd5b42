import { type Address, parseAddresses } from '../address.ts'
import { clientError } from '../errors/index.ts'
import { BATCH_DEFAULTS, BATCH_OPTIONS, type BatchPolicy } from './batch.ts'
import type { ClientOptions } from './client-options.ts'
import { checkTogether, CLIENT_DEFAULTS, CLIENT_OPTIONS, type ClientPolicy } from './client.ts'
import * as command from './command.ts'
import { QUERY_DEFAULTS, QUERY_OPTIONS, type QueryPolicy } from './query.ts'
import { resolveOptions } from './table.ts'
import { APPLY_DEFAULTS, APPLY_OPTIONS, type ApplyPolicy } from './udf.ts'

/** Everything a client is set to, checked once. */
export interface ClientSettings {
  readonly policy: ClientPolicy
  readonly seeds: readonly Address[]
  readonly get: command.GetPolicy
  readonly read: command.ReadPolicy
  readonly write: command.WritePolicy
  readonly operate: command.OperatePolicy
  readonly batch: BatchPolicy
  readonly query: QueryPolicy
  readonly apply: ApplyPolicy
}

/** Checks the options of a client and merges them over the defaults. */
export function resolveClient(given: string | readonly string[] | ClientOptions | undefined): ClientSettings {
  const options = typeof given === 'string' || Array.isArray(given) ? { hosts: given } : given
  const policy = resolveOptions(CLIENT_OPTIONS, CLIENT_DEFAULTS, options, 'Client')
  checkTogether(policy)
  const { read, write, operate, batch, query } = policy.defaults
  refuseFilteredOut({ write, operate })
  return {
    policy,
    seeds: seedsOf(policy.hosts),
    get: resolveOptions(command.GET_OPTIONS, command.GET_DEFAULTS, read, 'defaults.read'),
    read: resolveOptions(command.READ_OPTIONS, command.READ_DEFAULTS, read, 'defaults.read'),
    write: resolveOptions(command.WRITE_OPTIONS, command.WRITE_DEFAULTS, write, 'defaults.write'),
    operate: resolveOptions(command.OPERATE_OPTIONS, command.OPERATE_DEFAULTS, operate, 'defaults.operate'),
    batch: resolveOptions(BATCH_OPTIONS, BATCH_DEFAULTS, batch, 'defaults.batch'),
    query: resolveOptions(QUERY_OPTIONS, QUERY_DEFAULTS, query, 'defaults.query'),
    // A call of a function is a write: of the defaults of writing, those it has too are its own.
    apply: resolveOptions(APPLY_OPTIONS, APPLY_DEFAULTS, shared(write, APPLY_OPTIONS), 'defaults.write'),
  }
}

/** The types of writes say whether they may give null, and know nothing of a client's defaults. */
function refuseFilteredOut(defaults: Readonly<Record<string, object | undefined>>): void {
  for (const [kind, options] of Object.entries(defaults)) {
    if (options !== undefined && 'filteredOut' in options)
      throw clientError('INVALID_OPTION', `defaults.${kind}: filteredOut is given with each call`, {
        hint: 'it decides whether the call may give null',
      })
  }
}

function shared(options: object | undefined, table: object): object {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([name]) => name in table))
}

/** The addresses that a host stands for. @throws ArgumentError `INVALID_OPTION` */
export function seedOf(host: string | Address): readonly Address[] {
  const wrong = CLIENT_OPTIONS.hosts.check([host])
  if (wrong !== undefined) throw clientError('INVALID_OPTION', `host ${wrong}`)
  return seedsOf([host])
}

function seedsOf(hosts: ClientPolicy['hosts']): readonly Address[] {
  if (typeof hosts === 'string') return parseAddresses(hosts)
  return hosts.flatMap((host) => (typeof host === 'string' ? parseAddresses(host) : [host]))
}
