import { isBytes, isMap, kindOf } from '../kinds.ts'
import type { Record as AerospikeRecord } from '../record.ts'
import type { ForeignBlob, GeoJSON, HyperLogLog, MsgpackExtension } from '../values.ts'

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * A value for programs, from which it can be had back. What JSON does not have is an object with one key that begins with `$`: integers
 * beyond ±(2^53 - 1), doubles that are no numbers, bytes (in base64), GeoJSON, sketches, and maps that are no objects.
 */
export function valueJson(value: unknown): Json {
  switch (typeof value) {
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : { $integer: String(value) }
    case 'number':
      return Number.isFinite(value) ? value : { $double: String(value) }
    case 'string':
    case 'boolean':
      return value
    default:
      return value === null || value === undefined ? null : objectJson(value)
  }
}

function objectJson(value: object): Json {
  if (isBytes(value)) return { $bytes: base64(value) }
  if (Array.isArray(value)) return value.map(valueJson)
  if (isMap(value)) return pairsJson([...value])
  switch (kindOf(value)) {
    case 'GeoJSON':
      return { $geojson: (value as GeoJSON).toString() }
    case 'HyperLogLog':
      return { $hll: base64((value as HyperLogLog).bytes) }
    case 'ForeignBlob':
      return { $blob: [(value as ForeignBlob).particleType, base64((value as ForeignBlob).bytes)] }
    case 'MsgpackExtension':
      return { $extension: [(value as MsgpackExtension).type, base64((value as MsgpackExtension).data)] }
    default:
      return mapJson(Object.entries(value))
  }
}

/** A map whose keys are all text is an object, unless it could be taken for one of the forms above. */
function mapJson(entries: readonly (readonly [string, unknown])[]): Json {
  if (entries.length === 1 && entries[0]?.[0].startsWith('$') === true) return pairsJson(entries)
  return Object.fromEntries(entries.map(([key, item]) => [key, valueJson(item)]))
}

function pairsJson(entries: readonly (readonly [unknown, unknown])[]): Json {
  return { $map: entries.map(([key, item]) => [valueJson(key), valueJson(item)]) }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** A record for programs. The user's key is null where it is not known, as it is for most records that a query finds. */
export function recordJson({ key, bins, generation, ttl }: AerospikeRecord): Json {
  return {
    namespace: key.namespace,
    set: key.set,
    key: key.userKey === undefined ? null : valueJson(key.userKey),
    digest: key.digest.toString('hex'),
    generation,
    ttl,
    bins: Object.fromEntries(Object.entries(bins).map(([name, value]) => [name, valueJson(value)])),
  }
}
