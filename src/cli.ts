#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isError } from './kinds.ts'
import { type MemoryServer, type MemoryServerOptions, startMemoryServer } from './testing/index.ts'

const HELP = `Usage: aerospike-ts serve [options]

Runs an Aerospike-compatible server in memory, for development and tests. It prints one line,
"listening on HOST:PORT", when it is ready, and runs until it is interrupted.

Options:
  --port <n>                port of the first node; others take the ports after it; 0 for free ports (3000)
  --host <address>          address to listen on (127.0.0.1)
  --nodes <n>               number of nodes (1)
  --namespace <name>        a namespace; may be given several times (test)
  --replication-factor <n>  copies of each record (2)
  --default-ttl <seconds>   life of records whose write does not say; 0 for ever (0)
  --nsup-period <seconds>   0 refuses writes with a ttl, as a server without expiration does (120)
  --cluster-name <name>     (memory)
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
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** A mistake in the arguments. */
class UsageError extends Error {}

const DEFAULT_PORT = 3000
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
  }
}

function numberOf<Name extends string>(
  values: Values,
  option: 'port' | 'nodes' | 'replication-factor' | 'default-ttl' | 'nsup-period',
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
