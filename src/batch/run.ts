import { chooseNode, explainNoNode, type NodeRequest } from '../cluster/choose.ts'
import type { Node } from '../cluster/node.ts'
import { AerospikeError, clientError, protocolError } from '../errors/index.ts'
import { asError } from '../execute/call.ts'
import type { ClusterView } from '../execute/engine.ts'
import { Exchange } from '../execute/exchange.ts'
import { isRetryable, leavesDoubt, movesOn } from '../execute/retry.ts'
import type { Gate } from './gate.ts'
import { inSlices } from '../execute/pace.ts'
import type { PreparedRows } from './prepare.ts'
import { Receiver } from './receiver.ts'
import { errorResult } from './reply.ts'
import type { RequestSettings } from './request.ts'
import { RequestRows, type RowSink } from './request-rows.ts'
import { quietly, rowError } from './row-error.ts'

/** How long rows wait before a node is looked for again when there is none. */
const NO_NODE_PAUSE = 50

/** What a run needs besides its rows. */
export interface RunSettings extends RequestSettings {
  readonly cluster: ClusterView
  readonly rackIds: readonly number[]
  /** Moment in ms of `performance.now()` when all must be over; Infinity for none. */
  readonly deadline: number
  readonly maxRetries: number
  /** Bounds the nodes that are asked at a time. */
  readonly gate: Gate
}

/** One attempt at some rows, and what came before it. */
interface Round {
  /** Attempts made. */
  readonly tries: number
  /** Attempts that shall not be repeated at the same copy, for rows that read and for those that write. */
  readonly moves: number
  readonly writeMoves: number
  readonly previous: Node | undefined
  readonly errors: readonly AerospikeError[]
}

const FIRST: Round = { tries: 0, moves: 0, writeMoves: 0, previous: undefined, errors: [] }

/** Refusals of a request before any of its rows was looked at (as_batch_queue_task, server as/src/base/batch.c, 8.1.2). */
const REFUSED_WHOLE: ReadonlySet<number | undefined> = new Set([80, 81, 82, 83, 150, 151, 152])

/**
 * Carries prepared rows out: groups them by node, sends a request to each, and sends those rows again that need it, to the
 * nodes that own them by then. Every row ends in the sink exactly once, unless the run is cancelled.
 */
export class BatchRun {
  readonly #rows: PreparedRows
  readonly #sink: RowSink
  readonly #settings: RunSettings
  readonly #exchanges = new Map<Exchange, Receiver>()
  /** By row: whether an attempt was sent and did not end with a final answer. */
  readonly #doubt: Uint8Array
  /** By row: number of the request that owes an answer; 0 for none. */
  readonly #owed: Uint32Array
  #requests = 0
  #inDoubt = false
  #cancelled: AerospikeError | undefined

  constructor(rows: PreparedRows, sink: RowSink, settings: RunSettings) {
    this.#rows = rows
    this.#sink = sink
    this.#settings = settings
    this.#doubt = new Uint8Array(rows.count)
    this.#owed = new Uint32Array(rows.count)
  }

  /** Resolves when every row is in the sink; rejects when the run was cancelled. */
  async done(): Promise<void> {
    const all = Array.from({ length: this.#rows.count }, (_, index) => index)
    await this.#send(all, FIRST)
    if (this.#cancelled !== undefined) throw this.#cancelled
  }

  /** Ends everything; rows that have no answer by now never get one. */
  cancel(error: AerospikeError): void {
    if (this.#cancelled !== undefined) return
    this.#cancelled = error
    this.#inDoubt = this.#anyInDoubt()
    for (const [exchange, receiver] of this.#exchanges) {
      receiver.cancel()
      exchange.cancel(error)
    }
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
    for (const receiver of this.#exchanges.values()) receiver.resume()
  }

  #anyInDoubt(): boolean {
    if (this.#doubt.includes(1)) return true
    if (![...this.#exchanges.keys()].some((exchange) => exchange.sent)) return false
    return this.#owed.some((owed, index) => owed !== 0 && this.#rows.isWrite(index))
  }

  async #send(indexes: readonly number[], round: Round): Promise<void> {
    const { groups, homeless } = await this.#group(indexes, round)
    const work = [...groups].map(([node, rows]) => this.#ask(node, rows, round))
    if (homeless.length > 0) work.push(this.#withoutNode(homeless, round))
    await Promise.all(work)
  }

  /** Which rows go to which node. To compute the digests of many keys takes its time. */
  async #group(
    indexes: readonly number[],
    round: Round,
  ): Promise<{ readonly groups: Map<Node, number[]>; readonly homeless: number[] }> {
    const { cluster } = this.#settings
    const groups = new Map<Node, number[]>()
    const homeless: number[] = []
    const [reading, writing] = [this.#request(false, round), this.#request(true, round)]
    await inSlices(indexes.length, (i) => {
      const index = indexes[i] as number
      const { namespace, partitionId } = this.#rows.key(index)
      const node = chooseNode(
        cluster.state,
        namespace,
        partitionId,
        this.#rows.isWrite(index) ? writing : reading,
      )
      const group = node === undefined ? homeless : groups.get(node)
      if (group !== undefined) group.push(index)
      else if (node !== undefined) groups.set(node, [index])
    })
    return { groups, homeless }
  }

  #request(isWrite: boolean, round: Round): NodeRequest {
    const { policy, rackIds } = this.#settings
    return {
      replica: policy.replica,
      isWrite,
      attempt: isWrite ? round.writeMoves : round.moves,
      previous: round.previous,
      rackIds,
      readModeSC: policy.readModeStrong,
    }
  }

  async #withoutNode(indexes: readonly number[], round: Round): Promise<void> {
    const { state } = this.#settings.cluster
    const errors = new Map<number, AerospikeError>()
    await inSlices(indexes.length, (i) => {
      const index = indexes[i] as number
      const { namespace, partitionId } = this.#rows.key(index)
      errors.set(
        index,
        quietly(() => explainNoNode(state, namespace, partitionId)),
      )
    })
    await this.#settle(errors, round, undefined)
  }

  async #ask(node: Node, indexes: readonly number[], round: Round): Promise<void> {
    const { gate, deadline, policy } = this.#settings
    await gate.enter()
    if (this.#isCancelled()) {
      gate.leave()
      return
    }
    if (performance.now() >= deadline) {
      gate.leave()
      await this.#tooLate(indexes, round)
      return
    }
    const rows = new RequestRows(
      ++this.#requests,
      indexes,
      this.#rows,
      this.#owed,
      this.#sink,
      this.#settings,
    )
    const receiver = new Receiver(rows, this.#rows.base, policy)
    const exchange = new Exchange(node, receiver, { deadline, socketTimeout: policy.socketTimeout })
    this.#exchanges.set(exchange, receiver)
    receiver.attach(exchange)
    const failure = await exchange.done.then(() => undefined, asError)
    await receiver.drained
    this.#exchanges.delete(exchange)
    gate.leave()
    if (this.#isCancelled()) return
    if (exchange.left) {
      await this.#askAgain(rows, round, node)
      return
    }
    for (const [index, error] of rows.refusals) if (leavesDoubt(error)) this.#doubtRow(index)
    const unanswered = rows.takeUnanswered()
    if (unanswered.length > 0) {
      this.#miss(rows, unanswered, exchange.sent, failure ?? this.#whole(receiver.trailer))
    }
    await this.#settle(rows.refusals, round, node)
  }

  /**
   * The connection was given to others before all rows were answered, which all read: those that are missing are asked for again,
   * which is no other try.
   */
  async #askAgain(rows: RequestRows, round: Round, node: Node): Promise<void> {
    await Promise.all([this.#settle(rows.refusals, round, node), this.#send(rows.takeUnanswered(), round)])
  }

  /** Rows whose turn comes when the time is up: nobody would hear what became of them, so they are not sent. */
  async #tooLate(indexes: readonly number[], round: Round): Promise<void> {
    const error = quietly(() =>
      clientError('TIMEOUT', 'The time limit of the batch was over before this row was sent'),
    )
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
  #miss(rows: RequestRows, unanswered: readonly number[], sent: boolean, failure: AerospikeError): void {
    const isOpen = sent && !REFUSED_WHOLE.has(failure.resultCode)
    for (const index of unanswered) {
      if (isOpen) this.#doubtRow(index)
      rows.refused(index, failure)
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
    const { maxRetries, deadline, cluster, policy } = this.#settings
    const tries = round.tries + 1
    const mayRetry = tries <= maxRetries && performance.now() < deadline
    const again: number[] = []
    const causes = new Set<AerospikeError>()
    const settled = [...errors]
    // To make the errors of many rows takes its time too.
    await inSlices(settled.length, (i) => {
      const [index, error] = settled[i] as (typeof settled)[number]
      if (mayRetry && isRetryable(error)) {
        again.push(index)
        causes.add(error)
      } else this.#fail(index, error, round, node)
    })
    if (again.length === 0) return
    cluster.refresh()
    const pause =
      node === undefined ? Math.max(NO_NODE_PAUSE, policy.sleepBetweenRetries) : policy.sleepBetweenRetries
    await sleep(Math.min(pause, deadline - performance.now()))
    if (this.#isCancelled()) return
    await this.#send(again, nextRound(round, node, [...causes]))
  }

  #fail(index: number, source: AerospikeError, round: Round, node: Node | undefined): void {
    const row = this.#rows.row(index)
    const error = rowError(source, {
      node: node?.toString(),
      attempts: round.tries + (node === undefined ? 0 : 1),
      inDoubt: this.#doubt[index] === 1,
      key: row.key.toString(),
      errors: round.errors,
    })
    this.#sink.take(errorResult(error, this.#rows.base + index, row), 0)
  }
}

function nextRound(round: Round, node: Node | undefined, causes: readonly AerospikeError[]): Round {
  const movesWrites = causes.some((cause) => movesOn(cause, true))
  return {
    tries: round.tries + 1,
    moves: round.moves + 1,
    writeMoves: round.writeMoves + (movesWrites ? 1 : 0),
    previous: node ?? round.previous,
    errors: [...round.errors, ...causes.slice(0, 1)],
  }
}

function sleep(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve()
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
