import type { AerospikeError } from '../errors/index.ts'
import type { Scope } from '../execute/scope.ts'
import { NodeStream, type StreamOwner } from './node-stream.ts'
import type { Assignment } from './tracker.ts'

/** How streams are run. */
export interface StreamLimits {
  /** Most streams at a time; 0 for all at once. */
  readonly concurrency: number
  /** Longest silence of a node in ms; 0 for no limit. */
  readonly socketTimeout: number
}

/** Streams from several nodes: so many at a time, and read from each in turn. */
export class NodeStreams {
  readonly #scope: Scope
  readonly #owner: StreamOwner
  readonly #limits: StreamLimits
  /** Those before `#next` have been started. */
  readonly #streams: NodeStream[]
  #next = 0
  #running = 0
  #turn = 0
  #isOpen = true

  constructor(scope: Scope, owner: StreamOwner, limits: StreamLimits, assignments: readonly Assignment[]) {
    this.#scope = scope
    this.#owner = owner
    this.#limits = limits
    this.#streams = assignments.map((assignment) => new NodeStream(assignment, owner))
  }

  get all(): readonly NodeStream[] {
    return this.#streams
  }

  /** Starts as many as may run. */
  start(): void {
    const { concurrency, socketTimeout } = this.#limits
    const most = concurrency === 0 ? Infinity : concurrency
    while (this.#isOpen && this.#running < most && this.#next < this.#streams.length) {
      // It is there: its number is below the length.
      const stream = this.#streams[this.#next++] as NodeStream
      this.#running++
      stream.start(this.#scope, socketTimeout)
    }
  }

  /** A stream has ended: another one may start. */
  ended(): void {
    this.#running--
    this.start()
  }

  /** A stream that has a frame or has to be replaced, from each node in turn; undefined when there is none now. */
  nextReady(): NodeStream | undefined {
    const streams = this.#streams
    for (let i = 0; i < streams.length; i++) {
      this.#turn = (this.#turn + 1) % streams.length
      const stream = streams[this.#turn] as NodeStream
      if (stream.hasFrames || stream.left) return stream
    }
    return undefined
  }

  /**
   * A stream gave its connection up, and all that came is read. What is missing stands behind the streams that were not started
   * yet.
   * @param rest undefined when nothing is missing
   */
  replace(stream: NodeStream, rest: Assignment | undefined): void {
    stream.left = false
    if (rest === undefined) return
    this.#streams.splice(this.#streams.indexOf(stream), 1)
    this.#streams.push(new NodeStream(rest, this.#owner, stream.unavailable))
    this.#next--
    this.start()
  }

  /** Whether a stream has a frame, or has to be replaced. */
  get isReady(): boolean {
    return this.#streams.some((stream) => stream.hasFrames || stream.left)
  }

  /** Whether all have been read to their end. */
  get over(): boolean {
    return this.#next === this.#streams.length && this.#streams.every((stream) => stream.over && !stream.left)
  }

  /** Why one of them waits for a connection; undefined when none waits behind others. */
  get busy(): AerospikeError | undefined {
    for (const stream of this.#streams) {
      const { busy } = stream
      if (busy !== undefined) return busy
    }
    return undefined
  }

  /** Why one of them ended before its end. */
  get failure(): AerospikeError | undefined {
    return this.#streams.find(({ failure }) => failure !== undefined)?.failure
  }

  cancel(error: AerospikeError): void {
    this.close()
    for (const stream of this.#streams) stream.cancel(error)
  }

  /** Starts no more. */
  close(): void {
    this.#isOpen = false
  }
}
