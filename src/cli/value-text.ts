import type { ForeignBlob, GeoJSON, HyperLogLog, MsgpackExtension } from '../index.ts'
import { isBytes, isMap, kindOf } from '../kinds.ts'
import { escapeText, quote } from './escape.ts'

/** A value for people, on one line: text in quotes, so that `"42"` is not 42; the rest as the Aerospike Expression Language has it. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (isBytes(value)) return hex(value)
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  if (isMap(value)) return mapText([...value])
  switch (kindOf(value)) {
    case 'GeoJSON':
      return `geoJson(${escapeText((value as GeoJSON).toString())})`
    case 'HyperLogLog':
      return `hll(${hex((value as HyperLogLog).bytes)})`
    case 'ForeignBlob':
      return `blob(${(value as ForeignBlob).particleType}, ${hex((value as ForeignBlob).bytes)})`
    case 'MsgpackExtension':
      return `extension(${(value as MsgpackExtension).type}, ${hex((value as MsgpackExtension).data)})`
    default:
      return mapText(Object.entries(value))
  }
}

const hex = (bytes: Uint8Array): string => `x'${Buffer.from(bytes).toString('hex')}'`

function mapText(entries: readonly (readonly [unknown, unknown])[]): string {
  return `{${entries.map(([key, item]) => `${valueText(key)}: ${valueText(item)}`).join(', ')}}`
}

/** What kind of value it is, in the server's words. */
export function typeText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'bigint':
      return 'integer'
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'double'
    case 'boolean':
      return 'boolean'
    default:
      return value === null ? 'nil' : objectType(value as object)
  }
}

function objectType(value: object): string {
  if (isBytes(value)) return 'blob'
  if (Array.isArray(value)) return 'list'
  switch (kindOf(value)) {
    case 'GeoJSON':
      return 'geojson'
    case 'HyperLogLog':
      return 'hll'
    case 'ForeignBlob':
      return 'blob'
    case 'MsgpackExtension':
      return 'extension'
    default:
      return 'map'
  }
}
