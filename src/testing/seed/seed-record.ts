import type { Json } from '../../json/value-json.ts'

/**
 * A record to begin with, as JSON: what `aerospike-ts get` and `query` print with `--json`. Values that JSON does not have are
 * `{"$integer": "9007199254740993"}`, `{"$double": 2}`, `{"$bytes": "base64"}`, `{"$geojson": "text"}`, `{"$hll": "base64"}`,
 * `{"$map": [[key, value]]}`, `{"$blob": [type, "base64"]}` and `{"$extension": [type, "base64"]}`.
 */
export interface SeedRecord {
  readonly namespace: string
  /** Default: none. */
  readonly set?: string | null | undefined
  /** Text, a whole number, `{"$integer": "…"}` or `{"$bytes": "…"}`; null where only the digest is known. */
  readonly key?: Json | undefined
  /** 40 hexadecimal digits, in place of the key. */
  readonly digest?: string | undefined
  readonly bins: { readonly [bin: string]: Json }
  /** Seconds to live; 0: as the namespace says; -1: for ever. Default: 0. */
  readonly ttl?: number | undefined
  /** From 1 to 65535. Default: 1. */
  readonly generation?: number | undefined
  /** Keep the key with the record, so that a query finds it with its key. Default: false. */
  readonly sendKey?: boolean | undefined
}
