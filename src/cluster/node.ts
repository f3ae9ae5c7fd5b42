import { introduce } from '../inspect.ts'
import type { InfoChannel } from '../net/info-channel.ts'
import type { NodeConnections } from '../net/node-connections.ts'
import { formatAddress, type Address } from '../address.ts'
import { NodeCounters, TendCounters } from '../observe/counters.ts'
import { ErrorRate } from './error-rate.ts'
import type { Version } from './version.ts'

/** What a node says of itself once, when it is probed. */
export interface NodeIdentity {
  /** The node's id in hexadecimal, such as `BB9000000000201`. */
  readonly id: string
  /** The server's build as it gives it, such as `8.1.2.0`. */
  readonly build: string
  readonly version: Version
}

/** One namespace's racks: the rack this node stands in, by namespace. */
export type Racks = ReadonlyMap<string, number>

const NO_RACKS: Racks = new Map()

/** What a node is made of. */
export interface NodeParts {
  readonly identity: NodeIdentity
  readonly address: Address
  readonly addresses?: readonly Address[]
  readonly channel: InfoChannel
  /** For what users ask, where it would hold up looks at the node. Default: the same channel. */
  readonly administration?: InfoChannel | undefined
  readonly connections: NodeConnections
  /** Most errors in one window; 0 (the default) for any number. */
  readonly maxErrorRate?: () => number
  /** Told when commands begin or cease to avoid the node. */
  readonly onAvoided?: (node: Node) => void
}

/** Why commands avoid a node: it owes answers and sends nothing, or too many commands failed on it. */
export type AvoidedBecause = 'silent' | 'errors'

/**
 * One node of the cluster, as commands see it. A node that comes back at another address is another Node with the same id,
 * so a Node never changes where it points to.
 */
export class Node {
  readonly id: string
  readonly identity: NodeIdentity
  /** The address in use. */
  readonly address: Address
  /** Every address the node is known by; the one in use comes first. */
  readonly addresses: readonly Address[]
  /** For looks at the node. */
  readonly channel: InfoChannel
  /** For what users ask. */
  readonly administration: InfoChannel
  readonly connections: NodeConnections
  /** By namespace: the node's rack. Filled only when the client has `rackIds`. The cluster's tend replaces it. */
  racks: Racks = NO_RACKS
  /** Tends that failed in a row. */
  failures = 0
  /** Failures of commands in the present window. */
  readonly errorRate: ErrorRate
  /** Looks at it since it joined. */
  readonly tends = new TendCounters()
  /** What went wrong since it joined. */
  readonly counters = new NodeCounters()
  readonly #text: string
  #active = true

  static {
    introduce(this, 'Node', (node) => ({
      id: node.id,
      address: formatAddress(node.address),
      build: node.identity.build,
      active: node.active,
    }))
  }

  constructor(parts: NodeParts) {
    const { identity, address, addresses = [address], channel, connections, maxErrorRate, onAvoided } = parts
    this.id = identity.id
    this.identity = identity
    this.address = address
    this.addresses = addresses
    this.channel = channel
    this.administration = parts.administration ?? channel
    this.connections = connections
    this.#text = `${identity.id} ${formatAddress(address)}`
    this.errorRate = new ErrorRate(maxErrorRate ?? (() => 0), () => onAvoided?.(this))
  }

  /** False once the node has left. A command that still holds an older state must not choose it. */
  get active(): boolean {
    return this.#active
  }

  /** Why commands go elsewhere where they can; undefined when they do not. */
  get avoided(): AvoidedBecause | undefined {
    if (this.connections.silent) return 'silent'
    return this.errorRate.exceeded ? 'errors' : undefined
  }

  /** True when the node stands in that rack, for that namespace. */
  hasRack(namespace: string, rackId: number): boolean {
    return this.racks.get(namespace) === rackId
  }

  /** Ends all connections to the node. It never becomes active again. */
  close(): void {
    if (!this.#active) return
    this.#active = false
    this.channel.close()
    this.administration.close()
    this.connections.close()
  }

  /** `id host:port`. */
  toString(): string {
    return this.#text
  }
}
