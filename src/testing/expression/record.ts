import type { Particle } from '../particle.ts'

/** What an expression may ask about a record. */
export interface ExpressionRecord {
  /** A bin's value; `undefined` when the record has no such bin. */
  bin(name: string): Particle | undefined
  /** 20 bytes. */
  readonly digest: Buffer
  /** Empty when the record is in no set. */
  readonly setName: string
  /** The user key stored with the record: an integer, string or blob. */
  readonly key: Particle | undefined
  /** Milliseconds since 1970, to be compared with the next three. */
  readonly now: number
  /** Milliseconds since 1970. */
  readonly lastUpdate: number
  /** Seconds since 1970; 0 when the record never expires. */
  readonly voidTime: number
  /** Bytes the record takes in storage. */
  readonly recordSize: number
  readonly isTombstone: boolean
}
