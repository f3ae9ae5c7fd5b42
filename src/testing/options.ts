/** Settings of one namespace, named as in the server's configuration file. */
export interface MemoryNamespaceOptions {
  readonly name: string
  /** Copies of each record, one per node; bounded by the number of nodes. Default 2. */
  readonly replicationFactor?: number
  /** Seconds a record lives when its write does not say; 0 means for ever. Default 0. */
  readonly defaultTtl?: number
  /**
   * Seconds between the server's sweeps for expired records. 0 makes the server refuse every write with a ttl (FORBIDDEN), as
   * the real one does, unless {@link allowTtlWithoutNsup} is set. Default 120.
   */
  readonly nsupPeriod?: number
  /** Accept a ttl though {@link nsupPeriod} is 0. Default false. */
  readonly allowTtlWithoutNsup?: boolean
  /** Share of a ttl, in percent, within whose end a read prolongs the record; 0 means never. Default 0. */
  readonly defaultReadTouchTtlPct?: number
  /** Largest record in bytes, as stored. Default 1 MiB. */
  readonly maxRecordSize?: number
}

/** How to start a memory server. */
export interface MemoryServerOptions {
  /** Number of nodes. Default 1. */
  readonly nodes?: number
  /** Port of the first node; the others take the ports after it. 0, the default, takes free ports. */
  readonly port?: number
  /** Address to listen on and to advertise. Default 127.0.0.1. */
  readonly host?: string
  /** Namespaces, by name or with settings. Default `['test']`. */
  readonly namespaces?: readonly (string | MemoryNamespaceOptions)[]
  /** Name the nodes give when a client asks which cluster they belong to. Default `memory`. */
  readonly clusterName?: string
  /** Where the server takes its time from, in milliseconds since 1970. Default Date.now. */
  readonly clock?: () => number
}

export type NamespaceSettings = Required<MemoryNamespaceOptions>

export interface ServerSettings {
  readonly nodes: number
  readonly port: number
  readonly host: string
  readonly namespaces: readonly NamespaceSettings[]
  readonly clusterName: string
  readonly clock: () => number
}

const NAMESPACE_DEFAULTS = {
  replicationFactor: 2,
  defaultTtl: 0,
  nsupPeriod: 120,
  allowTtlWithoutNsup: false,
  defaultReadTouchTtlPct: 0,
  maxRecordSize: 1024 * 1024,
} as const

/** The server's own limits (AS_CLUSTER_SZ, AS_ID_NAMESPACE_SZ, as/include/base/datamodel.h). */
const MAX_NODES = 64
const MAX_NAMESPACE_BYTES = 31

/** Options with their defaults; throws a TypeError or RangeError that names what is wrong. */
export function resolveOptions(options: MemoryServerOptions): ServerSettings {
  const { nodes = 1, port = 0, host = '127.0.0.1', clusterName = 'memory', clock = Date.now } = options
  checkInteger('nodes', nodes, 1, MAX_NODES)
  checkInteger('port', port, 0, 65_535 - (nodes - 1))
  const namespaces = (options.namespaces ?? ['test']).map(resolveNamespace)
  if (namespaces.length === 0) throw new RangeError('A server needs a namespace')
  if (new Set(namespaces.map(({ name }) => name)).size < namespaces.length) {
    throw new RangeError('Two namespaces have the same name')
  }
  return { nodes, port, host, namespaces, clusterName, clock }
}

function resolveNamespace(option: string | MemoryNamespaceOptions): NamespaceSettings {
  const settings = { ...NAMESPACE_DEFAULTS, ...(typeof option === 'string' ? { name: option } : option) }
  const size = Buffer.byteLength(settings.name)
  if (size === 0 || size > MAX_NAMESPACE_BYTES || /[\s;:,/=]/.test(settings.name)) {
    throw new RangeError(`${JSON.stringify(settings.name)} is no name for a namespace`)
  }
  checkInteger('replicationFactor', settings.replicationFactor, 1, MAX_NODES)
  checkInteger('defaultTtl', settings.defaultTtl, 0, 315_360_000)
  checkInteger('nsupPeriod', settings.nsupPeriod, 0, 0xffffffff)
  checkInteger('defaultReadTouchTtlPct', settings.defaultReadTouchTtlPct, 0, 100)
  checkInteger('maxRecordSize', settings.maxRecordSize, 64, 8 * 1024 * 1024)
  return settings
}

function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}, not ${String(value)}`)
  }
}
