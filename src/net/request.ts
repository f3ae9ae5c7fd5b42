import type { Writer } from '../wire/writer.ts'

/**
 * What travels on a connection: something that can be written, and that takes the frames of its answer. A request that was
 * given up stays in its connection's queue as a placeholder until its answer has come and been thrown away, so that no
 * answer ever reaches another request.
 */
export interface Request {
  /** Whether the bytes were handed to the kernel. Set by the connection. */
  sent: boolean
  /** Given up: the answer, when it comes, is for nobody. */
  readonly abandoned: boolean
  /** Whether it may be a row of a batch with others of its turn. Left out: no. */
  readonly coalesces?: boolean
  /** Appends the request's frame. Called once per attempt, in the turn in which the attempt is made. */
  encode(writer: Writer): void
  /**
   * Takes one frame; true when the answer is complete. What is wrong with the answer alone belongs to the
   * request; it throws only when the connection cannot be trusted any more.
   * @param isOwn whether the buffer is the frame's own, and not only lent for the call. Left out: no.
   * @param together how many commands shared the request that is answered. Left out: it went by itself.
   */
  frame(type: number, buffer: Buffer, start: number, end: number, isOwn?: boolean, together?: number): boolean
  /** The node has fallen silent: what can be had elsewhere need not wait for it. */
  silenced?(): void
  /** The connection broke before the answer was complete. `sent` says whether the request may have arrived. */
  lost(error: Error): void
}
