import type { ClientOptions } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { DEFAULTS } from './player.ts'

/** A server that the scenarios are played on. */
export interface Target {
  readonly name: string
  /** Nodes of a memory server; a real one is where `hosts` says. */
  readonly nodes?: number
  readonly hosts?: string
}

const hosts = process.env['AEROSPIKE_HOSTS']

/** The memory server always, a real one when the environment names it. */
export const TARGETS: readonly Target[] = [
  { name: 'memory server, 1 node', nodes: 1 },
  { name: 'memory server, 3 nodes', nodes: 3 },
  ...(hosts === undefined || hosts === '' ? [] : [{ name: `server at ${hosts}`, hosts }]),
]

/** Namespaces as the configurations in `docker/` have them: `bar` never removes what has expired. */
const NAMESPACES = [
  { name: 'test', nsupPeriod: 10 },
  { name: 'bar', nsupPeriod: 0 },
]

/** Where to connect to, with what writes say of the time to live, and how to end it. */
export async function openTarget(
  { nodes, hosts }: Target,
  ttl = 0,
): Promise<{ readonly options: ClientOptions; close(): Promise<void> }> {
  const defaults = {
    ...DEFAULTS,
    write: { ...DEFAULTS.write, ttl },
    operate: { ...DEFAULTS.operate, ttl },
  }
  if (hosts !== undefined) return { options: { hosts, defaults }, close: () => Promise.resolve() }
  const server = await startMemoryServer({ nodes: nodes ?? 1, namespaces: NAMESPACES })
  return { options: { hosts: server.hosts, defaults }, close: () => server.close() }
}
