import { type AerospikeError, clientError } from '../errors/index.ts'
import { Fifo } from './fifo.ts'
import type { Request } from './request.ts'

/** A command that may have to wait for room. */
export interface QueuedRequest extends Request {
  /** Keeps what it will send, since the caller may change its values after the call. Throws when it cannot be encoded. */
  hold(): void
  /** Keeps its frame, lent for the call, that did not leave with others; it goes by itself from now on. */
  holdFrame(frame: Buffer, start: number, end: number): void
}

/** The commands that wait for room on a node's connections, the oldest first, and no more than a limit. */
export class WaitQueue {
  readonly #max: number
  readonly #requests = new Fifo<QueuedRequest>()
  /** How many of those waiting were given up. */
  #givenUp = 0

  constructor(max: number) {
    this.#max = max
  }

  /** Those that were given up are among them. */
  get size(): number {
    return this.#requests.size
  }

  /** Whether any command waits that was not given up. */
  get isAwaited(): boolean {
    return this.#requests.size > this.#givenUp
  }

  /** Lets a command wait. Throws when it cannot be encoded, or when too many wait already (`QUEUE_FULL`). */
  add(request: QueuedRequest): void {
    if (this.#requests.size >= this.#max && this.#givenUp > this.#requests.size >> 3) this.#purge()
    if (this.#requests.size >= this.#max) throw queueFull(this.#requests.size)
    request.hold()
    this.#requests.push(request)
  }

  /** Lets a command wait that was let in already, and keeps what it sends. */
  readmit(request: QueuedRequest): void {
    this.#requests.push(request)
  }

  /** Those that were given up must not keep others from waiting. Not done for a few, since it looks at all. */
  #purge(): void {
    for (const request of this.drain()) this.#requests.push(request)
  }

  peek(): QueuedRequest | undefined {
    return this.#requests.peek()
  }

  shift(): QueuedRequest | undefined {
    const request = this.#requests.shift()
    if (this.#requests.size === 0) this.#givenUp = 0
    return request
  }

  /** One of them was given up. */
  gaveUp(): void {
    this.#givenUp++
  }

  entries(): readonly QueuedRequest[] {
    return this.#requests.entries()
  }

  /** Takes all out; returns those that were not given up. */
  drain(): QueuedRequest[] {
    this.#givenUp = 0
    return this.#requests.drain().filter((request) => !request.abandoned)
  }
}

/** For commands and for leases alike. */
export function queueFull(waiting: number): AerospikeError {
  return clientError('QUEUE_FULL', `${waiting} commands wait for this node already`, {
    hint: 'await some of them before starting more, or raise maxQueue',
  })
}
