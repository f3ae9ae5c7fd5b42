import { formatAddress } from '../address.ts'
import type { Node } from './node.ts'

/** What is known of a node at one moment. It never changes: ask again for what is known later. */
export interface NodeInfo {
  /** The node's id in hexadecimal, such as `BB9000000000201`. */
  readonly id: string
  /** The address in use, as `host:port`. */
  readonly address: string
  /** Every address the node is known by; the one in use comes first. */
  readonly addresses: readonly string[]
  /** The server's build, such as `8.1.2.0`. */
  readonly build: string
  /** The rack that the node stands in, by namespace. Empty unless the client has `rackIds`. */
  readonly racks: { readonly [namespace: string]: number }
  /** False once the node has left the cluster. */
  readonly active: boolean
  /** Connections that were open. */
  readonly connections: number
}

/** Describes a node without giving it away. */
export function describeNode(node: Node): NodeInfo {
  return Object.freeze({
    id: node.id,
    address: formatAddress(node.address),
    addresses: Object.freeze([...new Set(node.addresses.map(formatAddress))]),
    build: node.identity.build,
    racks: Object.freeze(Object.fromEntries(node.racks)),
    active: node.active,
    connections: node.connections.counts.open,
  })
}
