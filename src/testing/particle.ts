/** A bin's value as the memory server keeps it: the wire's type and bytes, undecoded, so that what was written comes back unchanged. */
export interface Particle {
  readonly type: number
  readonly data: Buffer
}

/** What one operation did to a bin. */
export interface OpOutcome {
  /** The server's result code; 0 when the operation succeeded. Anything else leaves the bin as it was. */
  readonly code: number
  /** The bin's new value; `null` removes the bin; absent when the operation changed nothing. */
  readonly bin?: Particle | null
  /** What the operation answers; absent when it answers nothing. */
  readonly result?: Particle
}
