import { isIP } from 'node:net'
import { clientError } from '../errors/index.ts'
import type { Address } from '../address.ts'
import { isError } from '../kinds.ts'
import { checkNetwork } from '../network-gate.ts'
import { inTime } from '../net/in-time.ts'
import type { ClusterOptions } from './options.ts'

/** Names to IP addresses. */
export type Lookup = (host: string) => Promise<readonly string[]>

/** The system's resolver, all addresses in its own order. */
export const systemLookup: Lookup = async (host) => {
  const { lookup } = await import('node:dns/promises')
  const found = await lookup(host, { all: true, order: 'verbatim' })
  return found.map(({ address }) => address)
}

/**
 * The addresses to dial for one name. IPv6 and IPv4 alternate, so that a family without a route costs one attempt at a time.
 * The name asked for stays known: a certificate may be for it.
 * @throws ConnectionError `CONNECT_FAILED`
 */
export async function resolveAddress(
  address: Address,
  find: Lookup,
  timeout: number,
): Promise<readonly Address[]> {
  const { host } = address
  if (isIP(host) !== 0) return [address]
  checkNetwork(address)
  const late = () => clientError('TIMEOUT', `no answer within ${timeout} ms`)
  const ips = await inTime(find(host), timeout, late).catch((cause: unknown) => {
    const why = isError(cause) ? cause.message : String(cause)
    throw clientError('CONNECT_FAILED', `The name ${host} cannot be resolved: ${why}`, { cause })
  })
  if (ips.length === 0) throw clientError('CONNECT_FAILED', `The name ${host} has no address`)
  return alternate(ips).map((ip) => ({ ...address, host: ip, name: host }))
}

function alternate(ips: readonly string[]): readonly string[] {
  const first = isIP(ips[0] ?? '')
  const own = ips.filter((ip) => isIP(ip) === first)
  const other = ips.filter((ip) => isIP(ip) !== first)
  const mixed: string[] = []
  for (let i = 0; i < Math.max(own.length, other.length); i++) {
    mixed.push(...own.slice(i, i + 1), ...other.slice(i, i + 1))
  }
  return mixed
}

/** True for 127.0.0.0/8 and ::1, which are never a load balancer. */
export function isLoopback(ip: string): boolean {
  return ip === '::1' || ip.startsWith('127.') || ip.startsWith('::ffff:127.')
}

/** The address to use instead of an advertised one. */
export function mapAddress(address: Address, ipMap: ClusterOptions['ipMap']): Address {
  const host = Object.hasOwn(ipMap, address.host) ? ipMap[address.host] : undefined
  return host === undefined ? address : { ...address, host }
}

/** True when both point to the same place. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && a.host === b.host
}
