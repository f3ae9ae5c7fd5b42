import { chooseNode, explainNoNode } from '../cluster/choose.ts'
import type { Node } from '../cluster/node.ts'
import { type AerospikeError, clientError, serverError } from '../errors/index.ts'
import { asError } from '../execute/as-error.ts'
import { isAboutIndex, isAboutThreads, judge, mayPass } from '../execute/retry.ts'
import { Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import type { Record } from '../record.ts'
import type { Writer } from '../wire/writer.ts'
import type { Density } from './density.ts'
import { encodeQuery } from './encode.ts'
import { FrameReader, Step } from './frame-reader.ts'
import { NodeStream, type StreamHost } from './node-stream.ts'
import { sliceEnd } from '../execute/pace.ts'
import { newQueryId, type QueryPlan } from './plan.ts'
import { type Assignment, PartitionState, PartitionTracker, spreadLimit } from './tracker.ts'

/** What {@link QueryRun.pull} gives besides records. */
export const WAIT = Symbol('wait')
export const END = Symbol('end')

/** Records read between two looks at the clock. */
const STRIDE = 32

/** Errors of earlier tries that are kept for the last one. */
const ERRORS_KEPT = 32

/** How partitions are taken in hand. */
export interface RunShape {
  /** Most records; 0 for all. */
  readonly limit: number
  /** Takes the partitions in their order, about as many at a time as hold the records wanted; all at once when left out. */
  readonly density?: Density | undefined
}

/**
 * One run of a query. Asks every node for its partitions at once and hands the records out one at a time, on demand. What a
 * node could not serve is asked for in another round, behind the last record handed out. Ends only when every partition is
 * done, the limit is reached, or with an error.
 */
export class QueryRun implements StreamHost {
  readonly purpose = 'query'
  readonly #session: Session
  readonly #plan: QueryPlan
  readonly #tracker: PartitionTracker
  readonly #reader: FrameReader
  readonly #shape: RunShape
  /** Another one for each round: a node may not have put the last one away yet, and refuses a number it knows. */
  #queryId = 0n
  /** A stream of this round gave its connection up. */
  #goesOn = false
  /** Streams of this round; those before `#next` have been started. */
  #streams: NodeStream[] = []
  #next = 0
  #running = 0
  #current: NodeStream | undefined
  #turn = 0
  #delivered = 0
  #deliveredBefore = 0
  #begunBefore = 0
  /** Partitions asked for in this round. */
  #asked = 0
  #failedTries = 0
  /** Whether any node answered to the end. */
  #served = false
  readonly #errors: AerospikeError[] = []
  #orphans: number[] = []
  #steps = 0
  #state: 'new' | 'starting' | 'running' | 'pausing' | 'over' = 'new'
  #failure: AerospikeError | undefined
  #wake: (() => void) | undefined
  #scope: Scope | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(session: Session, plan: QueryPlan, tracker: PartitionTracker, shape: RunShape) {
    this.#session = session
    this.#plan = plan
    this.#tracker = tracker
    this.#shape = shape
    this.#reader = new FrameReader(plan, tracker)
  }

  /** Records handed out. */
  get delivered(): number {
    return this.#delivered
  }

  /**
   * The next record if it is there already, WAIT when {@link wait} tells when to ask again, END after the last.
   * @throws AerospikeError once, when the query cannot go on
   */
  pull(): Record | typeof WAIT | typeof END {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#state === 'over') return END
    if (this.#state === 'new') this.#start()
    if (++this.#steps % STRIDE === 0 && performance.now() > sliceEnd()) {
      this.#steps--
      return WAIT
    }
    try {
      return this.#step()
    } catch (error) {
      throw this.cancel(asError(error))
    }
  }

  #start(): void {
    try {
      this.#begin()
    } catch (error) {
      throw this.cancel(asError(error))
    }
  }

  #step(): Record | typeof WAIT | typeof END {
    for (;;) {
      const stream = this.#current
      if (stream === undefined) {
        if (!this.#takeFrame()) return this.#state === 'over' ? END : WAIT
        continue
      }
      const step = this.#reader.next()
      if (step === Step.record) {
        stream.received++
        // There is one: the step says so.
        const record = this.#reader.record as Record
        if (this.#tracker.seen?.add(record.key.partitionId, record.key.digest) === false) continue
        this.#delivered++
        if (this.#delivered === this.#shape.limit) this.#stop()
        return record
      }
      if (step === Step.skipped) stream.received++
      else if (step === Step.empty || step === Step.last) this.#current = undefined
      else if (step === Step.unavailable) this.#unavailable(stream)
      else this.#refused(stream)
    }
  }

  /** Resolves when {@link pull} should be asked again. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#idle()) this.#wake = resolve
      else setImmediate(resolve)
    })
  }

  /** Whether only something from outside can help on. */
  #idle(): boolean {
    if (this.#state === 'over' || this.#failure !== undefined) return false
    if (this.#state !== 'running') return true
    return (
      this.#current === undefined &&
      !this.#roundOver() &&
      !this.#streams.some((stream) => stream.hasFrames || stream.left)
    )
  }

  arrived(stream: NodeStream): void {
    if (stream.ended) this.#running--
    if (stream.ended && this.#state === 'running') this.#startStreams()
    this.#rouse()
  }

  #rouse(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  encode(writer: Writer, { full, partial, limit }: Assignment): void {
    // A node that sent to a connection that was given up knows the number until it notices.
    if (this.#goesOn) this.#queryId = newQueryId()
    encodeQuery(writer, this.#plan, { queryId: this.#queryId, full, partial, limit }, this.#tracker)
  }

  #begin(): void {
    this.#state = 'starting'
    const { namespace, set } = this.#plan
    const { timeout, signal } = this.#plan.policy
    const scope = new Scope(this.#session, {
      name: 'query',
      ...{ namespace, set, timeout, signal },
      // Where it waited for a connection, who has them says more.
      whyLate: () => this.#streams.map((stream) => stream.busy).find((error) => error !== undefined),
      // Nobody waits for the next record: the consumer has the last one, or has gone.
      progress: () => (this.#wake === undefined ? this.#steps : undefined),
    })
    scope.errors = this.#errors
    this.#scope = scope
    scope.onCancel((error) => {
      this.cancel(error)
    })
    scope.ready().then(
      () => {
        if (this.#state !== 'starting') return
        this.#openRound()
      },
      (error: unknown) => {
        this.cancel(asError(error))
      },
    )
  }

  #openRound(): void {
    try {
      this.#startRound()
    } catch (error) {
      this.cancel(asError(error))
    }
    this.#rouse()
  }

  #startRound(): void {
    const { state } = this.#session.cluster
    const { namespace, policy } = this.#plan
    if (!state.partitions.has(namespace)) throw explainNoNode(state, namespace, this.#tracker.first)
    const choose = (
      partitionId: number,
      copiesPassed: number,
      previous: Node | undefined,
    ): Node | undefined =>
      chooseNode(state, namespace, partitionId, {
        replica: policy.replica,
        isWrite: false,
        copiesPassed,
        previous,
        rackIds: this.#session.rackIds,
        readModeSC: 'allowReplica',
      })
    const { assignments, orphans } = this.#tracker.assign(choose, this.#window())
    this.#begunBefore = this.#tracker.begun
    this.#orphans = orphans
    this.#asked = assignments.reduce((sum, { full, partial }) => sum + full.length + partial.length, 0)
    if (this.#shape.limit > 0 && assignments.length > 0)
      spreadLimit(assignments, this.#shape.limit - this.#delivered)
    if (this.#scope !== undefined && assignments.length > 0) this.#scope.attempts++
    this.#queryId = newQueryId()
    this.#goesOn = false
    this.#deliveredBefore = this.#delivered
    this.#streams = assignments.map((assignment) => new NodeStream(assignment, this))
    this.#next = 0
    this.#running = 0
    this.#state = 'running'
    this.#startStreams()
  }

  #startStreams(): void {
    const { concurrency, socketTimeout } = this.#plan.policy
    const most = concurrency === 0 ? Infinity : concurrency
    while (this.#running < most && this.#next < this.#streams.length) {
      const stream = this.#streams[this.#next++] as NodeStream
      this.#running++
      stream.start({ deadline: this.#scope?.deadline ?? Infinity, socketTimeout })
    }
  }

  /** Makes the next frame current, from each node in turn; false when there is none now. */
  #takeFrame(): boolean {
    if (this.#state !== 'running') return false
    const streams = this.#streams
    for (let i = 0; i < streams.length; i++) {
      this.#turn = (this.#turn + 1) % streams.length
      const stream = streams[this.#turn] as NodeStream
      const frame = stream.take()
      if (frame === undefined) {
        if (stream.left) this.#goOn(stream)
        continue
      }
      this.#current = stream
      this.#reader.begin(frame)
      return true
    }
    if (this.#roundOver()) this.#closeRound()
    return false
  }

  /**
   * Asks for what is missing of a stream that gave its connection up, when all that came is read: its partitions go on where they are.
   * It stands behind the streams that were not started yet.
   */
  #goOn(stream: NodeStream): void {
    stream.left = false
    const rest = this.#restOf(stream)
    if (rest === undefined) return
    const index = this.#streams.indexOf(stream)
    this.#streams.splice(index, 1)
    this.#streams.push(new NodeStream(rest, this, stream.unavailable))
    this.#next--
    this.#goesOn = true
    this.#startStreams()
  }

  /** What is left of a stream's assignment; undefined when the node had given as much as it was to. */
  #restOf({ assignment, received, unavailable }: NodeStream): Assignment | undefined {
    this.#reader.commit()
    const limit = assignment.limit === 0 ? 0 : assignment.limit - received
    if (assignment.limit > 0 && limit <= 0) return undefined
    const left = [...assignment.full, ...assignment.partial].filter((id) => !unavailable.has(id))
    const isBegun = (id: number): boolean => this.#tracker.state(id) === PartitionState.begun
    const partial = left.filter(isBegun)
    const full = left.filter((id) => !isBegun(id))
    return left.length === 0 ? undefined : { node: assignment.node, full, partial, limit }
  }

  #roundOver(): boolean {
    return this.#next === this.#streams.length && this.#streams.every((stream) => stream.over && !stream.left)
  }

  #unavailable(stream: NodeStream): void {
    const { partitionId, resultCode } = this.#reader
    if (!this.#tracker.has(partitionId) || stream.unavailable.has(partitionId)) return
    stream.unavailable.add(partitionId)
    this.#tracker.fail(partitionId)
    if (stream.unavailable.size === 1)
      this.#errors.push(serverError(resultCode, { node: stream.assignment.node.toString() }))
  }

  /** The node ended its answer with a refusal; its connection is good. */
  #refused(stream: NodeStream): void {
    this.#current = undefined
    this.#reader.commit()
    const { node } = stream.assignment
    const error = serverError(this.#reader.resultCode, { node: node.toString() })
    stream.failure = error
    if (isAboutThreads(error)) node.lanes.relieve('query')
    if (!mayPass(error, 'partitions')) throw error
  }

  /** All answers of a round are read: what is not done goes into another one. */
  #closeRound(): void {
    const streams = this.#streams
    for (const stream of streams) this.#settle(stream)
    this.#served ||= streams.some(({ failure }) => failure === undefined)
    const failed = this.#orphans.length > 0 || streams.some((stream) => stream.failed)
    this.#streams = []
    if (this.#tracker.done) this.#finish()
    else if (!failed) this.#openNext()
    else this.#retry(streams)
  }

  #settle(stream: NodeStream): void {
    const { assignment, failure, unavailable } = stream
    const partitions = [...assignment.full, ...assignment.partial]
    if (failure !== undefined) {
      if (!mayPass(failure, 'partitions')) throw failure
      this.#errors.push(failure)
      for (const partitionId of partitions) this.#tracker.fail(partitionId)
      return
    }
    if (!this.#isExhausted(stream)) return
    for (const partitionId of partitions) {
      if (!unavailable.has(partitionId)) this.#tracker.finish(partitionId)
    }
  }

  /**
   * Whether the node has given all it has. It stops at the limit it was given, so what is below the limit was all. But
   * operations that fail on a record make the node leave it out after counting it: there only an answer of nothing is proof.
   */
  #isExhausted({ assignment, received }: NodeStream): boolean {
    if (assignment.limit === 0) return true
    return this.#plan.operations === undefined ? received < assignment.limit : received === 0
  }

  /** Nothing failed: the limit of a node, or the window, was reached. */
  #openNext(): void {
    this.#failedTries = 0
    this.#errors.length = 0
    this.#learn()
    this.#startRound()
  }

  /** How many partitions are asked for: those that are begun, and of the others as many as seem to hold what is wanted. */
  #window(): number {
    const { density, limit } = this.#shape
    return density === undefined ? Infinity : this.#tracker.begun + density.window(limit - this.#delivered)
  }

  /** After a round whose partitions all are done, or at the limit, where only those count that were touched. */
  #learn(): void {
    const { density } = this.#shape
    if (density === undefined) return
    this.#reader.commit()
    const gained = this.#delivered - this.#deliveredBefore
    const touched = this.#tracker.begun - this.#begunBefore
    density.learn(gained, touched > 0 ? touched : this.#asked - this.#begunBefore)
  }

  #retry(streams: readonly NodeStream[]): void {
    this.#session.cluster.refresh()
    const orphan = this.#orphans[0]
    if (orphan !== undefined)
      this.#errors.push(explainNoNode(this.#session.cluster.state, this.#plan.namespace, orphan))
    if (this.#delivered > this.#deliveredBefore) this.#failedTries = 0
    // Where one node has the index, the others are about to.
    const hopeless =
      !this.#served && orphan === undefined && streams.every(({ failure }) => isAboutIndex(failure))
    const { maxRetries, sleepBetweenRetries } = this.#plan.policy
    const verdict = judge({
      unit: 'partitions',
      // A try that failed has left at least one error.
      error: this.#errors.at(-1) as AerospikeError,
      isWrite: false,
      hadNode: orphan === undefined,
      tries: ++this.#failedTries,
      ...{ maxRetries, sleepBetweenRetries },
      deadline: this.#scope?.deadline ?? Infinity,
      now: performance.now(),
    })
    if (!verdict.again || hopeless) throw this.#giveUp()
    // The latest are enough to tell why.
    this.#errors.splice(0, Math.max(0, this.#errors.length - ERRORS_KEPT))
    this.#state = 'pausing'
    this.#timer = setTimeout(() => {
      this.#openRound()
    }, verdict.pause)
  }

  #giveUp(): AerospikeError {
    // A try that failed has left at least one error.
    const last = this.#errors.at(-1) as AerospikeError
    last.errors = this.#errors.slice(0, -1)
    return last
  }

  /** The limit is reached: what nodes have sent beyond it stays where it is. */
  #stop(): void {
    this.#learn()
    this.#reader.commit()
    const enough = clientError('ABORTED', 'The query has all the records it wants')
    for (const stream of this.#streams) {
      // At exactly its limit a node sends nothing more but the end of its answer, for which the connection can wait.
      const isSpent = stream.received >= stream.assignment.limit
      // Of the frame in hand the rest is not read.
      if (stream !== this.#current && stream.over && !stream.left && !stream.failed) this.#settle(stream)
      if (!isSpent && !stream.ended) stream.cancel(enough)
    }
    this.#finish()
  }

  #finish(): void {
    this.#state = 'over'
    this.#current = undefined
    clearTimeout(this.#timer)
    this.#scope?.end()
    this.#rouse()
  }

  /** Ends the query in the middle with an error, which the next pull throws. */
  cancel(error: AerospikeError): AerospikeError {
    if (this.#state === 'over') return error
    this.#failure = this.#scope?.account(error) ?? error
    this.#release(error)
    return error
  }

  /** The consumer wants no more. How far it came stays known to the tracker. */
  close(): void {
    if (this.#state === 'over') return
    this.#release(clientError('ABORTED', 'The query was ended by its consumer'))
  }

  #release(why: AerospikeError): void {
    this.#reader.commit()
    this.#finish()
    for (const stream of this.#streams) stream.cancel(why)
  }
}
