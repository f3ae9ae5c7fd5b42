import { chooseNode, explainNoNode, type NodeRequest } from '../cluster/choose.ts'
import type { Node } from '../cluster/node.ts'
import { AerospikeError, clientError, protocolError, ResultCode } from '../errors/index.ts'
import type { Scope } from '../execute/scope.ts'
import { blame, judge, leavesDoubt } from '../execute/retry.ts'
import type { Semaphore } from './semaphore.ts'
import { inSlices } from '../execute/pace.ts'
import type { PreparedRows } from './prepare.ts'
import { BatchRequest, type RequestParts, type RowSink } from './batch-request.ts'
import { errorResult } from './reply.ts'
import type { RequestSettings } from './encode-request.ts'
import { lateError, rowError } from './row-error.ts'
import { performance } from '../timers.ts'

/** What a run needs besides its rows. */
export interface RunSettings extends RequestSettings {
  readonly scope: Scope
  readonly maxRetries: number
  /** Bounds the nodes that are asked at a time. */
  readonly semaphore: Semaphore
}

/** One attempt at some rows, and what came before it. */
interface Round {
  /** Tries before this one, looks for a node that found none among them. */
  readonly tries: number
  /** Those of them that went to a node. */
  readonly attempts: number
  /** Copies of a partition that are passed over, for rows that read and for those that write. */
  readonly copiesPassed: number
  readonly copiesPassedByWrites: number
  readonly previous: Node | undefined
  readonly errors: readonly AerospikeError[]
}

const FIRST: Round = {
  tries: 0,
  attempts: 0,
  copiesPassed: 0,
  copiesPassedByWrites: 0,
  previous: undefined,
  errors: [],
}

/**
 * How many rows are given their node between two looks at the clock. It takes 50 ns for each: a chunk that has no more of them is sent in
 * the turn in which it was encoded, and waits for no other that the next chunk fills.
 */
const PLACED_AT_ONCE = 2_048

/** Refusals of a request before any of its rows was looked at (as_batch_queue_task, server as/src/base/batch.c, 8.1.2). */
const REFUSED_WHOLE: ReadonlySet<number | undefined> = new Set([
  ResultCode.NOT_AUTHENTICATED,
  ResultCode.ROLE_VIOLATION,
  ResultCode.NOT_WHITELISTED,
  ResultCode.QUOTA_EXCEEDED,
  ResultCode.BATCH_DISABLED,
  ResultCode.BATCH_MAX_REQUESTS,
  ResultCode.BATCH_QUEUES_FULL,
])

/**
 * Carries prepared rows out: groups them by node, sends a request to each, and sends those rows again that need it, to the
 * nodes that own them by then. Every row ends in the sink exactly once, unless the run is cancelled.
 */
export class BatchRun {
  readonly #rows: PreparedRows
  readonly #sink: RowSink
  readonly #settings: RunSettings
  readonly #scope: Scope
  readonly #parts: RequestParts
  readonly #requests = new Set<BatchRequest>()
  /** By row: whether an attempt was sent and did not end with a final answer. */
  readonly #doubt: Uint8Array
  /** By row: number of the request that owes an answer; 0 for none. */
  readonly #owed: Uint32Array
  /** Rows whose turn came when the time was up, before any other was sent. */
  readonly #late: (readonly number[])[] = []
  /** Requests made so far. */
  #made = 0
  #inDoubt = false
  #cancelled: AerospikeError | undefined

  constructor(rows: PreparedRows, sink: RowSink, settings: RunSettings) {
    this.#rows = rows
    this.#sink = sink
    this.#settings = settings
    this.#scope = settings.scope
    this.#doubt = new Uint8Array(rows.count)
    this.#owed = new Uint32Array(rows.count)
    this.#parts = { rows, sink, settings, owed: this.#owed }
  }

  /**
   * Resolves when every row is in the sink, or with false when the time was up before anything was sent: then rows are left
   * that {@link endLate} ends. Rejects when the run was cancelled.
   */
  async done(): Promise<boolean> {
    const { count, refused } = this.#rows
    for (const [index, error] of refused) this.#fail(index, error, FIRST, undefined)
    const all = Array.from({ length: count }, (_, index) => index)
    await this.#send(refused.size === 0 ? all : all.filter((index) => !refused.has(index)), FIRST)
    if (this.#cancelled !== undefined) throw this.#cancelled
    return this.#late.length === 0
  }

  /** Whether a request has been handed to a node. */
  get begun(): boolean {
    return this.#made > 0
  }

  /** Puts the rows into the sink that were not sent since the time was up. */
  async endLate(): Promise<void> {
    for (const indexes of this.#late.splice(0)) await this.#endAsLate(indexes, FIRST)
  }

  /** Ends everything; rows that have no answer by now never get one. */
  cancel(error: AerospikeError): void {
    if (this.#cancelled !== undefined) return
    this.#cancelled = error
    this.#inDoubt = this.#anyInDoubt()
    for (const request of this.#requests) request.cancel(error)
  }

  /** The run may be cancelled while a method waits, which the compiler cannot see. */
  #isCancelled(): boolean {
    return this.#cancelled !== undefined
  }

  /** Whether a write may have been applied that the cancelled run gave no answer for. */
  get inDoubt(): boolean {
    return this.#inDoubt
  }

  /** Goes on after the sink was full. */
  resume(): void {
    for (const request of this.#requests) request.resume()
  }

  #anyInDoubt(): boolean {
    if (this.#doubt.includes(1)) return true
    if (![...this.#requests].some(({ sent }) => sent)) return false
    return this.#owed.some((owed, index) => owed !== 0 && this.#rows.isWrite(index))
  }

  async #send(indexes: readonly number[], round: Round): Promise<void> {
    const grouped = await this.#group(indexes, round)
    if (grouped === undefined) {
      await this.#tooLate(indexes, round)
      return
    }
    const { groups, unowned } = grouped
    const work = [...groups].map(([node, rows]) => this.#ask(node, rows, round))
    if (unowned.length > 0) work.push(this.#withoutNode(unowned, round))
    await Promise.all(work)
  }

  /** Which rows go to which node. Undefined when the time is up before all are looked at. */
  async #group(
    indexes: readonly number[],
    round: Round,
  ): Promise<{ readonly groups: Map<Node, number[]>; readonly unowned: number[] } | undefined> {
    const { session, deadline } = this.#scope
    const groups = new Map<Node, number[]>()
    const unowned: number[] = []
    const [reading, writing] = [this.#request(false, round), this.#request(true, round)]
    const place = (i: number): void => {
      const index = indexes[i] as number
      const { namespace } = this.#rows.key(index)
      const partitionId = this.#rows.partitionId(index)
      const request = this.#rows.isWrite(index) ? writing : reading
      const node = chooseNode(session.cluster.state, namespace, partitionId, request)
      const group = node === undefined ? unowned : groups.get(node)
      if (group !== undefined) group.push(index)
      else if (node !== undefined) groups.set(node, [index])
    }
    const isDone = await inSlices(indexes.length, place, deadline, PLACED_AT_ONCE)
    return isDone ? { groups, unowned } : undefined
  }

  #request(isWrite: boolean, round: Round): NodeRequest {
    const { policy } = this.#settings
    return {
      replica: policy.replica,
      isWrite,
      copiesPassed: isWrite ? round.copiesPassedByWrites : round.copiesPassed,
      previous: round.previous,
      rackIds: this.#scope.session.rackIds,
      readModeSC: policy.readModeStrong,
    }
  }

  async #withoutNode(indexes: readonly number[], round: Round): Promise<void> {
    const { state } = this.#scope.session.cluster
    const errors = new Map<number, AerospikeError>()
    await inSlices(indexes.length, (i) => {
      const index = indexes[i] as number
      const { namespace, partitionId } = this.#rows.key(index)
      errors.set(index, explainNoNode(state, namespace, partitionId))
    })
    await this.#settle(errors, round, undefined)
  }

  async #ask(node: Node, indexes: readonly number[], round: Round): Promise<void> {
    const { semaphore } = this.#settings
    await semaphore.acquire()
    if (this.#isCancelled()) {
      semaphore.release()
      return
    }
    // A timer may come a millisecond early: what it ended has no successor.
    if (this.#scope.left < 1) {
      semaphore.release()
      await this.#tooLate(indexes, round)
      return
    }
    const isRepeated =
      round.tries < this.#settings.maxRetries && this.#scope.session.cluster.state.nodes.size > 1
    const request = new BatchRequest(++this.#made, indexes, this.#parts, isRepeated)
    this.#requests.add(request)
    const failure = await request.send(this.#scope, node)
    this.#requests.delete(request)
    semaphore.release()
    if (this.#isCancelled()) return
    if (request.left) {
      await this.#askAgain(request, round, node)
      return
    }
    for (const [index, error] of request.refusals) {
      blame(node, error)
      if (leavesDoubt(error)) this.#doubtRow(index)
    }
    const unanswered = request.takeUnanswered()
    if (unanswered.length > 0) this.#miss(request, unanswered, failure ?? this.#whole(request.trailer))
    await this.#settle(request.refusals, round, node)
  }

  /**
   * The connection was given to others before all rows were answered, which all read: those that are missing are asked for again,
   * which is no other try.
   */
  async #askAgain(request: BatchRequest, round: Round, node: Node): Promise<void> {
    await Promise.all([
      this.#settle(request.refusals, round, node),
      this.#send(request.takeUnanswered(), round),
    ])
  }

  /** Rows whose turn comes when the time is up: nobody would hear what became of them, so they are not sent. */
  async #tooLate(indexes: readonly number[], round: Round): Promise<void> {
    if (round === FIRST && !this.begun) this.#late.push(indexes)
    else await this.#endAsLate(indexes, round)
  }

  async #endAsLate(indexes: readonly number[], round: Round): Promise<void> {
    const error = lateError()
    await this.#settle(new Map(indexes.map((index) => [index, error])), round, undefined)
  }

  /** The error of rows that a node did not answer because it gave up the request. */
  #whole(trailer: AerospikeError | undefined): AerospikeError {
    if (trailer === undefined) return protocolError('The node ended a batch without an answer for this row')
    if (this.#settings.policy.respondAllKeys || REFUSED_WHOLE.has(trailer.resultCode)) return trailer
    return clientError('BATCH_FAILED', 'The node ended the batch at another row that failed', {
      cause: trailer,
      hint: 'respondAllKeys: true has every row answered',
    })
  }

  /** Adds rows without an answer to those that were refused, and remembers which of their writes are in doubt. */
  #miss(request: BatchRequest, unanswered: readonly number[], failure: AerospikeError): void {
    const isOpen = request.sent && !REFUSED_WHOLE.has(failure.resultCode)
    for (const index of unanswered) {
      if (isOpen) this.#doubtRow(index)
      request.refused(index, failure)
    }
  }

  #doubtRow(index: number): void {
    if (this.#rows.isWrite(index)) this.#doubt[index] = 1
  }

  /** Sends rows again that may get through, and ends the others. */
  async #settle(
    errors: ReadonlyMap<number, AerospikeError>,
    round: Round,
    node: Node | undefined,
  ): Promise<void> {
    if (errors.size === 0) return
    const { maxRetries, policy } = this.#settings
    const { sleepBetweenRetries, sleepMultiplier } = policy
    const chance = Math.random()
    const { session, deadline } = this.#scope
    const [hadNode, tries, now] = [node !== undefined, round.tries + 1, performance.now()]
    const again: number[] = []
    let cause: AerospikeError | undefined
    let pause = 0
    let writesMoveOn = false
    const settled = [...errors]
    // To make the errors of many rows takes its time too.
    await inSlices(settled.length, (i) => {
      const [index, error] = settled[i] as (typeof settled)[number]
      const isWrite = this.#rows.isWrite(index)
      const verdict = judge({
        unit: 'rows',
        error,
        isWrite,
        hadNode,
        tries,
        maxRetries,
        sleepBetweenRetries,
        sleepMultiplier,
        chance,
        deadline,
        now,
      })
      if (!verdict.again) {
        this.#fail(index, error, round, node)
        return
      }
      again.push(index)
      cause ??= error
      pause = verdict.pause
      writesMoveOn ||= isWrite && verdict.movesOn
    })
    if (cause === undefined) return
    session.cluster.refresh()
    session.retried(node?.counters, again.length)
    await this.#scope.sleep(pause)
    if (this.#isCancelled()) return
    await this.#send(again, nextRound(round, node, cause, writesMoveOn))
  }

  #fail(index: number, source: AerospikeError, round: Round, node: Node | undefined): void {
    const key = this.#rows.key(index)
    const error = rowError(source, {
      node: node?.toString(),
      attempts: round.attempts + (node === undefined ? 0 : 1),
      inDoubt: this.#doubt[index] === 1,
      key: key.toString(),
      errors: round.errors,
    })
    this.#sink.take(errorResult(error, this.#rows.base + index, key, this.#rows.action(index)), 0)
  }
}

function nextRound(
  round: Round,
  node: Node | undefined,
  cause: AerospikeError,
  writesMoveOn: boolean,
): Round {
  return {
    tries: round.tries + 1,
    attempts: round.attempts + (node === undefined ? 0 : 1),
    copiesPassed: round.copiesPassed + 1,
    copiesPassedByWrites: round.copiesPassedByWrites + (writesMoveOn ? 1 : 0),
    previous: node ?? round.previous,
    errors: [...round.errors, cause],
  }
}
