/** All connections to one node. */
export interface Lanes {
  /** Ends every connection: what is in flight fails or is retried elsewhere. */
  close(): void
}
