import type { Address } from '../address.ts'
import { AerospikeError, clientError } from '../errors/index.ts'
import { isError } from '../kinds.ts'
import { attempt, type ClusterEvents } from './cluster-events.ts'
import type { Knowledge, RackAnswer } from './answers.ts'
import { discardProbed, type ProbedNode } from './probe.ts'
import {
  findLeavers,
  findNewPeers,
  newMember,
  UNKNOWN_GENERATION,
  type Member,
  type Report,
  type NewPeer,
} from './member.ts'
import { Node } from './node.ts'
import type { ClusterHooks, ClusterOptions } from './options.ts'
import {
  applyClaims,
  replaceNode,
  tablesOfSingleNode,
  type Claims,
  type PartitionTables,
} from './partitions.ts'
import { sameRacks } from './racks.ts'
import { mapAddress } from './resolve.ts'
import { EMPTY_STATE, type ClusterState } from './state.ts'

/** Who belongs to the cluster, and what that makes of its state. Asks nobody, waits for nothing. */
export class Membership {
  readonly #options: ClusterOptions
  readonly #hooks: ClusterHooks
  readonly #events: ClusterEvents
  readonly #members = new Map<string, Member>()
  readonly #lastSeen = new Map<string, Address>()
  #state: ClusterState = EMPTY_STATE

  constructor(options: ClusterOptions, hooks: ClusterHooks, events: ClusterEvents) {
    this.#options = options
    this.#hooks = hooks
    this.#events = events
  }

  get state(): ClusterState {
    return this.#state
  }

  get members(): ReadonlyMap<string, Member> {
    return this.#members
  }

  /** Where nodes were last seen, for the day all are lost. */
  get lastSeen(): readonly Address[] {
    return [...this.#lastSeen.values()]
  }

  /** False once the member has left, or another has taken its place. */
  has(member: Member): boolean {
    return this.#members.get(member.node.id) === member
  }

  /** Takes a node in. One with the same id that answers stays; one that fails where it is known makes way. */
  add(probed: ProbedNode): void {
    const { identity, address, via, advertised, channel } = probed
    const old = this.#members.get(identity.id)
    if (old?.node.failures === 0) {
      discardProbed(probed)
      return
    }
    const connections = this.#hooks.openConnections(identity, address)
    const node = new Node({
      identity,
      address,
      addresses: [address, via, ...advertised],
      channel,
      administration: this.#hooks.openAdministration?.(address),
      connections,
      maxErrorRate: () => this.#options.maxErrorRate,
      onAvoided: (avoided) => {
        this.#events.avoided(avoided)
      },
    })
    connections.listen({
      suspected: () => {
        void isThere(node, this.#options.tendTimeout)
      },
      changed: () => {
        this.#events.avoided(node)
      },
    })
    const member = newMember(node, via)
    this.#members.set(node.id, member)
    this.#lastSeen.set(node.id, address)
    const tables = this.#state.partitions
    this.#learn(member, probed, old === undefined ? tables : replaceNode(tables, old.node, node))
    if (old !== undefined) this.#dismiss(old, `it is at ${node.toString()} now`)
    if (probed.hasHiddenPeers) this.#events.problem('hidden peers', hiddenPeers(node), node)
    this.#events.added(node)
  }

  /** A look at a member succeeded. */
  accept(member: Member, report: Report): void {
    const { node } = member
    if (node.failures > 0) this.#events.up(node)
    node.failures = 0
    node.connections.heard()
    this.#events.over(node.id)
    if (report.restarted) {
      node.errorRate.renew()
      this.#events.restarted(node)
    }
    this.#learn(member, report, this.#state.partitions)
    node.tends.generation = member.partitionGeneration
  }

  /** A look at a member failed. */
  fail(member: Member, error: Error): void {
    const { node } = member
    node.failures++
    if (node.failures === 1) this.#events.down(node, error)
    if (isSilence(error)) node.connections.missed()
    // It is not there: who is sent to it learns that at once, and need not wait.
    else if ('code' in error && error.code === 'CONNECT_FAILED') node.connections.heard()
    this.#events.problem(node.id, error, node)
  }

  /** Takes in what a node told, and publishes it when it is news. */
  #learn(member: Member, { peers, partitions, racks }: Knowledge, tables: PartitionTables): void {
    if (peers !== undefined) {
      member.peers = peers.peers
      member.peersGeneration = peers.generation
    }
    const racksChanged = racks !== undefined && this.#learnRacks(member, racks)
    let learnt = tables
    if (partitions !== undefined && this.#isBelieved(member)) {
      member.partitionGeneration = partitions.generation
      learnt = this.#applyClaims(member, partitions.claims, tables)
    }
    if (learnt !== this.#state.partitions || racksChanged || this.#nodesChanged()) this.#publish(learnt)
  }

  /**
   * A node that knows no peers while others answer has been cut off: it would claim every partition (C client,
   * as_cluster.c as_cluster_tend).
   */
  #isBelieved(member: Member): boolean {
    if (this.#options.forceSingleNode || member.peers.length > 0) return true
    return ![...this.#members.values()].some((other) => other !== member && other.node.failures === 0)
  }

  #applyClaims({ node }: Member, claims: readonly Claims[], tables: PartitionTables): PartitionTables {
    if (this.#options.forceSingleNode) return tablesOfSingleNode(tables, node, claims)
    const { tables: applied, displaced, resized } = applyClaims(tables, node, claims)
    for (const other of this.#members.values()) {
      if (other.node === node) continue
      if (resized || displaced.has(other.node)) other.partitionGeneration = UNKNOWN_GENERATION
    }
    return applied
  }

  #learnRacks(member: Member, { generation, racks, failure }: RackAnswer): boolean {
    const { node } = member
    member.rebalanceGeneration = generation
    if (failure !== undefined) this.#events.problem('racks', failure, node)
    if (sameRacks(node.racks, racks)) return false
    node.racks = racks
    return true
  }

  removeLeavers(): void {
    for (const { member, why } of findLeavers(this.#members, this.#state.partitions)) this.remove(member, why)
  }

  remove(member: Member, why: string): void {
    const { node } = member
    this.#members.delete(node.id)
    // A cluster that is lost as a whole may come back as another one, with regimes that begin anew.
    const isLast = this.#members.size === 0
    this.#publish(isLast ? EMPTY_STATE.partitions : replaceNode(this.#state.partitions, node, undefined))
    this.#dismiss(member, why)
  }

  /** Removes everybody. */
  clear(why: string): void {
    const members = [...this.#members.values()]
    this.#members.clear()
    if (members.length > 0) this.#publish(EMPTY_STATE.partitions)
    for (const member of members) this.#dismiss(member, why)
  }

  #dismiss({ node }: Member, why: string): void {
    this.#events.over(node.id)
    attempt(() => node.close())
    this.#events.removed(node, why)
  }

  /** Nodes that members tell of and that should be probed. */
  newPeers(): readonly NewPeer[] {
    if (this.#options.forceSingleNode) return []
    return findNewPeers(this.#members, (address) => mapAddress(address, this.#options.ipMap))
  }

  #nodesChanged(): boolean {
    const { nodes } = this.#state
    if (nodes.size !== this.#members.size) return true
    for (const [id, { node }] of this.#members) if (nodes.get(id) !== node) return true
    return false
  }

  #publish(partitions: PartitionTables): void {
    const nodes = this.#nodesChanged()
      ? new Map([...this.#members].map(([id, { node }]) => [id, node]))
      : this.#state.nodes
    this.#state = { nodes, partitions, version: this.#state.version + 1 }
    this.#events.state(this.#state)
  }
}

/** Asks a node something that every living one answers at once; its connections hear of it. */
async function isThere({ channel, connections }: Node, timeout: number): Promise<void> {
  try {
    await channel.request(['node'], timeout).answer
    connections.heard()
  } catch {
    // Its silence is noticed where it is looked for; what else is wrong is for the next look at the cluster.
  }
}

/** Whether a failure is that no answer came, and not that the node is gone or refuses. */
function isSilence(error: Error): boolean {
  if (!(error instanceof AerospikeError)) return false
  const { cause } = error
  return error.code === 'TIMEOUT' || (isError(cause) && 'code' in cause && cause.code === 'ETIMEDOUT')
}

function hiddenPeers(node: Node): Error {
  return clientError(
    'CLUSTER_UNREACHABLE',
    `Node ${node.toString()} has peers, but none with an alternate address`,
    {
      node: node.toString(),
      hint: 'set alternate-access-address on every server, or leave useAlternateAccessAddress out',
    },
  )
}
