import type { Writer } from '../wire/writer.ts'
import type { Request } from './request.ts'

/** A request that is under way. */
export interface PendingAnswer<T> {
  /** Rejects with ConnectionError, TimeoutError, ProtocolError, SecurityError. */
  readonly answer: Promise<T>
  /** Whether the bytes were handed to the kernel. */
  readonly sent: boolean
  /** Gives it up. */
  fail(error: Error): void
}

/** Any of them, as a channel sees it. */
export interface AnyChannelRequest extends Request {
  readonly answer: Promise<unknown>
  fail(error: Error): void
  /** Has the request sent again, on a connection with a new session; false when that cannot be. Set by the channel. */
  onSessionOver: (() => boolean) | undefined
}

/** A request that somebody waits for with a promise: info, and the security protocol. */
export abstract class ChannelRequest<T> implements AnyChannelRequest {
  sent = false
  abandoned = false
  readonly answer: Promise<T>
  onSessionOver: (() => boolean) | undefined
  protected resolve!: (answer: T) => void
  protected reject!: (error: Error) => void

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }

  abstract encode(writer: Writer): void
  abstract frame(type: number, buffer: Buffer, start: number, end: number): boolean

  lost(error: Error): void {
    this.reject(error)
  }

  fail(error: Error): void {
    this.abandoned = true
    this.reject(error)
  }
}
