import type { Node } from '../cluster/node.ts'
import { type AerospikeError, copyError, protocolError } from '../errors/index.ts'
import type { QueuedRequest } from '../net/wait-queue.ts'
import { ProtoType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import { asError } from './as-error.ts'
import { blame } from './retry.ts'

/** What an attempt is made for: a call. */
export interface AttemptOwner {
  encode(writer: Writer): void
  hold(): void
  holdFrame(frame: Buffer, start: number, end: number): void
  /** Reads a whole reply, lent for the call. Throws for a refusal. */
  decode(buffer: Buffer, start: number, end: number): unknown
  answered(attempt: Attempt, value: unknown): void
  failed(attempt: Attempt, error: AerospikeError): void
  /** The node has fallen silent. */
  silenced(attempt: Attempt): void
}

/**
 * One attempt of a call at one node: what stands in a connection's queue. Given up, it lets go of its call, so that a
 * placeholder keeps nothing in memory but itself.
 */
export class Attempt implements QueuedRequest {
  #call: AttemptOwner | undefined
  readonly node: Node
  sent = false
  coalesces: boolean

  constructor(call: AttemptOwner, node: Node, coalesces: boolean) {
    this.#call = call
    this.node = node
    this.coalesces = coalesces
  }

  get abandoned(): boolean {
    return this.#call === undefined
  }

  /** Lets go of the call; what still comes for the attempt is thrown away. */
  abandon(): void {
    this.#call = undefined
  }

  /** Gives the attempt up: besides, what has not left shall not leave. */
  giveUp(): void {
    if (!this.sent) this.node.connections.withdraw(this)
    this.abandon()
  }

  encode(writer: Writer): void {
    this.#call?.encode(writer)
  }

  hold(): void {
    this.#call?.hold()
  }

  holdFrame(frame: Buffer, start: number, end: number): void {
    this.coalesces = false
    this.#call?.holdFrame(frame, start, end)
  }

  frame(type: number, buffer: Buffer, start: number, end: number): boolean {
    // Whatever comes next on such a connection cannot be trusted either: it ends, and with it all that is on it.
    if (type !== ProtoType.message)
      throw protocolError(`The node answered a command with a frame of type ${type}`)
    const call = this.#call
    if (call === undefined) return true
    let value: unknown
    try {
      value = call.decode(buffer, start, end)
    } catch (error) {
      blame(this.node, error)
      call.failed(this, asError(error))
      return true
    }
    call.answered(this, value)
    return true
  }

  silenced(): void {
    this.#call?.silenced(this)
  }

  lost(error: Error): void {
    blame(this.node, error)
    // The other requests of the connection are told of the same error, and each has a key of its own.
    this.#call?.failed(this, copyError(asError(error)))
  }
}
