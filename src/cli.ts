#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isError } from './kinds.ts'
import {
  type MemoryServer,
  type MemoryServerOptions,
  type MemoryUser,
  startMemoryServer,
} from './testing/index.ts'

const HELP = `Usage: aerospike-ts serve [options]

Runs an Aerospike-compatible server in memory, for development and tests. It prints a line,
"listening on HOST:PORT", when it is ready, and runs until it is interrupted. With TLS a second
line, "with TLS on HOST:NAME:PORT", follows.

Options:
  --port <n>                port of the first node; others take the ports after it; 0 for free ports (3000)
  --host <address>          address to listen on (127.0.0.1)
  --nodes <n>               number of nodes (1)
  --namespace <name>        a namespace; may be given several times (test)
  --replication-factor <n>  copies of each record (2)
  --default-ttl <seconds>   life of records whose write does not say; 0 for ever (0)
  --nsup-period <seconds>   0 refuses writes with a ttl, as a server without expiration does (120)
  --cluster-name <name>     (memory)
  --user <name:password:roles>
                            switches security on; may be given several times; roles are separated by commas,
                            and without a password the user logs in by certificate
  --external-user <name:password:roles>
                            a user of an external service, such as LDAP
  --session-ttl <seconds>   life of a session (86400)
  --enable-quotas           keeps the quotas of roles
  --tls-cert <file>         certificate of the nodes (PEM): they speak TLS on a port of their own
  --tls-key <file>          its key
  --tls-ca <file>           authorities that sign clients, which then must show a certificate
  --tls-name <name>         the name that clients look for in certificates
  --tls-port <n>            port of the first node for TLS; 0 for free ports (4333)
  --help                    this text
  --version                 the version of this package
`

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  nodes: { type: 'string' },
  namespace: { type: 'string', multiple: true },
  'replication-factor': { type: 'string' },
  'default-ttl': { type: 'string' },
  'nsup-period': { type: 'string' },
  'cluster-name': { type: 'string' },
  user: { type: 'string', multiple: true },
  'external-user': { type: 'string', multiple: true },
  'session-ttl': { type: 'string' },
  'enable-quotas': { type: 'boolean' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-ca': { type: 'string' },
  'tls-name': { type: 'string' },
  'tls-port': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** A mistake in the arguments. */
class UsageError extends Error {}

const DEFAULT_PORT = 3000
const DEFAULT_TLS_PORT = 4333
const EXIT_USAGE = 2

async function main(args: string[]): Promise<void> {
  const { values, positionals } = readArgs(args)
  if (values.help === true) {
    print(HELP)
    return
  }
  if (values.version === true) {
    print(`${packageVersion()}\n`)
    return
  }
  const [command, ...rest] = positionals
  if (command === undefined) throw new UsageError('A command is missing')
  if (command !== 'serve') throw new UsageError(`There is no command ${JSON.stringify(command)}`)
  if (rest[0] !== undefined)
    throw new UsageError(`serve takes no argument, but got ${JSON.stringify(rest[0])}`)
  await serve(serverOptions(values))
}

function readArgs(args: string[]): ReturnType<typeof parse> {
  try {
    return parse(args)
  } catch (error) {
    throw new UsageError(messageOf(error))
  }
}

function parse(args: string[]) {
  return parseArgs({ args, options: OPTIONS, allowPositionals: true })
}

type Values = ReturnType<typeof parse>['values']

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
  const text = values[option]
  if (text === undefined) return {}
  if (!/^\d+$/.test(text))
    throw new UsageError(`--${option} takes a whole number, not ${JSON.stringify(text)}`)
  return { [name]: Number(text) } as Record<Name, number>
}

/** Runs the server until a signal ends it. */
async function serve(options: MemoryServerOptions): Promise<void> {
  const server = await start(options)
  print(`listening on ${server.hosts}\n`)
  if (options.tls !== undefined) print(`with TLS on ${server.tlsHosts}\n`)
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

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return manifest.version
}

function print(text: string): void {
  process.stdout.write(text)
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError
  process.stderr.write(`aerospike-ts: ${messageOf(error)}\n${isUsage ? 'Try aerospike-ts --help\n' : ''}`)
  process.exitCode = isUsage ? EXIT_USAGE : 1
})
