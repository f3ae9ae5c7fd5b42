import type { Key } from './key.ts'
import type { Value } from './values.ts'

/** Bins by name. */
export type Bins = { [bin: string]: Value }

/** A record as it was read. */
export interface Record<B = Bins> {
  readonly key: Key
  readonly bins: B
  /** Counts the record's changes; give it back as `generation` to write only if nobody else did meanwhile. */
  readonly generation: number
  /** Seconds until the record expires; -1 when it never does. */
  readonly ttl: number
}
