import { protocolError } from '../errors/index.ts'

/**
 * Reads `rack-ids`: `namespace:rack;namespace:rack`, the racks of the node that answers. Only the enterprise edition knows
 * the command.
 * @throws ProtocolError
 */
export function parseRackIds(text: string): Map<string, number> {
  const racks = new Map<string, number>()
  for (const part of text.split(';')) {
    if (part === '') continue
    const match = /^([^:]+):(\d+)$/.exec(part)
    if (match === null) throw protocolError(`${JSON.stringify(part)} is no rack of a namespace`)
    racks.set(match[1] ?? '', Number(match[2]))
  }
  return racks
}

/** True when both say the same. */
export function sameRacks(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  if (a.size !== b.size) return false
  for (const [namespace, rack] of a) if (b.get(namespace) !== rack) return false
  return true
}
