import { InfoRecords } from '../wire/info-records.ts'

const RACKS = new InfoRecords(
  [
    { key: 'namespace', lead: '', name: { max: 31, not: ';' } },
    { key: 'rack', lead: ':', value: '\\d+' },
  ],
  '(?:;|$)',
)

/**
 * Reads `rack-ids`: `namespace:rack;namespace:rack`, the racks of the node that answers. Only the enterprise edition knows
 * the command.
 * @throws ProtocolError
 */
export function parseRackIds(text: string): Map<string, number> {
  const racks = new Map<string, number>()
  for (const { values } of RACKS.readAll(text)) {
    racks.set(values.get('namespace') ?? '', Number(values.get('rack')))
  }
  return racks
}

/** True when both say the same. */
export function sameRacks(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  if (a.size !== b.size) return false
  for (const [namespace, rack] of a) if (b.get(namespace) !== rack) return false
  return true
}
