import { protocolError, serverError } from '../errors/index.ts'
import { decodeInfo, encodeInfo, wholeRefusal } from '../wire/info.ts'
import { ProtoType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import { ChannelRequest } from './channel-request.ts'
import { isSessionCode } from './session-over.ts'

/** One info request and its answer. */
export class InfoRequest extends ChannelRequest<ReadonlyMap<string, string>> {
  readonly #commands: readonly string[]

  constructor(commands: readonly string[]) {
    super()
    this.#commands = commands
  }

  encode(writer: Writer): void {
    writer.bytes(encodeInfo(this.#commands))
  }

  frame(type: number, buffer: Buffer, start: number, end: number): boolean {
    if (type !== ProtoType.info) {
      this.reject(protocolError(`The node answered an info request with a frame of type ${type}`))
      return true
    }
    const refusal = wholeRefusal(buffer, start, end)
    if (refusal === undefined) this.resolve(decodeInfo(buffer, start, end, this.#commands))
    else if (!isSessionCode(refusal) || this.onSessionOver?.() !== true) this.reject(serverError(refusal))
    return true
  }
}
