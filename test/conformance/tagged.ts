import { createHash } from 'node:crypto'
import { Double, ForeignBlob, GeoJSON, HyperLogLog, MsgpackExtension } from '../../src/index.ts'

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Longer text and bytes are recorded by their length and digest. */
const LONG = 400

function digestOf(bytes: Uint8Array): Json {
  return [bytes.length, createHash('sha256').update(bytes).digest('hex').slice(0, 16)]
}

/**
 * A value as a client gives it with `integers: 'bigint'` and `maps: 'map'`, so that nothing of its type is lost: JSON's own
 * numbers are integers, and what JSON does not know has a tag. A map keeps the order of its entries.
 */
export function toTagged(value: unknown): Json {
  switch (typeof value) {
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : { $integer: String(value) }
    case 'number':
      return { $double: Object.is(value, -0) ? '-0' : String(value) }
    case 'string':
      return value.length > LONG ? { $text: digestOf(Buffer.from(value)) } : value
    case 'boolean':
      return value
    default:
      return value === null ? null : objectToTagged(value)
  }
}

function objectToTagged(value: unknown): Json {
  if (Array.isArray(value)) return value.map(toTagged)
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [toTagged(key), toTagged(item)]) }
  if (value instanceof Double) return toTagged(value.value)
  if (value instanceof GeoJSON) return { $geo: value.toString() }
  if (value instanceof HyperLogLog) return { $hll: value.bytes.toString('base64') }
  if (value instanceof Uint8Array) {
    return { $bytes: value.length > LONG ? digestOf(value) : Buffer.from(value).toString('hex') }
  }
  if (value instanceof ForeignBlob) return { $blob: [value.particleType, value.bytes.toString('hex')] }
  if (value instanceof MsgpackExtension) return { $extension: [value.type, value.data.toString('hex')] }
  throw new TypeError(`No tag for ${String(value)}`)
}

/** Bins by name, in the order of their names: a record's order of bins is the server's own affair. */
export function binsToTagged(bins: { readonly [name: string]: unknown }): Json {
  const names = Object.keys(bins).sort()
  return Object.fromEntries(names.map((name) => [name, toTagged(bins[name])]))
}
