// The sections of a dynamic configuration, and what each of their fields sets. Names and meaning are those of the C client
// (src/main/aerospike/as_config_file.c, 7.5.0), so that one file serves clients of several languages.

/** One field of a section. */
export interface DynamicField {
  /** The option that it sets; undefined for a field that other clients have a use for, and this one has not. */
  readonly option: string | undefined
  /** The value of the option; undefined when the field sets nothing by this value. Throws what is wrong. */
  readonly read: (value: unknown) => unknown
}

export type DynamicFields = { readonly [field: string]: DynamicField }

/** Something is wrong with the value of a field. */
export class FieldFault extends Error {}

function field(option: string, read: (value: unknown) => unknown): DynamicField {
  return { option, read }
}

const UNUSED: DynamicField = { option: undefined, read: () => undefined }

/** A scalar may be written with quotation marks. */
function whole(value: unknown): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0) return number
  throw new FieldFault('must be a whole number from 0 on')
}

function flag(value: unknown): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new FieldFault('must be true or false')
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new FieldFault('must be text')
}

function labels(value: unknown): Readonly<Record<string, string>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([name, label]) => [name, text(label)]))
  throw new FieldFault('must hold names with texts')
}

function oneOf(values: { readonly [name: string]: string }): (value: unknown) => string {
  return (value) => {
    const known = typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined
    if (known !== undefined) return known
    throw new FieldFault(`must be one of ${Object.keys(values).join(', ')}`)
  }
}

function wholeNumbers(value: unknown): readonly number[] {
  if (Array.isArray(value)) return value.map(whole)
  throw new FieldFault('must be a list of whole numbers')
}

/** 0 stands for a limit that the client chooses. */
function secondsAsMs(value: unknown): number | undefined {
  const seconds = whole(value)
  return seconds === 0 ? undefined : seconds * 1_000
}

/** The user's key can be switched on by a file, and not off. */
function onlyOn(value: unknown): true | undefined {
  return flag(value) ? true : undefined
}

const REPLICA = oneOf({
  MASTER: 'master',
  MASTER_PROLES: 'any',
  SEQUENCE: 'sequence',
  PREFER_RACK: 'preferRack',
  RANDOM: 'random',
})
/** A query asks each partition of one copy, and takes no turns. */
const QUERY_REPLICA = oneOf({
  MASTER: 'master',
  MASTER_PROLES: 'sequence',
  SEQUENCE: 'sequence',
  PREFER_RACK: 'preferRack',
  RANDOM: 'sequence',
})

const TRIES: DynamicFields = {
  connect_timeout: UNUSED,
  socket_timeout: field('socketTimeout', whole),
  total_timeout: field('timeout', whole),
  timeout_delay: UNUSED,
  max_retries: field('maxRetries', whole),
  sleep_between_retries: field('sleepBetweenRetries', whole),
}

const READ_MODES: DynamicFields = {
  read_mode_ap: field('readMode', oneOf({ ONE: 'one', ALL: 'all' })),
  read_mode_sc: field(
    'readModeStrong',
    oneOf({
      SESSION: 'session',
      LINEARIZE: 'linearize',
      ALLOW_REPLICA: 'allowReplica',
      ALLOW_UNAVAILABLE: 'allowUnavailable',
    }),
  ),
}

const WRITE_MARKS: DynamicFields = {
  durable_delete: field('durableDelete', flag),
  send_key: field('sendKey', onlyOn),
}

const BATCH: DynamicFields = {
  ...TRIES,
  ...READ_MODES,
  replica: field('replica', REPLICA),
  max_concurrent_threads: field('concurrency', whole),
  allow_inline: field('allowInline', flag),
  allow_inline_ssd: field('allowInlineSSD', flag),
  respond_all_keys: field('respondAllKeys', flag),
  fail_on_filtered_out: UNUSED,
}

/** Fields under `static.client`, which are read once. */
export const STATIC_FIELDS: DynamicFields = {
  config_interval: field('interval', whole),
  max_connections_per_node: field('maxConnections', whole),
  min_connections_per_node: field('minConnections', whole),
  // Pools of event loops, which stand for the only ones there are here: they come behind the others.
  async_max_connections_per_node: field('maxConnections', whole),
  async_min_connections_per_node: field('minConnections', whole),
}

/** Fields under `dynamic`, by section. */
export const DYNAMIC_FIELDS = {
  client: {
    app_id: field('appId', text),
    timeout: field('tendTimeout', whole),
    max_error_rate: field('maxErrorRate', whole),
    error_rate_window: field('errorRateWindow', whole),
    login_timeout: field('loginTimeout', whole),
    max_socket_idle: field('maxIdle', secondsAsMs),
    tend_interval: field('tendInterval', whole),
    fail_if_not_connected: field('failIfNotConnected', flag),
    use_service_alternative: field('useAlternateAccessAddress', flag),
    rack_ids: field('rackIds', wholeNumbers),
    // Behind the racks: without awareness there are none.
    rack_aware: field('rackIds', (value) => (flag(value) ? undefined : [])),
  },
  read: { ...TRIES, ...READ_MODES, replica: field('replica', REPLICA), fail_on_filtered_out: UNUSED },
  write: { ...TRIES, ...WRITE_MARKS, replica: field('replica', REPLICA), fail_on_filtered_out: UNUSED },
  query: {
    ...TRIES,
    replica: field('replica', QUERY_REPLICA),
    expected_duration: field(
      'expectedDuration',
      oneOf({ LONG: 'long', SHORT: 'short', LONG_RELAX_AP: 'longRelaxAp' }),
    ),
    info_timeout: UNUSED,
    include_bin_data: UNUSED,
    record_queue_size: UNUSED,
  },
  scan: {
    ...TRIES,
    replica: field('replica', QUERY_REPLICA),
    concurrent_nodes: UNUSED,
    max_concurrent_nodes: field('concurrency', whole),
  },
  batch_read: BATCH,
  batch_write: { ...BATCH, ...WRITE_MARKS },
  batch_udf: WRITE_MARKS,
  batch_delete: WRITE_MARKS,
  metrics: {
    enable: field('enable', flag),
    latency_columns: field('latencyColumns', whole),
    latency_shift: field('latencyShift', whole),
    labels: field('labels', labels),
  },
} as const satisfies { readonly [section: string]: DynamicFields }

export type DynamicSection = keyof typeof DYNAMIC_FIELDS

/** Sections under `dynamic` that other clients have a use for, and this one has not. */
export const UNUSED_SECTIONS: ReadonlySet<string> = new Set(['txn_verify', 'txn_roll'])
