import { chooseNode } from '../cluster/choose.ts'
import type { Node } from '../cluster/node.ts'
import { refusal } from '../commands/refusal.ts'
import { type AerospikeError, clientError } from '../errors/index.ts'
import { isAboutIndex, isAboutThreads, mayPass } from '../execute/retry.ts'
import type { Scope } from '../execute/scope.ts'
import type { Record } from '../record.ts'
import type { Writer } from '../wire/writer.ts'
import { encodeQuery } from './encode.ts'
import { type FrameReader, Step } from './frame-reader.ts'
import type { NodeStream, StreamOwner } from './node-stream.ts'
import { NodeStreams } from './node-streams.ts'
import { newQueryId, type QueryPlan } from './plan.ts'
import { type Assignment, PartitionState, type PartitionTracker, spreadLimit } from './tracker.ts'

/** What {@link Round.next} returns besides records. */
export const WAIT = Symbol('wait')
export const END = Symbol('end')

/** What the rounds of one run share. */
export interface RoundParts {
  readonly scope: Scope
  readonly plan: QueryPlan
  readonly tracker: PartitionTracker
  readonly reader: FrameReader
  /** Whether an answer that has ended may lack records all the same, until {@link Round.distrust} has been told of those that do. */
  readonly mayLack: boolean
  /** Something came, or ended. */
  readonly arrived: () => void
}

/**
 * One round of a query: every node is asked at once for those partitions that are its own, and each answer is read to its end.
 * A stream that gave its connection up goes on in the same round; what a node could not serve is for another one.
 */
export class Round implements StreamOwner {
  readonly purpose = 'query'
  /** Records handed out. */
  gained = 0
  /** Why partitions could not be served. */
  readonly errors: AerospikeError[] = []
  /** Partitions that no node known has. */
  readonly unowned: readonly number[]
  /** Whether no node was asked. */
  readonly isEmpty: boolean
  readonly #parts: RoundParts
  readonly #streams: NodeStreams
  /** Another one for each round: a node may not have put the last one away yet, and refuses a number it knows. */
  #queryId = newQueryId()
  /** A stream of this round gave its connection up. */
  #goesOn = false
  readonly #asked: number
  /** Nodes whose answers lack records, and why. */
  readonly #distrusted = new Map<Node, AerospikeError>()
  readonly #begunBefore: number
  #current: NodeStream | undefined

  /**
   * @param wanted most records; 0 for all
   * @param window how many of the partitions that are left are asked for
   */
  constructor(parts: RoundParts, wanted: number, window: number) {
    const { scope, plan, tracker } = parts
    const { assignments, unowned } = tracker.assign(chooserOf(scope, plan), window)
    if (wanted > 0 && assignments.length > 0) spreadLimit(assignments, wanted)
    this.#parts = parts
    this.unowned = unowned
    this.isEmpty = assignments.length === 0
    this.#asked = assignments.reduce((sum, { full, partial }) => sum + full.length + partial.length, 0)
    this.#begunBefore = tracker.begun
    this.#streams = new NodeStreams(scope, this, plan.policy, assignments)
  }

  get mayMove(): boolean {
    const { scope, plan } = this.#parts
    return plan.policy.maxRetries > 0 && scope.session.cluster.state.nodes.size > 1
  }

  start(): void {
    this.#streams.start()
  }

  encode(writer: Writer, { full, partial, limit }: Assignment): void {
    // A node that sent to a connection that was given up knows the number until it notices.
    if (this.#goesOn) this.#queryId = newQueryId()
    const { plan, tracker } = this.#parts
    encodeQuery(writer, plan, { queryId: this.#queryId, full, partial, limit }, tracker)
  }

  arrived(stream: NodeStream): void {
    if (stream.ended) this.#streams.ended()
    this.#parts.arrived()
  }

  /**
   * The next record if it is there already, WAIT when more may come, END when all answers are read.
   * @throws AerospikeError when a node refused what no other one would take either
   */
  next(): Record | typeof WAIT | typeof END {
    const { reader } = this.#parts
    for (;;) {
      const stream = this.#current
      if (stream === undefined) {
        if (!this.#takeFrame()) return this.#streams.over ? END : WAIT
        continue
      }
      const step = reader.next()
      if (step === Step.record) {
        stream.received++
        // There is one: the step says so.
        return reader.record as Record
      }
      if (step === Step.skipped) stream.received++
      else if (step === Step.empty || step === Step.last) this.#current = undefined
      else if (step === Step.unavailable) this.#unavailable(stream)
      else this.#refused(stream)
    }
  }

  /** Makes the next frame current; false when there is none now. */
  #takeFrame(): boolean {
    for (let ready = this.#streams.nextReady(); ready !== undefined; ready = this.#streams.nextReady()) {
      const frame = ready.take()
      if (frame === undefined) {
        this.#goOn(ready)
        continue
      }
      this.#current = ready
      this.#parts.reader.begin(frame)
      return true
    }
    return false
  }

  /** Whether only something from outside can help on. */
  get isIdle(): boolean {
    return this.#current === undefined && !this.#streams.over && !this.#streams.isReady
  }

  /** Asks for what is missing of a stream that gave its connection up: its partitions go on where they are. */
  #goOn(stream: NodeStream): void {
    this.#goesOn = true
    this.#streams.replace(stream, this.#restOf(stream))
  }

  /** What is left of a stream's assignment; undefined when the node had given as much as it was to. */
  #restOf({ assignment, received, unavailable }: NodeStream): Assignment | undefined {
    const { reader, tracker } = this.#parts
    reader.commit()
    const limit = assignment.limit === 0 ? 0 : assignment.limit - received
    if (assignment.limit > 0 && limit <= 0) return undefined
    const left = partitionsOf(assignment).filter((id) => !unavailable.has(id))
    const isBegun = (id: number): boolean => tracker.state(id) === PartitionState.begun
    const partial = left.filter(isBegun)
    const full = left.filter((id) => !isBegun(id))
    return left.length === 0 ? undefined : { node: assignment.node, full, partial, limit }
  }

  #unavailable(stream: NodeStream): void {
    const { reader, tracker } = this.#parts
    const { partitionId, resultCode } = reader
    if (!tracker.has(partitionId) || stream.unavailable.has(partitionId)) return
    stream.unavailable.add(partitionId)
    tracker.fail(partitionId)
    if (stream.unavailable.size === 1) this.errors.push(refusalOf(stream, resultCode, this.#parts.plan))
  }

  /** The node ended its answer with a refusal; its connection is good. */
  #refused(stream: NodeStream): void {
    const { reader } = this.#parts
    this.#current = undefined
    reader.commit()
    const error = refusalOf(stream, reader.resultCode, this.#parts.plan)
    stream.failure = error
    if (isAboutThreads(error)) stream.assignment.node.connections.relieve('query')
    if (!mayPass(error, 'partitions')) throw error
  }

  /**
   * All answers are read: tells the tracker which partitions are done, and which have failed.
   * @throws AerospikeError of a node that no other one would answer otherwise
   */
  settle(): void {
    for (const stream of this.#streams.all) this.#settle(stream)
  }

  /** What the nodes that answered to the end were asked for, one part of each node. */
  get answered(): readonly Assignment[] {
    const ended = this.#streams.all.filter(({ failure }) => failure === undefined)
    return [...new Map(ended.map(({ assignment }) => [assignment.node, assignment])).values()]
  }

  /** What a node answered lacks records: its partitions are not done. */
  distrust(node: Node, why: AerospikeError): void {
    this.#distrusted.set(node, why)
  }

  #failureOf({ failure, assignment }: NodeStream): AerospikeError | undefined {
    return failure ?? this.#distrusted.get(assignment.node)
  }

  #settle(stream: NodeStream): void {
    const { tracker } = this.#parts
    const { assignment, unavailable } = stream
    const failure = this.#failureOf(stream)
    if (failure !== undefined) {
      if (!mayPass(failure, 'partitions')) throw failure
      this.errors.push(failure)
      for (const partitionId of partitionsOf(assignment)) tracker.fail(partitionId)
      return
    }
    if (!this.#isExhausted(stream)) return
    for (const partitionId of partitionsOf(assignment)) {
      if (!unavailable.has(partitionId)) tracker.finish(partitionId)
    }
  }

  /**
   * Whether the node has given all it has. It stops at the limit it was given, so what is below the limit was all. But
   * operations that fail on a record make the node leave it out after counting it: there only an answer of nothing is proof.
   */
  #isExhausted({ assignment, received }: NodeStream): boolean {
    if (assignment.limit === 0) return true
    return this.#parts.plan.operations === undefined ? received < assignment.limit : received === 0
  }

  /** Whether partitions have to be asked for again. */
  get failed(): boolean {
    if (this.unowned.length > 0 || this.#distrusted.size > 0) return true
    return this.#streams.all.some((stream) => stream.failed)
  }

  /** Whether any node answered to the end. */
  get served(): boolean {
    return this.#streams.all.some((stream) => this.#failureOf(stream) === undefined)
  }

  /** Whether no node has failed but for an index that it does not have. */
  get lacksIndex(): boolean {
    return this.unowned.length === 0 && this.#streams.all.every(({ failure }) => isAboutIndex(failure))
  }

  /** Partitions that the records of this round came from: all that were asked for, or at a limit those that were touched. */
  get touched(): number {
    const { reader, tracker } = this.#parts
    reader.commit()
    const touched = tracker.begun - this.#begunBefore
    return touched > 0 ? touched : this.#asked - this.#begunBefore
  }

  /** Why a stream waits for a connection; undefined when none waits behind others. */
  get busy(): AerospikeError | undefined {
    return this.#streams.busy
  }

  /** There are records enough: what nodes have sent beyond stays where it is. */
  stop(): void {
    this.#parts.reader.commit()
    this.#streams.close()
    const enough = clientError('ABORTED', 'The query has all the records it wants')
    for (const stream of this.#streams.all) {
      // At exactly its limit a node sends nothing more but the end of its answer, for which the connection can wait.
      const isSpent = stream.received >= stream.assignment.limit
      // Of the frame in hand the rest is not read.
      const isRead = stream !== this.#current && stream.over && !stream.left && !stream.failed
      if (isRead && !this.#parts.mayLack) this.#settle(stream)
      if (!isSpent && !stream.ended) stream.cancel(enough)
    }
    this.#current = undefined
  }

  cancel(error: AerospikeError): void {
    this.#current = undefined
    this.#streams.cancel(error)
  }
}

function chooserOf({ session }: Scope, { namespace, policy }: QueryPlan) {
  const { state } = session.cluster
  return (partitionId: number, copiesPassed: number, previous: Node | undefined): Node | undefined =>
    chooseNode(state, namespace, partitionId, {
      replica: policy.replica,
      isWrite: false,
      copiesPassed,
      previous,
      rackIds: session.rackIds,
      readModeSC: 'allowReplica',
    })
}

function partitionsOf({ full, partial }: Assignment): readonly number[] {
  return [...full, ...partial]
}

function refusalOf({ assignment }: NodeStream, resultCode: number, plan: QueryPlan): AerospikeError {
  const { policy, operations } = plan
  const { filterExpression } = policy
  return refusal(resultCode, { filterExpression, operations }, { node: assignment.node.toString() })
}
