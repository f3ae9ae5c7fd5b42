import { type Address, formatAddress } from './address.ts'
import { clientError } from './errors/index.ts'

/** Whether an address may be connected to. */
export type NetworkGate = (address: Address) => boolean

/** Registered for the whole process, so that it holds for every copy of the package. */
const GATE = Symbol.for('aerospike-ts.network-gate')
const process = globalThis as { [GATE]?: NetworkGate | undefined }

/** Has every connection of the process be asked for first; undefined for none. */
export function setNetworkGate(gate: NetworkGate | undefined): void {
  process[GATE] = gate
}

/** @throws ConnectionError `CONNECT_FAILED` when the network is disabled, and the address is none that may be connected to */
export function checkNetwork(address: Address): void {
  const gate = process[GATE]
  if (gate === undefined || gate(address)) return
  const node = formatAddress(address)
  throw clientError('CONNECT_FAILED', `Cannot connect to ${node}: the network is disabled in this process`, {
    hint: 'disableNetwork() leaves memory servers of this process alone, and what its option allow names',
    node,
  })
}
