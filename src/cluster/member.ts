import type { Address } from '../address.ts'
import { clientError } from '../errors/index.ts'
import { countOf, answerTo, knowledgeCommands, readKnowledge, type Knowledge } from './answers.ts'
import { hasFeature } from './features.ts'
import type { Node } from './node.ts'
import { type ClusterOptions, isRackAware } from './options.ts'
import { holdsPartitions, type PartitionTables } from './partitions.ts'
import type { Peer } from './peers.ts'
import { sameAddress } from './resolve.ts'
import { VERSION } from '../version.ts'
import { userAgentCommand } from './user-agent.ts'

/** No generation a server gives: whoever has it is asked anew. */
export const UNKNOWN_GENERATION = -2

/** What the cluster keeps about a node besides what commands see. */
export interface Member {
  readonly node: Node
  /** The name that led to the node's address. */
  readonly via: Address
  peersGeneration: number
  partitionGeneration: number
  rebalanceGeneration: number
  /** The peers it told last. */
  peers: readonly Peer[]
  /** True while a tend of this node is under way. */
  busy: boolean
  /** True once this connection has named its user agent. */
  introduced: boolean
}

/** What one look at a node brought. */
export interface Report extends Knowledge {
  /** True when the node's counters began anew: its process is another one. */
  readonly restarted: boolean
}

/** A new member that nothing is known of. */
export function newMember(node: Node, via: Address): Member {
  return {
    node,
    via,
    peersGeneration: UNKNOWN_GENERATION,
    partitionGeneration: UNKNOWN_GENERATION,
    rebalanceGeneration: UNKNOWN_GENERATION,
    peers: [],
    busy: false,
    introduced: false,
  }
}

/**
 * Looks at one node: its generations first, then whatever they say is new. After a failure everything is new.
 * @throws ClusterError `NODE_NOT_FOUND` when another node answers at the address
 */
export async function lookAt(member: Member, options: ClusterOptions, othersFail: boolean): Promise<Report> {
  const { node } = member
  const failed = node.failures > 0
  const status = await ask(member, statusCommands(member, options), options)
  verifyId(node, answerTo(status, 'node', node.address))
  const peersGeneration = countOf(status, 'peers-generation', node.address)
  const partitionGeneration = countOf(status, 'partition-generation', node.address)
  const restarted = peersGeneration < member.peersGeneration
  const anew = failed || restarted
  const wanted = {
    peers: !options.forceSingleNode && (anew || othersFail || peersGeneration !== member.peersGeneration),
    // A node that is still starting owns nothing and gives -1.
    partitions: partitionGeneration >= 0 && (anew || partitionGeneration !== member.partitionGeneration),
    racks:
      isRackAware(options) &&
      (anew || countOf(status, 'rebalance-generation', node.address) !== member.rebalanceGeneration),
  }
  const commands = knowledgeCommands(wanted, options)
  const answers = commands.length === 0 ? status : await ask(member, commands, options)
  return { ...readKnowledge(answers, wanted, options, node.address), restarted }
}

function statusCommands(member: Member, options: ClusterOptions): string[] {
  const commands = ['node', 'peers-generation', 'partition-generation']
  if (isRackAware(options)) commands.push('rebalance-generation')
  if (!member.introduced && hasFeature(member.node.identity.version, 'userAgent')) {
    commands.push(userAgentCommand(VERSION, options.appId))
  }
  return commands
}

/** A channel that failed dials anew, and the new connection must introduce itself again. */
async function ask(
  member: Member,
  commands: readonly string[],
  { tendTimeout }: ClusterOptions,
): Promise<ReadonlyMap<string, string>> {
  try {
    const answers = await member.node.channel.request(commands, tendTimeout).answer
    member.introduced = true
    return answers
  } catch (error) {
    member.introduced = false
    throw error
  }
}

function verifyId(node: Node, id: string): void {
  if (id === node.id) return
  throw clientError('NODE_NOT_FOUND', `Where ${node.toString()} was, node ${id} answers now`, {
    node: node.toString(),
  })
}

const MAX_FAILURES = 5

/**
 * Who is no longer a member, and why (C client, as_cluster.c as_cluster_find_nodes_to_remove): when nobody answers, who failed
 * five times; else who is in no answering node's list of peers and either fails too, or owns nothing.
 */
export function findLeavers(
  members: ReadonlyMap<string, Member>,
  tables: PartitionTables,
): { readonly member: Member; readonly why: string }[] {
  const all = [...members.values()]
  const answering = all.filter(({ node }) => node.failures === 0)
  if (answering.length === 0) {
    return all
      .filter(({ node }) => node.failures >= MAX_FAILURES)
      .map((member) => ({
        member,
        why: `no answer to ${MAX_FAILURES} requests in a row, nor from any other node`,
      }))
  }
  if (all.length === 1) return []
  const referenced = new Set(answering.flatMap(({ peers }) => peers.map(({ id }) => id)))
  const unknown = all.filter(({ node }) => !referenced.has(node.id))
  return unknown.flatMap((member) => {
    if (member.node.failures > 0)
      return [{ member, why: 'no answer, and the other nodes do not know it any more' }]
    if (holdsPartitions(tables, member.node)) return []
    return [{ member, why: 'the other nodes do not know it any more, and it holds no partitions' }]
  })
}

/** A peer to probe: one that is not known, or one that fails where it is known and is said to be elsewhere. */
export interface NewPeer {
  readonly peer: Peer
  readonly replaces: Member | undefined
}

/** All peers that answering members tell of and that should be probed. */
export function findNewPeers(
  members: ReadonlyMap<string, Member>,
  map: (address: Address) => Address,
): NewPeer[] {
  const newPeers = new Map<string, NewPeer>()
  for (const { node, peers } of members.values()) {
    if (node.failures > 0) continue
    for (const peer of peers) {
      const known = members.get(peer.id)
      if (known === undefined) newPeers.set(peer.id, { peer, replaces: undefined })
      else if (known.node.failures > 0 && !isAt(known, peer, map)) {
        newPeers.set(peer.id, { peer, replaces: known })
      }
    }
  }
  return [...newPeers.values()]
}

function isAt({ node, via }: Member, peer: Peer, map: (address: Address) => Address): boolean {
  const told = peer.addresses.map(map)
  return told.some((address) => sameAddress(address, node.address) || sameAddress(address, via))
}
