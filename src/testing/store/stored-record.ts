import type { Particle } from '../particle.ts'

/** One bin of a record. The name is its bytes, one character each: a server does not care which encoding they are in. */
export interface Bin {
  readonly name: string
  readonly value: Particle
}

/** A record as the server keeps it. Bins are replaced as a whole, so that whoever still holds the old ones may go on. */
export interface StoredRecord {
  /** The 20 bytes of the digest, one character each. */
  readonly id: string
  readonly partition: number
  /** Empty for none. */
  readonly set: string
  /** 1 to 65535, then 1 again. */
  generation: number
  /** When it expires, in seconds since the server's epoch; 0 for never. */
  voidTime: number
  /** Milliseconds since 1970 of the last write. */
  updated: number
  /** The user key as it was sent: particle type and value. */
  key: Buffer | undefined
  bins: readonly Bin[]
}

export function findBin(bins: readonly Bin[], name: string): Bin | undefined {
  for (const bin of bins) if (bin.name === name) return bin
  return undefined
}
