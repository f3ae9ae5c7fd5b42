import { formatAddress, type Address } from '../address.ts'
import { AerospikeError, clientError, type ClientErrorCode, SecurityError } from '../errors/index.ts'
import { isError } from '../kinds.ts'
import { discardProbed, standsAlone, probeSeed, type ProbedNode, type ProbeContext } from './probe.ts'
import { race } from './race.ts'
import { mapAddress, sameAddress } from './resolve.ts'

/**
 * Finds a first node. Seeds are tried in their order, without waiting for slow ones; a node with peers is preferred to one
 * that stands alone, since that one may have been lost by the others.
 * @throws ClusterError `CLUSTER_UNREACHABLE` with what failed at each address, `CLUSTER_NAME_MISMATCH`, `SERVER_TOO_OLD`;
 * SecurityError
 */
export async function findSeed(
  context: ProbeContext,
  seeds: readonly Address[],
  signal: AbortSignal,
): Promise<ProbedNode> {
  const { options } = context
  const candidates = unique(seeds.map((seed) => mapAddress(seed, options.ipMap)))
  const { winner, errors } = await race(candidates, (seed, ended) => probeSeed(context, seed, ended), {
    isDoubtful: (probed) => !options.forceSingleNode && standsAlone(probed),
    discard: discardProbed,
    signal,
  })
  if (winner === undefined) throw unreachable(candidates, errors)
  return winner
}

function unique(addresses: readonly Address[]): Address[] {
  return addresses.filter((one, index) => addresses.findIndex((other) => sameAddress(one, other)) === index)
}

/** Failures that say more than that nobody answered, as a refused user does, and what to do about them. */
const TELLING: ReadonlyMap<string, string | undefined> = new Map<ClientErrorCode, string | undefined>([
  ['CLUSTER_NAME_MISMATCH', 'clusterName is not the name of this cluster'],
  ['SERVER_TOO_OLD', undefined],
  ['TLS_FAILED', undefined],
])

function unreachable(seeds: readonly Address[], attempts: readonly Error[]): Error {
  const errors = attempts.flatMap(leaves)
  const why = errors.map((error) => error.message).join('; ')
  const telling = errors.flatMap(causes).find(isTelling)
  if (telling instanceof SecurityError) return telling
  if (telling !== undefined) {
    return clientError(telling.code as ClientErrorCode, why, { errors, hint: TELLING.get(telling.code) })
  }
  const list = seeds.map(formatAddress).join(', ')
  const detail = why === '' ? 'no answer in time' : why
  return clientError('CLUSTER_UNREACHABLE', `No node of the cluster answers at ${list} (${detail})`, {
    errors,
  })
}

function leaves(error: Error): readonly Error[] {
  return error instanceof AerospikeError && error.errors.length > 0 ? error.errors.flatMap(leaves) : [error]
}

function causes(error: Error): Error[] {
  return isError(error.cause) ? [error, ...causes(error.cause)] : [error]
}

function isTelling(error: Error): error is AerospikeError {
  if (!(error instanceof AerospikeError)) return false
  return error instanceof SecurityError || TELLING.has(error.code)
}
