import { protocolError, serverError } from '../errors/index.ts'
import { readAdminCode } from '../wire/admin-reply.ts'
import { ProtoType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import { ChannelRequest } from './channel-request.ts'
import { isSessionCode } from './session-over.ts'

/** Reads one frame of an answer, lent for the call: a result code, 0 when all is well so far; `undefined` at the end of it. */
export type AdminReader = (buffer: Buffer, start: number, end: number) => number | undefined

/** Reads an answer that is a result code and nothing else. */
export const readNothing: AdminReader = (buffer, start, end) => readAdminCode(buffer, start, end) || undefined

/**
 * One request of the security protocol and its answer. Its frame may hold passwords: it is wiped when the answer is known, and so is
 * the buffer it left in.
 */
export class AdminRequest extends ChannelRequest<void> {
  readonly #frame: Buffer
  readonly #read: AdminReader

  constructor(frame: Buffer, read: AdminReader) {
    super()
    this.#frame = frame
    this.#read = read
    const wipe = (): void => void frame.fill(0)
    this.answer.then(wipe, wipe)
  }

  encode(writer: Writer): void {
    writer.isSecret = true
    writer.bytes(this.#frame)
  }

  frame(type: number, buffer: Buffer, start: number, end: number): boolean {
    if (type !== ProtoType.security) {
      this.reject(protocolError(`The node answered a security request with a frame of type ${type}`))
      return true
    }
    let code: number | undefined
    try {
      code = this.#read(buffer, start, end)
    } catch (error) {
      this.reject(error as Error)
      return true
    }
    if (code === 0) return false
    if (code === undefined) this.resolve()
    else if (!isSessionCode(code) || this.onSessionOver?.() !== true) this.reject(serverError(code))
    return true
  }
}
