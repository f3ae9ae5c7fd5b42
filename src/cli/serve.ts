import { isError } from '../kinds.ts'
import {
  type MemoryServer,
  type MemoryServerOptions,
  type MemoryUser,
  startMemoryServer,
} from '../testing/index.ts'
import { command, type OptionTable, type Values as ValuesOf, wholeNumber } from './command.ts'
import { Exit, UsageError } from './usage.ts'

const DEFAULT_PORT = 3000
const DEFAULT_TLS_PORT = 4333

const OPTIONS = {
  port: {
    type: 'string',
    value: '<n>',
    doc: `port of the first node; others take the ports after it; 0 for free ports (${DEFAULT_PORT})`,
  },
  host: { type: 'string', value: '<address>', doc: 'address to listen on (127.0.0.1)' },
  nodes: { type: 'string', value: '<n>', doc: 'number of nodes (1)' },
  namespace: {
    type: 'string',
    multiple: true,
    value: '<name>',
    doc: 'a namespace; may be given several times (test)',
  },
  'replication-factor': { type: 'string', value: '<n>', doc: 'copies of each record (2)' },
  'default-ttl': {
    type: 'string',
    value: '<seconds>',
    doc: 'life of records whose write does not say; 0 for ever (0)',
  },
  'nsup-period': {
    type: 'string',
    value: '<seconds>',
    doc: '0 refuses writes with a ttl, as a server without expiration does (120)',
  },
  'cluster-name': { type: 'string', value: '<name>', doc: '(memory)' },
  user: {
    type: 'string',
    multiple: true,
    value: '<name:password:roles>',
    doc: 'switches security on; may be given several times; roles are separated by commas, and without a password the user logs in by certificate',
  },
  'external-user': {
    type: 'string',
    multiple: true,
    value: '<name:password:roles>',
    doc: 'a user of an external service, such as LDAP',
  },
  'session-ttl': { type: 'string', value: '<seconds>', doc: 'life of a session (86400)' },
  'enable-quotas': { type: 'boolean', doc: 'keeps the quotas of roles' },
  'tls-cert': {
    type: 'string',
    value: '<file>',
    doc: 'certificate of the nodes (PEM): they speak TLS on a port of their own',
  },
  'tls-key': { type: 'string', value: '<file>', doc: 'its key' },
  'tls-ca': {
    type: 'string',
    value: '<file>',
    doc: 'authorities that sign clients, which then must show a certificate',
  },
  'tls-name': { type: 'string', value: '<name>', doc: 'the name that clients look for in certificates' },
  'tls-port': {
    type: 'string',
    value: '<n>',
    doc: `port of the first node for TLS; 0 for free ports (${DEFAULT_TLS_PORT})`,
  },
} as const satisfies OptionTable

type Values = ValuesOf<typeof OPTIONS>

export const serve = command({
  args: [],
  about:
    'Runs an Aerospike-compatible server in memory, for development and tests. It prints a line, "listening on HOST:PORT", when it is ' +
    'ready, and runs until it is interrupted. With TLS a second line, "with TLS on HOST:NAME:PORT", follows.',
  options: OPTIONS,
  async run(values) {
    await runServer(serverOptions(values))
    return Exit.ok
  },
})

function serverOptions(values: Values): MemoryServerOptions {
  const shared = {
    ...numberOf(values, 'replication-factor', 'replicationFactor'),
    ...numberOf(values, 'default-ttl', 'defaultTtl'),
    ...numberOf(values, 'nsup-period', 'nsupPeriod'),
  }
  return {
    port: DEFAULT_PORT,
    ...numberOf(values, 'port', 'port'),
    ...numberOf(values, 'nodes', 'nodes'),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values['cluster-name'] === undefined ? {} : { clusterName: values['cluster-name'] }),
    namespaces: (values.namespace ?? ['test']).map((name) => ({ name, ...shared })),
    ...securityOf(values),
    ...tlsOf(values),
  }
}

function securityOf(values: Values): Pick<MemoryServerOptions, 'security'> {
  const { user, 'external-user': external, 'enable-quotas': enableQuotas = false } = values
  if (user === undefined && external === undefined) return {}
  return {
    security: {
      ...(user === undefined ? {} : { users: user.map(userOf) }),
      ...(external === undefined ? {} : { externalUsers: external.map(userOf) }),
      ...numberOf(values, 'session-ttl', 'sessionTtl'),
      enableQuotas,
    },
  }
}

/** `name:password:role,role`; a mistake is told without the text, which may hold a password. */
function userOf(text: string): MemoryUser {
  const [name = '', password = '', roles = '', ...rest] = text.split(':')
  if (name === '' || rest.length > 0) throw new UsageError('--user takes name:password:roles')
  return {
    name,
    roles: roles.split(',').filter((role) => role !== ''),
    ...(password === '' ? {} : { password }),
  }
}

function tlsOf(values: Values): Pick<MemoryServerOptions, 'tls'> {
  const { 'tls-cert': cert, 'tls-key': key, 'tls-ca': ca, 'tls-name': name } = values
  if (cert === undefined && key === undefined) return {}
  if (cert === undefined || key === undefined) throw new UsageError('--tls-cert and --tls-key go together')
  return {
    tls: {
      cert: { path: cert },
      key: { path: key },
      ...(ca === undefined ? {} : { ca: { path: ca } }),
      ...(name === undefined ? {} : { name }),
      port: DEFAULT_TLS_PORT,
      ...numberOf(values, 'tls-port', 'port'),
    },
  }
}

function numberOf<Name extends string>(
  values: Values,
  option:
    'port' | 'nodes' | 'replication-factor' | 'default-ttl' | 'nsup-period' | 'session-ttl' | 'tls-port',
  name: Name,
): Partial<Record<Name, number>> {
  const number = wholeNumber(option, values[option])
  return number === undefined ? {} : ({ [name]: number } as Record<Name, number>)
}

/** Runs the server until a signal ends it. */
async function runServer(options: MemoryServerOptions): Promise<void> {
  const server = await start(options)
  process.stdout.write(`listening on ${server.hosts}\n`)
  if (options.tls !== undefined) process.stdout.write(`with TLS on ${server.tlsHosts}\n`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await server.close()
}

async function start(options: MemoryServerOptions): Promise<MemoryServer> {
  try {
    return await startMemoryServer(options)
  } catch (error) {
    // The server checks its own options; what they are called here, its message says too.
    if (!isError(error) || !('code' in error) || error.code !== 'INVALID_OPTION') throw error
    throw new UsageError(error.message.replace(/^startMemoryServer: /, ''))
  }
}
