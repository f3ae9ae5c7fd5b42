import type { Particle } from '../particle.ts'

/** One bin of a record. The name is its bytes, one character each: a server does not care which encoding they are in. */
export interface Bin {
  readonly name: string
  readonly value: Particle
}

/** A record as the server keeps it. It never changes: a write puts another in its place, so that whoever still holds the old one may go on. */
export interface StoredRecord {
  /** The 20 bytes of the digest, one character each. */
  readonly id: string
  readonly partition: number
  /** Empty for none. */
  readonly set: string
  /** 1 to 65535, then 1 again. */
  readonly generation: number
  /** When it expires, in seconds since the server's epoch; 0 for never. */
  readonly voidTime: number
  /** Milliseconds since 1970 of the last write. */
  readonly updated: number
  /** The user key as it was sent: particle type and value. */
  readonly key: Buffer | undefined
  readonly bins: readonly Bin[]
}

/** A record that is being written. */
export type RecordDraft = { -readonly [K in keyof StoredRecord]: StoredRecord[K] }

export function findBin(bins: readonly Bin[], name: string): Bin | undefined {
  for (const bin of bins) if (bin.name === name) return bin
  return undefined
}
