import { clientError } from '../errors/index.ts'
import {
  boolean,
  custom,
  defaultsOf,
  describe,
  integer,
  resolveOptions,
  type Resolved,
} from '../policy/table.ts'

import { checkSecurity, type MemorySecurityOptions } from './security/options.ts'
import { checkTls, type MemoryTlsOptions } from './tls-options.ts'
import type { MemoryNamespaceOptions, MemoryServerOptions } from './memory-server-options.ts'

/**
 * Enough to try out what looking at a large cluster costs a client. Real ones have at most 8 nodes in the community edition
 * (AS_CLUSTER_SZ, as/include/fabric/hb.h, 8.1.2), others more.
 */
const MAX_NODES = 128
/** The server's own limit (AS_ID_NAMESPACE_SZ, as/include/base/datamodel.h). */
const MAX_NAMESPACE_BYTES = 31
const SECONDS_MAX = 0xffff_ffff

/** Settings of one namespace, named as in the server's configuration file. */
export const NAMESPACE_OPTIONS = {
  name: custom<string>('test', checkName, 'Its name.'),
  replicationFactor: integer(
    2,
    1,
    MAX_NODES,
    'Copies of each record, one per node; at most as many as there are nodes.',
  ),
  defaultTtl: integer(0, 0, 315_360_000, 'Seconds a record lives when its write does not say. 0: for ever.'),
  nsupPeriod: integer(
    120,
    0,
    SECONDS_MAX,
    'Seconds between two sweeps for what has expired. With 0 writes with a ttl are refused (`FORBIDDEN`), unless `allowTtlWithoutNsup` is set.',
  ),
  allowTtlWithoutNsup: boolean(false, 'Take a ttl though `nsupPeriod` is 0.'),
  defaultReadTouchTtlPct: integer(
    0,
    0,
    100,
    'Share of a ttl, in percent, within whose end a read prolongs the record. 0: never.',
  ),
  racks: custom<readonly number[] | undefined>(
    undefined,
    checkRacks,
    'Rack of each node, in their order: nodes then tell their racks, as those of the enterprise edition do. Partitions are dealt out as without.',
  ),
  maxRecordSize: integer(1024 * 1024, 64, 8 * 1024 * 1024, 'Largest record in bytes, as stored.'),
} as const

/** How to start a memory server. */
export const SERVER_OPTIONS = {
  nodes: integer(1, 1, MAX_NODES, 'Number of nodes.'),
  port: integer(0, 0, 65_535, 'Port of the first node; the others take those behind it. 0: free ones.'),
  host: custom<string>('127.0.0.1', checkText, 'Address to listen on and to advertise.'),
  namespaces: custom<readonly (string | MemoryNamespaceOptions)[]>(
    ['test'],
    (value) =>
      Array.isArray(value) && value.length > 0 ? undefined : 'must be a list of one namespace or more',
    'Namespaces, by name or with settings.',
  ),
  clusterName: custom<string>(
    'memory',
    checkText,
    'Name that nodes give when a client asks which cluster they belong to.',
  ),
  build: custom<string>(
    '8.1.2.0',
    checkBuild,
    'The build that nodes say they are, to see how an application fares with an older one; what they do stays that of 8.1.2.',
  ),
  security: custom<MemorySecurityOptions | undefined>(
    undefined,
    checkSecurity,
    'Users and roles, as an enterprise server has them: { users, roles, sessionTtl, … }. Left out, the server is a community edition, which knows none.',
  ),
  tls: custom<MemoryTlsOptions | undefined>(
    undefined,
    checkTls,
    'A second port of each node, where it speaks TLS: { cert, key, ca, name, port }.',
  ),
  clock: custom<() => number>(
    Date.now,
    (value) => (typeof value === 'function' ? undefined : 'must be a function'),
    'Where the server takes its time from, in milliseconds since 1970; `Date.now` when left out.',
  ),
} as const

export type NamespaceSettings = Resolved<typeof NAMESPACE_OPTIONS>

export interface ServerSettings extends Omit<Resolved<typeof SERVER_OPTIONS>, 'namespaces'> {
  readonly namespaces: readonly NamespaceSettings[]
}

const SERVER_DEFAULTS = defaultsOf(SERVER_OPTIONS)
const NAMESPACE_DEFAULTS = defaultsOf(NAMESPACE_OPTIONS)
const WHERE = 'startMemoryServer'

/** Options with their defaults. @throws ArgumentError `INVALID_OPTION` that names what is wrong */
export function resolveServer(options: MemoryServerOptions | undefined): ServerSettings {
  const resolved = resolveOptions(SERVER_OPTIONS, SERVER_DEFAULTS, options, WHERE)
  const { nodes, port } = resolved
  if (port + nodes - 1 > 65_535) throw wrong(`port must leave room for ${nodes} nodes, not be ${port}`)
  const namespaces = resolved.namespaces.map(resolveNamespace)
  if (new Set(namespaces.map(({ name }) => name)).size < namespaces.length)
    throw wrong('namespaces must have different names')
  return { ...resolved, namespaces }
}

function resolveNamespace(option: string | MemoryNamespaceOptions, index: number): NamespaceSettings {
  const where = `${WHERE}: namespaces[${index}]`
  const given: Partial<MemoryNamespaceOptions> = typeof option === 'string' ? { name: option } : option
  const settings = resolveOptions(NAMESPACE_OPTIONS, NAMESPACE_DEFAULTS, given, where)
  if (given.name === undefined) throw clientError('INVALID_OPTION', `${where}: name is missing`)
  return settings
}

function checkName(value: unknown): string | undefined {
  const size = typeof value === 'string' ? Buffer.byteLength(value) : 0
  return size > 0 && size <= MAX_NAMESPACE_BYTES && !/[\s#]/.test(value as string)
    ? undefined
    : `must be text of 1 to ${MAX_NAMESPACE_BYTES} bytes without spaces and #, not ${describe(value)}`
}

function checkRacks(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((rack) => Number.isInteger(rack) && rack >= 0)
    ? undefined
    : 'must be a list of whole numbers from 0 on'
}

function checkText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? undefined : `must be text, not ${describe(value)}`
}

function checkBuild(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d+\.\d+\.\d+\.\d+$/.test(value)
    ? undefined
    : `must be four numbers such as 8.1.2.0, not ${describe(value)}`
}

function wrong(what: string): Error {
  return clientError('INVALID_OPTION', `${WHERE}: ${what}`)
}
