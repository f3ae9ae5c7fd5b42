import type { Address } from '../address.ts'
import { clientError } from '../errors/index.ts'
import type { CommandDefaults } from './client-defaults.ts'
import { BASE_OPTIONS } from './command.ts'
import { checkConfigProvider, CONFIG_INTERVAL, type ConfigProvider } from './config-provider.ts'
import {
  AUTH_MODES,
  checkCredentials,
  checkPassword,
  checkUser,
  type Credentials,
  type CredentialsFunction,
} from './credentials.ts'
import type { Logger } from './logger.ts'
import { boolean, choice, custom, defaultsOf, integer, type Resolved } from './table.ts'
import { checkTls, type TlsFunction, type TlsOptions } from './tls.ts'

const DAY = 86_400_000

function checkText(value: unknown): string | undefined {
  return typeof value === 'string' ? undefined : 'must be text'
}

function isHost(value: unknown): boolean {
  if (typeof value === 'string') return value.split(',').some((part) => part.trim() !== '')
  if (typeof value !== 'object' || value === null) return false
  const { host, port } = value as Partial<Record<keyof Address, unknown>>
  const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535
  return typeof host === 'string' && host !== '' && !host.includes('@') && isPort
}

function checkHosts(value: unknown): string | undefined {
  if (
    Array.isArray(value)
      ? value.length > 0 && value.every(isHost)
      : typeof value === 'string' && isHost(value)
  )
    return undefined
  return "must be 'host:port', several of them separated by commas, or a list of them or of { host, port }"
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkIpMap(value: unknown): string | undefined {
  return isObject(value) && Object.values(value).every((host) => typeof host === 'string')
    ? undefined
    : 'must be an object with a host for each advertised one'
}

const DEFAULTS_OF: readonly string[] = [
  'read',
  'write',
  'operate',
  'batch',
  'query',
] satisfies (keyof CommandDefaults)[]

function checkDefaults(value: unknown): string | undefined {
  return isObject(value) && Object.keys(value).every((kind) => DEFAULTS_OF.includes(kind))
    ? undefined
    : `must be an object with any of ${DEFAULTS_OF.join(', ')}`
}

function checkRackIds(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((id) => Number.isInteger(id))
    ? undefined
    : 'must be a list of whole numbers'
}

function checkLogger(value: unknown): string | undefined {
  const levels = ['debug', 'info', 'warn', 'error'] as const
  return typeof value === 'object' &&
    value !== null &&
    levels.every((level) => typeof (value as Logger)[level] === 'function')
    ? undefined
    : 'must have the methods debug, info, warn and error'
}

/** Options of a client. */
export const CLIENT_OPTIONS = {
  hosts: custom<string | readonly (string | Address)[]>(
    '127.0.0.1:3000',
    checkHosts,
    'Nodes to ask first; one that answers is enough. `host:port`, `[v6]:port`, separated by commas or in a list.',
  ),
  clusterName: custom<string>(
    '',
    checkText,
    'The name the cluster must have; nodes of another one are refused. Empty: any.',
  ),
  user: custom<string | undefined>(
    undefined,
    checkUser,
    'The user to log in as. None where the server has no security.',
  ),
  password: custom<string | undefined>(undefined, checkPassword, "The user's password."),
  credentials: custom<Credentials | CredentialsFunction | undefined>(
    undefined,
    checkCredentials,
    'In place of `user` and `password`: { user, password }, or a function that gives them, or a promise of them. It is asked for each login, so that they may change.',
  ),
  authMode: choice(
    AUTH_MODES,
    'internal',
    'Who checks the user: the database (`internal`), an external service such as LDAP, to which the password goes in clear (`external`, only over TLS; `externalInsecure`, also without), or the certificate of the client, which names the user (`pki`).',
  ),
  loginTimeout: integer(5_000, 1, DAY, 'Milliseconds for one login, once the connection is open.'),
  tls: custom<true | TlsOptions | TlsFunction | undefined>(
    undefined,
    checkTls,
    'Encrypts connections: { ca, cert, key, name, … }, `true` for all defaults, or a function that gives them, and is asked again by `reloadTls()`. Connections are not pipelined then.',
  ),
  appId: custom<string>('', checkText, "The application's name, shown by the server among its user agents."),
  connectTimeout: integer(10_000, 1, DAY, 'Milliseconds for connect() as a whole.'),
  failIfNotConnected: boolean(
    true,
    'Whether connect() fails when no host answers. With false it goes on looking in the background, and commands fail with CLUSTER_UNREACHABLE until one does.',
  ),
  dialTimeout: integer(1_000, 1, DAY, 'Milliseconds for opening one connection.'),
  tendInterval: integer(1_000, 250, DAY, 'Milliseconds between two looks at the cluster.'),
  tendTimeout: integer(
    1_000,
    1,
    DAY,
    'Milliseconds for one request in which a node is asked about the cluster, opening its connection included.',
  ),
  maxConnections: integer(
    100,
    1,
    10_000,
    'Most connections to one node. A tenth of them, one at least, is never taken by queries and batches; with 1 they take turns.',
  ),
  minConnections: integer(
    0,
    0,
    10_000,
    'Connections to each node that are kept open; connect() waits until they are.',
  ),
  maxConnecting: integer(8, 1, 1_000, 'Most connections to one node that are opened at a time.'),
  maxIdle: integer(
    55_000,
    1_000,
    DAY,
    'Milliseconds after which an idle connection is closed; keep it below proto-fd-idle-ms of the server (60 s).',
  ),
  maxDepth: integer(
    128,
    1,
    10_000,
    'Most commands written ahead on one connection. 1 switches pipelining off.',
  ),
  coalesceMax: integer(
    1_000,
    1,
    2_000,
    'Most commands of one turn of the event loop that travel together as one batch; 1 switches that off. Keep it below batch-max-requests of the server (5,000).',
  ),
  maxQueue: integer(
    100_000,
    0,
    10_000_000,
    'Most commands that wait for room at one node; one more is refused with QUEUE_FULL.',
  ),
  acquireTimeout: integer(
    30_000,
    1,
    DAY,
    'Milliseconds that a query or batch waits for a connection while others hold them, at most what is left of its own `timeout`; then it fails with CONNECTIONS_BUSY.',
  ),
  drainTimeout: integer(
    3_000,
    1,
    DAY,
    'A connection that owes the answer of a given-up command for longer than this many milliseconds is closed.',
  ),
  silenceLimit: integer(
    500,
    0,
    DAY,
    'A node that owes answers and sends nothing for this many milliseconds, though asked whether it is there, is avoided until it is heard: what reads goes to other copies, what writes waits. 0 switches that off.',
  ),
  maxErrorRate: integer(
    100,
    0,
    1_000_000,
    'Most failures of a node in one `errorRateWindow`: connections that break or cannot be made, commands without an answer in time, SERVER_TIMEOUT and DEVICE_OVERLOAD. Beyond it nothing is sent to the node until the window ends: MAX_ERROR_RATE. 0 is no limit.',
  ),
  errorRateWindow: integer(
    1,
    1,
    1_000,
    'Length of the window of `maxErrorRate`, in looks at the cluster (`tendInterval`).',
  ),
  closeTimeout: integer(5_000, 0, DAY, 'Milliseconds that close() gives the commands in flight.'),
  indexesMaxAge: integer(
    30_000,
    0,
    DAY,
    'Milliseconds for which the list of secondary indexes counts that `query.where(expression)` chooses from. 0: it is read for each query.',
  ),
  useAlternateAccessAddress: boolean(
    false,
    'Use the addresses of `alternate-access-address` instead of `access-address`.',
  ),
  ipMap: custom<{ readonly [advertised: string]: string }>(
    {},
    checkIpMap,
    'Hosts to use instead of the advertised ones.',
  ),
  forceSingleNode: boolean(
    false,
    'Use the first host that answers and nothing else, for tunnels and proxies.',
  ),
  rackIds: custom<readonly number[]>(
    [],
    checkRackIds,
    'The own racks, the dearest first, for `replica: "preferRack"`.',
  ),
  configProvider: custom<ConfigProvider | undefined>(
    undefined,
    checkConfigProvider,
    'A file in YAML that sets options while the client runs, over those given here and in calls: { path, interval }. The environment variable AEROSPIKE_CLIENT_CONFIG_URL stands above `path`. Needs the package `yaml`.',
  ),
  logger: custom<Logger | undefined>(
    undefined,
    checkLogger,
    'Told what the client copes with by itself. Without one nothing is ever printed.',
  ),
  defaults: custom<CommandDefaults>(
    {},
    checkDefaults,
    'Defaults of the options of commands, below what a call gives: { read, write, operate, batch, query }.',
  ),
} as const

/** Options of `connect()`. */
export const CONNECT_OPTIONS = { signal: BASE_OPTIONS.signal } as const
export const CONNECT_DEFAULTS = defaultsOf(CONNECT_OPTIONS)

/** Options of `close()`. */
export const CLOSE_OPTIONS = { timeout: CLIENT_OPTIONS.closeTimeout } as const

export type ClientPolicy = Resolved<typeof CLIENT_OPTIONS>
export const CLIENT_DEFAULTS: ClientPolicy = defaultsOf(CLIENT_OPTIONS)

/** Options that hold secrets: they are handed on once, to whoever needs them, and kept nowhere else. */
export type ClientSecrets = Pick<ClientPolicy, 'user' | 'password' | 'credentials' | 'tls'>

/** Refuses options that are fine one by one and make no sense together. */
export function checkTogether(policy: ClientPolicy): void {
  checkLimits(policy)
  const wrong = userFault(policy) ?? modeFault(policy)
  if (wrong !== undefined) throw clientError('INVALID_OPTION', `Client: ${wrong}`)
}

/** Refuses limits that make no sense together. @throws ArgumentError `INVALID_OPTION` */
export function checkLimits({ minConnections, maxConnections, tendInterval, ...more }: ClientPolicy): void {
  const interval = more.configProvider?.interval ?? CONFIG_INTERVAL
  const wrong =
    minConnections > maxConnections
      ? `minConnections must be at most maxConnections, ${maxConnections}, not ${minConnections}`
      : more.configProvider !== undefined && interval < tendInterval
        ? `configProvider.interval must be at least tendInterval, ${tendInterval}, not ${interval}`
        : undefined
  if (wrong !== undefined) throw clientError('INVALID_OPTION', `Client: ${wrong}`)
}

function userFault({ user, password, credentials }: ClientPolicy): string | undefined {
  if (credentials !== undefined && (user ?? password) !== undefined)
    return 'give credentials, or user and password, not both'
  return (user === undefined) === (password === undefined) ? undefined : 'user and password go together'
}

function modeFault({ authMode, user, credentials, tls }: ClientPolicy): string | undefined {
  const hasUser = (user ?? credentials) !== undefined
  if (authMode === 'pki') {
    if (tls === undefined) return 'authMode pki needs tls, with cert and key'
    return hasUser ? 'authMode pki takes no user: the certificate names it' : undefined
  }
  if (authMode === 'external' && tls === undefined)
    return 'authMode external sends the password in clear and needs tls; externalInsecure does it without'
  if (authMode !== 'internal' && !hasUser)
    return `authMode ${authMode} needs user and password, or credentials`
  if (typeof tls === 'object' && tls.forLoginOnly === true && !hasUser)
    return 'tls.forLoginOnly needs a user to log in as'
  return undefined
}
