import { formatAddress, type Address } from '../address.ts'
import { clientError, quoteName } from '../errors/index.ts'
import {
  answerTo,
  countOf,
  knowledgeCommands,
  peersCommand,
  readKnowledge,
  serviceCommand,
  type Answers,
  type Knowledge,
  type Wanted,
} from './answers.ts'
import type { NodeIdentity } from './node.ts'
import { type ClusterOptions, isRackAware } from './options.ts'
import { parseServiceAddresses } from './peers.ts'
import { formatVersion, isAtLeast, OLDEST_VERSION, parseVersion } from './version.ts'

/** What a node says when it is probed: who it is, and all it knows, in one round trip. */
export interface Handshake extends Knowledge {
  readonly identity: NodeIdentity
  /** The addresses it advertises for itself; empty when not asked or none. */
  readonly advertised: readonly Address[]
  /** True when it has peers, but none of them advertises an alternate address, as was asked for. */
  readonly hasHiddenPeers: boolean
}

/** Everything a member of the cluster tells. */
function wantedOf(options: ClusterOptions): Wanted {
  return { peers: !options.forceSingleNode, partitions: true, racks: isRackAware(options) }
}

/** The first request on a connection to a node that is not known yet. */
export function handshakeCommands(options: ClusterOptions, askAdvertised: boolean): string[] {
  const commands = ['node', 'build', ...knowledgeCommands(wantedOf(options), options)]
  if (options.clusterName !== '') commands.push('cluster-name')
  if (askAdvertised) commands.push(serviceCommand(options))
  if (options.useAlternateAccessAddress) commands.push(standardPeersCommand(options))
  return commands
}

/**
 * Makes sure that what answered is a node of the right cluster that this client can use.
 * @throws ConnectionError `HANDSHAKE_FAILED`, ClusterError `CLUSTER_NAME_MISMATCH`, `SERVER_TOO_OLD`, ProtocolError, ServerError
 */
export function readHandshake(
  answers: Answers,
  address: Address,
  options: ClusterOptions,
  askAdvertised: boolean,
): Handshake {
  const identity = readIdentity(answers, address)
  checkClusterName(answers, address, identity.id, options.clusterName)
  if (countOf(answers, 'partition-generation', address) < 0) {
    throw refused(address, identity.id, 'has not finished starting')
  }
  const service = askAdvertised ? (answers.get(serviceCommand(options)) ?? '') : ''
  const advertised = /^(ERROR|FAIL)\b/i.test(service) ? [] : parseServiceAddresses(service, address.tlsName)
  const knowledge = readKnowledge(answers, wantedOf(options), options, address)
  const standard = answers.get(standardPeersCommand(options)) ?? ''
  const hasHiddenPeers =
    knowledge.peers?.peers.length === 0 && options.useAlternateAccessAddress && standard.includes('[[')
  return { identity, advertised, hasHiddenPeers, ...knowledge }
}

function standardPeersCommand(options: ClusterOptions): string {
  return peersCommand({ ...options, useAlternateAccessAddress: false })
}

function readIdentity(answers: Answers, address: Address): NodeIdentity {
  const id = answerTo(answers, 'node', address)
  if (!/^[0-9A-F]{1,16}$/i.test(id)) {
    const node = formatAddress(address)
    throw clientError('HANDSHAKE_FAILED', `${node} answers, but not as an Aerospike node`, { node })
  }
  const build = answerTo(answers, 'build', address)
  const version = parseVersion(build)
  if (version === undefined) throw refused(address, id, `has a build that is no version: ${build}`)
  if (!isAtLeast(version, OLDEST_VERSION)) {
    const needed = formatVersion(OLDEST_VERSION)
    const node = nodeText(address, id)
    throw clientError(
      'SERVER_TOO_OLD',
      `Node ${node} runs server ${build}, this client needs ${needed} or later`,
      { node },
    )
  }
  return { id, build, version }
}

function checkClusterName(answers: Answers, address: Address, id: string, wanted: string): void {
  if (wanted === '') return
  const found = answers.get('cluster-name') ?? ''
  if (found === wanted) return
  throw clientError(
    'CLUSTER_NAME_MISMATCH',
    `Node ${nodeText(address, id)} belongs to cluster ${quoteName(found)}, not to ${quoteName(wanted)}`,
    { node: nodeText(address, id) },
  )
}

function refused(address: Address, id: string, why: string): Error {
  const node = nodeText(address, id)
  return clientError('HANDSHAKE_FAILED', `Node ${node} ${why}`, { node })
}

/** A node as errors name it. */
function nodeText(address: Address, id: string): string {
  return `${id} ${formatAddress(address)}`
}
