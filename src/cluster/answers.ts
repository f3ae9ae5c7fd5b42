import { formatAddress, type Address } from '../address.ts'
import { clientError, serverError } from '../errors/index.ts'
import { infoFailure, parseCount } from '../wire/info.ts'
import type { ClusterOptions } from './options.ts'
import { parseReplicas, type Claims } from './partitions.ts'
import { parsePeers, type PeersAnswer } from './peers.ts'
import { parseRackIds } from './racks.ts'

/** Answers to info commands, by command. */
export type Answers = ReadonlyMap<string, string>

/** Which parts of a node's knowledge a request is for. */
export interface Wanted {
  readonly peers: boolean
  readonly partitions: boolean
  readonly racks: boolean
}

/** What a node told of the cluster; undefined where it was not asked. */
export interface Knowledge {
  readonly peers: PeersAnswer | undefined
  readonly partitions: { readonly generation: number; readonly claims: readonly Claims[] } | undefined
  readonly racks: RackAnswer | undefined
}

/** A node's racks. `failure` when it does not tell them, as the community edition does not. */
export interface RackAnswer {
  readonly generation: number
  readonly racks: ReadonlyMap<string, number>
  readonly failure: Error | undefined
}

/** Which addresses of a node are asked for. */
type AddressKind = Pick<ClusterOptions, 'useAlternateAccessAddress' | 'usesTls'>

function kindOf({ useAlternateAccessAddress, usesTls = false }: AddressKind): string {
  return `${usesTls ? 'tls' : 'clear'}-${useAlternateAccessAddress ? 'alt' : 'std'}`
}

/** The command for the peers' addresses of the wanted kind. */
export function peersCommand(options: AddressKind): string {
  return `peers-${kindOf(options)}`
}

/** The command for the node's own addresses of the wanted kind. */
export function serviceCommand(options: AddressKind): string {
  return `service-${kindOf(options)}`
}

/** The commands for what is wanted. A generation stands before what it counts, so that it is never newer than that. */
export function knowledgeCommands(wanted: Wanted, options: ClusterOptions): string[] {
  const commands: string[] = []
  if (wanted.peers) commands.push(peersCommand(options))
  if (wanted.partitions) commands.push('partition-generation', 'replicas')
  if (wanted.racks) commands.push('rebalance-generation', 'rack-ids')
  return commands
}

/** Reads the answers to {@link knowledgeCommands}. */
export function readKnowledge(
  answers: Answers,
  wanted: Wanted,
  options: ClusterOptions,
  address: Address,
): Knowledge {
  return {
    peers: wanted.peers ? parsePeers(answerTo(answers, peersCommand(options), address)) : undefined,
    partitions: wanted.partitions
      ? {
          generation: countOf(answers, 'partition-generation', address),
          claims: parseReplicas(answerTo(answers, 'replicas', address)),
        }
      : undefined,
    racks: wanted.racks ? readRacks(answers, address) : undefined,
  }
}

function readRacks(answers: Answers, address: Address): RackAnswer {
  const generation = countOf(answers, 'rebalance-generation', address)
  const failure = refusal(answers.get('rack-ids') ?? '', 'rack-ids', address)
  const racks =
    failure === undefined ? parseRackIds(answers.get('rack-ids') ?? '') : new Map<string, number>()
  return { generation, racks, failure }
}

/**
 * The answer to a command.
 * @throws ProtocolError when there is none, ServerError when the node refused
 */
export function answerTo(answers: Answers, command: string, address: Address): string {
  const answer = answers.get(command)
  if (answer === undefined) {
    const node = formatAddress(address)
    throw clientError('PROTOCOL', `${node} did not answer ${command}`, { node })
  }
  const failure = refusal(answer, command, address)
  if (failure !== undefined) throw failure
  return answer
}

/** A whole number as an answer. */
export function countOf(answers: Answers, command: string, address: Address): number {
  return parseCount(answerTo(answers, command, address), command)
}

function refusal(answer: string, command: string, address: Address): Error | undefined {
  const failure = infoFailure(answer)
  if (failure === undefined) return undefined
  const { resultCode, message } = failure
  const node = formatAddress(address)
  if (resultCode > 1) return serverError(resultCode, { node })
  return clientError('INFO_FAILED', `${node} refused ${command}: ${message}`, { node })
}
