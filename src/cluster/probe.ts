import { formatAddress, type Address } from '../address.ts'
import { AerospikeError, clientError, SecurityError } from '../errors/index.ts'
import type { InfoChannel } from '../net/info-channel.ts'
import type { ClusterHooks, ClusterOptions } from './options.ts'
import type { Peer } from './peers.ts'
import { asError, race } from './race.ts'
import { isLoopback, mapAddress, resolveAddress, sameAddress, systemLookup } from './resolve.ts'
import { handshakeCommands, readHandshake, type Handshake } from './handshake.ts'

/** A node that was probed and found good, with the connection it was probed on. */
export interface ProbedNode extends Handshake {
  /** The IP address it was probed at. */
  readonly address: Address
  /** What was resolved to that: the seed, or the address a peer told. */
  readonly via: Address
  readonly channel: InfoChannel
}

/** What probed a node takes. */
export interface ProbeContext {
  readonly options: ClusterOptions
  readonly hooks: ClusterHooks
  readonly onProblem: (error: Error) => void
}

/** Closes the connection of a probed node that is not taken in. */
export function discardProbed({ channel }: ProbedNode): void {
  channel.close()
}

/** Probes the node at one IP address. */
async function probeAt(
  context: ProbeContext,
  address: Address,
  askAdvertised: boolean,
  signal: AbortSignal,
): Promise<ProbedNode> {
  const { options, hooks } = context
  const channel = hooks.openChannel(address)
  const close = () => channel.close()
  signal.addEventListener('abort', close)
  try {
    const answers = await channel.request(handshakeCommands(options, askAdvertised), options.tendTimeout)
      .answer
    const handshake = readHandshake(answers, address, options, askAdvertised)
    return { ...handshake, address, via: address, channel }
  } catch (error) {
    close()
    throw explained(address, asError(error), options)
  } finally {
    signal.removeEventListener('abort', close)
  }
}

/** Errors that name a node already pass as they are. */
function explained(address: Address, error: Error, { usesTls }: ClusterOptions): Error {
  if (error instanceof SecurityError) error.node ??= formatAddress(address)
  if (usesTls !== true && error instanceof AerospikeError && error.code === 'CONNECTION_LOST') {
    const node = formatAddress(address)
    const hint = 'if the port speaks TLS, give the option tls; else look at the log of the node'
    return clientError('HANDSHAKE_FAILED', error.message, { cause: error, node, hint })
  }
  if (error instanceof AerospikeError && error.node !== undefined) return error
  const text = formatAddress(address)
  return clientError('CONNECT_FAILED', `${text}: ${error.message}`, { cause: error, node: text })
}

/** A node without peers may be one that the others have lost. */
export function standsAlone({ peers }: Handshake): boolean {
  return peers?.peers.length === 0
}

/**
 * Probes the node behind a seed, at the address the node itself advertises where the seed is a load balancer.
 * @throws ConnectionError `CONNECT_FAILED` with what failed at each address
 */
export async function probeSeed(
  context: ProbeContext,
  seed: Address,
  signal: AbortSignal,
): Promise<ProbedNode> {
  const { options } = context
  const addresses = await resolve(context, seed)
  const probed = await first(context, seed, addresses, signal, (address, ended) => {
    const askAdvertised = !options.forceSingleNode && !isLoopback(address.host)
    return probeAt(context, address, askAdvertised, ended)
  })
  return throughLoadBalancer(context, probed, signal)
}

/**
 * Probes a node that another node told of.
 * @param avoid address at which the node is known already
 */
export async function probePeer(
  context: ProbeContext,
  peer: Peer,
  avoid: Address | undefined,
  signal: AbortSignal,
): Promise<ProbedNode> {
  const { options } = context
  const advertised = peer.addresses.map((address) => mapAddress(address, options.ipMap))
  const { winner, errors } = await race(
    advertised,
    async (address, ended) => {
      const resolved = await resolve(context, address)
      const fresh = resolved.filter((ip) => avoid === undefined || !sameAddress(ip, avoid))
      return first(context, address, fresh, ended, (ip, lost) => probeExpected(context, ip, peer.id, lost))
    },
    { discard: discardProbed, signal },
  )
  if (winner === undefined) throw unreachablePeer(peer, advertised, errors)
  return winner
}

async function probeExpected(
  context: ProbeContext,
  address: Address,
  id: string,
  signal: AbortSignal,
): Promise<ProbedNode> {
  const probed = await probeAt(context, address, false, signal)
  if (probed.identity.id === id) return probed
  discardProbed(probed)
  throw clientError(
    'CONNECT_FAILED',
    `${formatAddress(address)} is node ${probed.identity.id}, where ${id} was expected`,
  )
}

const ADDRESS_HINT =
  'that is the address its server advertises: set access-address on the server, or use alternate-access-address there ' +
  'with useAlternateAccessAddress here, or ipMap'

/** A node that answers and is refused is at the right address. */
const REFUSED: ReadonlySet<string> = new Set(['HANDSHAKE_FAILED', 'SERVER_TOO_OLD'])

function unreachablePeer(peer: Peer, advertised: readonly Address[], errors: readonly Error[]): Error {
  const list = advertised.map(formatAddress).join(', ')
  const why = errors.map((error) => error.message).join('; ')
  const answers = errors.some((error) => error instanceof AerospikeError && REFUSED.has(error.code))
  return clientError('CONNECT_FAILED', `Node ${peer.id} cannot be reached at ${list} (${why})`, {
    errors,
    ...(answers ? {} : { hint: ADDRESS_HINT }),
  })
}

/**
 * Where the address in use is none of those the node advertises, the seed is probably a load balancer, which may lead to
 * another node next time: the node is then probed again at its own address. When that cannot be reached, the seed must do
 * (C client, as_lookup.c as_set_node_address).
 */
async function throughLoadBalancer(
  context: ProbeContext,
  probed: ProbedNode,
  signal: AbortSignal,
): Promise<ProbedNode> {
  const { options, onProblem } = context
  const own = probed.advertised.map((address) => mapAddress(address, options.ipMap))
  if (own.length === 0 || own.some(({ host }) => host === probed.address.host)) return probed
  const { winner, errors } = await race(
    own,
    async (address, ended) => {
      const ips = await resolve(context, address)
      if (ips.some(({ host }) => host === probed.address.host)) return probed
      return first(context, address, ips, ended, (ip, lost) =>
        probeExpected(context, ip, probed.identity.id, lost),
      )
    },
    { discard: (late) => late !== probed && discardProbed(late), signal },
  )
  if (winner === probed) return probed
  if (winner === undefined) {
    if (!signal.aborted) onProblem(unreachablePeer({ id: probed.identity.id, addresses: own }, own, errors))
    return probed
  }
  discardProbed(probed)
  return winner
}

function resolve({ options, hooks }: ProbeContext, address: Address): Promise<readonly Address[]> {
  const find = hooks.lookup?.bind(hooks) ?? systemLookup
  return resolveAddress(address, find, options.tendTimeout)
}

/** The first good node among the addresses of one name. */
async function first(
  { options }: ProbeContext,
  via: Address,
  addresses: readonly Address[],
  signal: AbortSignal,
  probe: (address: Address, signal: AbortSignal) => Promise<ProbedNode>,
): Promise<ProbedNode> {
  const isDoubtful = (probed: ProbedNode) => !options.forceSingleNode && standsAlone(probed)
  const { winner, errors } = await race(addresses, probe, { isDoubtful, discard: discardProbed, signal })
  if (winner !== undefined) return { ...winner, via }
  const [only] = errors
  if (only !== undefined && errors.length === 1) throw only
  throw clientError('CONNECT_FAILED', errors.map(({ message }) => message).join('; '), { errors })
}
