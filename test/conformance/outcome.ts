import { AerospikeError, type OperateResult, type Record, type RecordMetadata } from '../../src/index.ts'
import { binsToTagged, type Json, toTagged } from './tagged.ts'

// What calls of a client answered, as recordings hold it.

export type JsonObject = { readonly [key: string]: Json }

export function failureOf({ code, resultCode, operationIndex }: AerospikeError): JsonObject {
  return {
    error: code,
    ...(resultCode === undefined ? {} : { resultCode }),
    ...(operationIndex === undefined ? {} : { operationIndex }),
  }
}

export function isFailure(outcome: Json): outcome is JsonObject {
  return typeof outcome === 'object' && outcome !== null && 'error' in outcome
}

export function metadataOf({ generation, ttl }: RecordMetadata): JsonObject {
  return { generation, ttl: ttlOf(ttl) }
}

export function recordOf(record: Record): JsonObject {
  return { bins: binsToTagged(record.bins), ...metadataOf(record) }
}

export function resultsOf(result: OperateResult): JsonObject {
  const tagged = result.results.map((each) => (isBins(each) ? binsToTagged(each) : toTagged(each)))
  return { results: tagged, ...metadataOf(result) }
}

/** The answer of a read of all bins is the only plain object. */
function isBins(result: unknown): result is { readonly [name: string]: unknown } {
  return typeof result === 'object' && result !== null && Object.getPrototypeOf(result) === Object.prototype
}

/** Time goes on while a scenario is played: scenarios take ttls that are hundreds of seconds. */
function ttlOf(seconds: number): Json {
  return seconds === -1 ? 'never' : Math.round(seconds / 100) * 100
}
