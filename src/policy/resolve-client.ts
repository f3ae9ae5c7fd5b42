import { type Address, parseAddresses } from '../address.ts'
import { clientError } from '../errors/index.ts'
import {
  BATCH_DEFAULTS,
  BATCH_OPTIONS,
  type BatchPolicy,
  WRITE_ROW_DEFAULTS,
  type WriteRowPolicy,
} from './batch.ts'
import type { ClientOptions } from './client-options.ts'
import {
  checkLimits,
  checkTogether,
  CLIENT_DEFAULTS,
  CLIENT_OPTIONS,
  type ClientPolicy,
  type ClientSecrets,
} from './client.ts'
import * as command from './command.ts'
import { QUERY_DEFAULTS, QUERY_OPTIONS, type QueryPolicy } from './query.ts'
import { type DynamicConfig, type MetricsConfig, NO_CONFIG } from './dynamic.ts'
import { force, resolveOptions } from './table.ts'
import { APPLY_DEFAULTS, APPLY_OPTIONS, type ApplyPolicy } from './udf.ts'

/** Everything a client is set to, checked once. */
export interface ClientSettings {
  /** Without its secrets. */
  readonly policy: ClientPolicy
  readonly secrets: ClientSecrets
  readonly seeds: readonly Address[]
  readonly get: command.GetPolicy
  readonly read: command.ReadPolicy
  readonly write: command.WritePolicy
  readonly operate: command.OperatePolicy
  readonly batch: BatchSettings
  readonly query: QueryPolicy
  readonly apply: ApplyPolicy
  /** Options of queries that hold whatever a query gives: of those by an index, and of those over a whole set. */
  readonly forced: ForcedQuery
  /** What holds over the options of `enableMetrics`. */
  readonly metrics: MetricsConfig
}

/** The settings without what is secret. */
export type OpenSettings = Omit<ClientSettings, 'secrets'>

/** What batches are set to, by what they do. */
export interface BatchSettings {
  readonly reads: BatchPolicy
  readonly writes: BatchPolicy
  /** Of `putMany` and `operateMany`. */
  readonly puts: BatchPolicy & WriteRowPolicy
  readonly removes: BatchPolicy & WriteRowPolicy
  /** Rows of `batch()`. */
  readonly rows: { readonly [K in 'write' | 'remove' | 'apply']: WriteRowPolicy }
}

/** Options that a dynamic configuration sets for queries. */
export interface ForcedQuery {
  readonly query: Partial<QueryPolicy>
  readonly scan: Partial<QueryPolicy>
}

/** Checks the options of a client and merges them over the defaults. */
export function resolveClient(given: string | readonly string[] | ClientOptions | undefined): ClientSettings {
  const options = typeof given === 'string' || Array.isArray(given) ? { hosts: given } : given
  const checked = resolveOptions(CLIENT_OPTIONS, CLIENT_DEFAULTS, options, 'Client')
  checkTogether(checked)
  const { user, password, credentials, tls, ...rest } = checked
  const policy = { ...rest, user: undefined, password: undefined, credentials: undefined, tls: undefined }
  const { read, write, operate, batch, query } = policy.defaults
  refuseFilteredOut({ write, operate })
  return {
    policy,
    secrets: { user, password, credentials, tls },
    seeds: seedsOf(policy.hosts),
    get: resolveOptions(command.GET_OPTIONS, command.GET_DEFAULTS, read, 'defaults.read'),
    read: resolveOptions(command.READ_OPTIONS, command.READ_DEFAULTS, read, 'defaults.read'),
    write: resolveOptions(command.WRITE_OPTIONS, command.WRITE_DEFAULTS, write, 'defaults.write'),
    operate: resolveOptions(command.OPERATE_OPTIONS, command.OPERATE_DEFAULTS, operate, 'defaults.operate'),
    batch: batchSettings(resolveOptions(BATCH_OPTIONS, BATCH_DEFAULTS, batch, 'defaults.batch'), NO_CONFIG),
    query: resolveOptions(QUERY_OPTIONS, QUERY_DEFAULTS, query, 'defaults.query'),
    // A call of a function is a write: of the defaults of writing, those it has too are its own.
    apply: resolveOptions(APPLY_OPTIONS, APPLY_DEFAULTS, shared(write, APPLY_OPTIONS), 'defaults.write'),
    forced: { query: {}, scan: {} },
    metrics: {},
  }
}

/** The settings as a dynamic configuration changes them. @throws ArgumentError `INVALID_CONFIG`, `INVALID_OPTION` for what does not go together */
export function configure(settings: OpenSettings, config: DynamicConfig): OpenSettings {
  const { read, write, query, scan, metrics } = config
  const policy = { ...settings.policy, ...config.fixed, ...config.client }
  checkLimits(policy)
  // The file has no section of its own for what reads and writes: of reading it takes the mode alone, as in the C client.
  const modes = shared(read, { readMode: 0, readModeStrong: 0 })
  return {
    ...settings,
    policy,
    get: force<command.ReadPolicy & command.GetPolicy>(settings.get, read),
    read: force(settings.read, read),
    write: force(settings.write, write),
    operate: force(settings.operate, { ...write, ...modes }),
    apply: force(settings.apply, shared(write, APPLY_OPTIONS)),
    batch: batchSettings(settings.batch.reads, config),
    forced: { query, scan },
    metrics,
  }
}

function batchSettings(policy: BatchPolicy, config: DynamicConfig): BatchSettings {
  const { batch_read: read, batch_write: write, batch_udf: udf, batch_delete: remove } = config
  const whole = shared(write, BATCH_OPTIONS)
  const own = { ...WRITE_ROW_DEFAULTS, ...policy }
  return {
    reads: force(policy, read),
    writes: force(policy, whole),
    puts: force(own, write),
    removes: force(own, { ...whole, ...remove }),
    rows: {
      write: force(WRITE_ROW_DEFAULTS, shared(write, { durableDelete: 0, sendKey: 0 })),
      remove: force(WRITE_ROW_DEFAULTS, remove),
      apply: force(WRITE_ROW_DEFAULTS, udf),
    },
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
