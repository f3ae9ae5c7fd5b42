import type { Address } from '../address.ts'

/** What a transport tells its owner. */
export interface TransportEvents {
  /** Bytes came: `chunk[0, length)`, lent for the call only. */
  data(chunk: Buffer, length: number): void
  /** The connection is gone, once; without an error when the other side closed it. */
  closed(error: Error | undefined): void
}

/** A stream of bytes to one node: TCP, or TLS. */
export interface Transport {
  /** Hands bytes to the kernel; `done` is called when the buffer is free again. */
  write(chunk: Buffer, done: () => void): void
  /** Stops reading, so that a slow consumer holds up the node instead of filling the memory. */
  pause(): void
  resume(): void
  /** Whether the process may end while this is open. */
  ref(): void
  unref(): void
  destroy(): void
}

/**
 * Opens a transport; rejects with a ConnectionError or TimeoutError, leaving nothing open. `handshakes` is called when a handshake of TLS
 * begins.
 */
export type Dial = (
  address: Address,
  events: TransportEvents,
  timeout: number,
  handshakes?: () => void,
) => Promise<Transport>
