import { BlockList, isIP } from 'node:net'

/** Addresses and networks that users may connect from; undefined when one of them is neither. */
export function parseNetworks(entries: readonly string[]): BlockList | undefined {
  const list = new BlockList()
  for (const entry of entries) if (!add(list, entry)) return undefined
  return list
}

function add(list: BlockList, entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/')
  const family = familyOf(address)
  if (family === undefined || rest.length > 0) return false
  if (prefix === undefined) {
    list.addAddress(address, family)
    return true
  }
  const bits = Number(prefix)
  if (!/^\d{1,3}$/.test(prefix) || bits > (family === 'ipv4' ? 32 : 128)) return false
  list.addSubnet(address, bits, family)
  return true
}

export function isWithin(entries: readonly string[], peer: string): boolean {
  const family = familyOf(peer)
  return family !== undefined && parseNetworks(entries)?.check(peer, family) === true
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6'
}
