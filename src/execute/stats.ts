import { formatAddress } from '../address.ts'
import type { Session } from './session.ts'

/** What a client is doing now. */
export interface ClientStats {
  /** Calls that have not ended. */
  readonly inFlight: number
  readonly nodes: readonly NodeStats[]
}

/** What a client is doing with one node now. */
export interface NodeStats {
  /** The node's id in hexadecimal. */
  readonly id: string
  /** The address in use, as `host:port`. */
  readonly address: string
  /** Commands under way, and those that wait for room. */
  readonly load: number
  /** Open connections. */
  readonly open: number
  /** How many of them take commands one behind another; the others are lent to one request at a time. */
  readonly shared: number
  /** How many shared connections are wanted now. */
  readonly width: number
}

export function statsOf({ inFlight, cluster }: Session): ClientStats {
  const nodes = Array.from(cluster.state.nodes.values(), ({ id, address, connections }) => ({
    id,
    address: formatAddress(address),
    load: connections.load,
    ...connections.counts,
  }))
  return { inFlight, nodes }
}
