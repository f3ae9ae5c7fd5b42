import { asError } from '../execute/as-error.ts'
import type { Scope } from '../execute/scope.ts'
import { type FrameReceiver, StreamRequest, type Yielding } from '../execute/stream-request.ts'
import type { AerospikeError } from '../errors/index.ts'
import type { Writer } from '../wire/writer.ts'
import { endsAnswer } from './frame-reader.ts'
import type { Assignment } from './tracker.ts'

/** Whom a stream works for. */
export interface StreamOwner {
  readonly purpose: 'query' | 'aggregation'
  /** Whether partitions that a node does not answer for are asked for of another one. */
  readonly mayMove: boolean
  encode(writer: Writer, assignment: Assignment): void
  /** Frames came, or the answer ended. */
  arrived(stream: NodeStream): void
}

/** The answer of one node to one request of a query: frames as they came, not yet decoded. */
export class NodeStream implements FrameReceiver {
  readonly assignment: Assignment
  /** Records read. */
  received = 0
  /** Partitions the node could not serve. */
  readonly unavailable: Set<number>
  /** Why the answer ended before its end. */
  failure: AerospikeError | undefined
  /** Nothing more comes from the node. */
  ended = false
  /** The connection was given to others: what is missing has to be asked for by another stream. */
  left = false
  readonly #owner: StreamOwner
  #request: StreamRequest | undefined

  /** @param unavailable partitions that the node could not serve in a stream that this one goes on from */
  constructor(assignment: Assignment, owner: StreamOwner, unavailable = new Set<number>()) {
    this.assignment = assignment
    this.unavailable = unavailable
    this.#owner = owner
  }

  get purpose(): 'query' | 'aggregation' {
    return this.#owner.purpose
  }

  /** Partitions go on behind the last record that was read. Of a function's answers nobody knows what they stand for. */
  get yielding(): Yielding {
    return this.#owner.purpose === 'query' ? 'resume' : 'drain'
  }

  /** It is paused for its consumer alone. */
  get heldUp(): boolean {
    return true
  }

  get mayMove(): boolean {
    return this.#owner.mayMove
  }

  /** Why it waits for a connection; undefined when it does not wait behind others. */
  get busy(): AerospikeError | undefined {
    return this.ended ? undefined : this.#request?.busy
  }

  start(scope: Scope, socketTimeout: number): void {
    const request = new StreamRequest(scope, this.assignment.node, this, socketTimeout)
    this.#request = request
    request.done.then(
      () => {
        this.#end(undefined)
      },
      (error: unknown) => {
        this.left = request.left
        this.#end(request.left ? undefined : asError(error))
      },
    )
  }

  #end(failure: AerospikeError | undefined): void {
    this.ended = true
    this.failure ??= failure
    this.#owner.arrived(this)
  }

  encode(writer: Writer): void {
    this.#owner.encode(writer, this.assignment)
  }

  frame(buffer: Buffer, start: number, end: number): boolean {
    const isLast = endsAnswer(buffer, start, end)
    this.#request?.keep(buffer, start, end)
    this.#owner.arrived(this)
    return isLast
  }

  /** The next frame, in the order they came. */
  take(): Buffer | undefined {
    return this.#request?.take()
  }

  get hasFrames(): boolean {
    return this.#request?.hasFrames === true
  }

  /** Whether some of the partitions have to be asked for again. */
  get failed(): boolean {
    return this.failure !== undefined || this.unavailable.size > 0
  }

  /** Whether nothing is left to be read and nothing more comes. */
  get over(): boolean {
    return this.ended && !this.hasFrames
  }

  /** Gives the rest up: the connection is ended when it still owes something. */
  cancel(error: AerospikeError): void {
    this.#request?.drop()
    this.#request?.cancel(error)
  }
}
