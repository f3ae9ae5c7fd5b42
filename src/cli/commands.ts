import type { Command } from './command.ts'

interface Entry {
  /** One line for the list of commands. */
  readonly about: string
  /** A command is loaded when it is asked for: `get` needs no memory server, and `serve` no client. */
  load(): Promise<Command>
}

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  get: { about: 'shows a record', load: async () => (await import('./get.ts')).get },
  query: {
    about: 'shows the records of a set that meet a condition',
    load: async () => (await import('./query.ts')).query,
  },
  info: { about: 'asks the nodes an info command', load: async () => (await import('./info.ts')).info },
  nodes: { about: 'lists the nodes of the cluster', load: async () => (await import('./nodes.ts')).nodes },
  namespaces: {
    about: 'lists the namespaces',
    load: async () => (await import('./namespaces.ts')).namespaces,
  },
  sets: { about: 'lists the sets of a namespace', load: async () => (await import('./sets.ts')).sets },
  indexes: { about: 'lists the secondary indexes', load: async () => (await import('./indexes.ts')).indexes },
  top: { about: 'shows what the cluster does, live', load: async () => (await import('./top.ts')).top },
  view: {
    about: 'serves a page that shows the cluster, live',
    load: async () => (await import('./view.ts')).view,
  },
  'migrate-check': {
    about: 'lists the calls of the official client in your programs, and what they become',
    load: async () => (await import('./migrate-check.ts')).migrateCheck,
  },
  serve: {
    about: 'runs a memory server, for development and tests',
    load: async () => (await import('./serve.ts')).serve,
  },
}

/** What there is. */
export function overview(): string {
  const names = Object.keys(COMMANDS)
  const width = Math.max(...names.map((name) => name.length))
  return [
    'Usage: aerospike-ts <command> [options]',
    '',
    'Commands:',
    ...Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`),
    '',
    'aerospike-ts <command> --help says what a command takes; --version is the version of this package.',
    '',
    'All but serve and migrate-check find the cluster by --hosts, or the environment variable AEROSPIKE_HOSTS.',
    'They end with 0 when all went well, 1 when it did not or what was asked for is not there, and 2 for a mistake in what was typed.',
    '',
  ].join('\n')
}
