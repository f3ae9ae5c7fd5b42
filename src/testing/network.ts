import { type Address, formatAddress } from '../address.ts'
import { setNetworkGate } from '../network-gate.ts'
import { custom, defaultsOf, resolveOptions } from '../policy/table.ts'
import type { MemoryNode } from './memory-node.ts'

/** What may be connected to all the same. */
export interface DisableNetworkOptions {
  /** Hosts, or hosts with a port, such as `localhost:3000`. Default: none. */
  readonly allow?: readonly string[] | undefined
}

const OPTIONS = {
  allow: custom<readonly string[]>(
    [],
    (value) =>
      Array.isArray(value) && value.every((each) => typeof each === 'string')
        ? undefined
        : 'must be a list of hosts, or hosts with a port',
    '',
  ),
} as const
const DEFAULTS = defaultsOf(OPTIONS)

/** Nodes of all memory servers of the process that were started and not closed, whatever copy of the package they are of. */
const NODES = Symbol.for('aerospike-ts.memory-nodes')
const process = globalThis as { [NODES]?: Set<MemoryNode> | undefined }

/** Clients may always connect to these. */
export function addNodes(nodes: readonly MemoryNode[]): void {
  const known = (process[NODES] ??= new Set())
  for (const node of nodes) known.add(node)
}

export function removeNodes(nodes: readonly MemoryNode[]): void {
  for (const node of nodes) process[NODES]?.delete(node)
}

/**
 * From now on clients of this process connect to memory servers of this process only, and to what `allow` names. Anything else fails
 * with `CONNECT_FAILED`, before names are looked up. Connections that are open stay.
 *
 * @example
 * disableNetwork()
 * disableNetwork({ allow: ['localhost:3000'] })
 *
 * @throws ArgumentError `INVALID_OPTION`
 */
export function disableNetwork(options?: DisableNetworkOptions): void {
  const { allow } = resolveOptions(OPTIONS, DEFAULTS, options, 'disableNetwork')
  setNetworkGate(
    (address) => namesOf(address).some((name) => allow.includes(name)) || isMemoryServer(address),
  )
}

/**
 * Takes {@link disableNetwork} back.
 *
 * @example
 * disableNetwork()
 * enableNetwork()
 */
export function enableNetwork(): void {
  setNetworkGate(undefined)
}

/** What an address may be called: by host, by host and port, and by the name that the host was found under. */
function namesOf(address: Address): string[] {
  const names = [address.host, formatAddress(address)]
  if (address.name === undefined) return names
  return [...names, address.name, formatAddress({ ...address, host: address.name })]
}

function isMemoryServer(address: Address): boolean {
  return [...(process[NODES] ?? [])].some(
    ({ host, port, tlsPort, advertised }) =>
      ((address.port === port || address.port === tlsPort) &&
        (address.host === host || isLoopback(address.host))) ||
      Object.values(advertised).includes(formatAddress(address)),
  )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
