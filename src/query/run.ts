import { explainNoNode } from '../cluster/choose.ts'
import { type AerospikeError, clientError } from '../errors/index.ts'
import { asError } from '../execute/as-error.ts'
import { sliceEnd } from '../execute/pace.ts'
import { Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import { isAboutIndex, judge } from '../execute/retry.ts'
import type { IndexCache } from '../indexes/index-cache.ts'
import type { IndexInfo } from '../indexes/index-list.ts'
import type { Record } from '../record.ts'
import { choose, distrustLacking } from './chosen.ts'
import type { Choice } from './choose-index.ts'
import type { Density } from './density.ts'
import { requireFeaturesOf } from './features.ts'
import { FrameReader } from './frame-reader.ts'
import { GivenRecords } from './given-records.ts'
import type { QueryPlan } from './plan.ts'
import { END, Round, WAIT } from './round.ts'
import type { PartitionTracker } from './tracker.ts'
import { performance, setImmediate } from '../timers.ts'

/** Records read between two looks at the clock. */
const STRIDE = 32

/** Errors of earlier tries that are kept for the last one. */
const ERRORS_KEPT = 32

/**
 * Most records that a run remembers, to go on by a scan when the index that was chosen for it goes: 64 MB. With more it fails then.
 */
const REMEMBERED = 2_000_000

/** How an earlier page found its records. */
export interface Resumed {
  readonly byIndex: boolean
  /** Whether it was this index. */
  readonly isIndex: (index: IndexInfo) => boolean
}

/** How partitions are taken in hand. */
export interface RunShape {
  /** Most records; 0 for all. */
  readonly limit: number
  /** Takes the partitions in their order, about as many at a time as hold the records wanted; all at once when left out. */
  readonly density?: Density | undefined
  /** Where the index is chosen for a condition. */
  readonly indexes: IndexCache
  /** This goes on with a page: by the index of that one, or else by a scan. */
  readonly resumed?: Resumed | undefined
  /** Whether another run goes on where this one ends: what it handed out is remembered by the tracker. */
  readonly isPage?: boolean
}

/**
 * One run of a query: rounds, and the records of each on demand. What a node could not serve goes into another round, behind the
 * last record handed out. Ends only when every partition is done, the limit is reached, or with an error.
 */
export class QueryRun {
  readonly #session: Session
  #plan: QueryPlan
  readonly #tracker: PartitionTracker
  readonly #reader: FrameReader
  readonly #shape: RunShape
  /** Records handed out. */
  #delivered = 0
  #failedTries = 0
  /** Whether any node answered to the end. */
  #served = false
  readonly #errors: AerospikeError[] = []
  #steps = 0
  #scope: Scope | undefined
  #choice: Choice | undefined
  /** The index that was chosen, as long as it is there. */
  #index: IndexInfo | undefined
  /** What came by that index. */
  #given: GivenRecords | undefined
  /** Undefined before the cluster is known, between two rounds, and at the end. */
  #round: Round | undefined
  #ended = false
  #failure: AerospikeError | undefined
  #wake: (() => void) | undefined

  constructor(session: Session, plan: QueryPlan, tracker: PartitionTracker, shape: RunShape) {
    this.#session = session
    this.#plan = plan
    this.#tracker = tracker
    this.#shape = shape
    this.#reader = new FrameReader(plan, tracker)
  }

  /**
   * The next record if it is there already, WAIT when {@link wait} tells when to ask again, END after the last.
   * @throws AerospikeError once, when the query cannot go on
   */
  pull(): Record | typeof WAIT | typeof END {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#ended) return END
    if (++this.#steps % STRIDE === 0 && performance.now() > sliceEnd()) {
      this.#steps--
      return WAIT
    }
    try {
      if (this.#scope === undefined) this.#begin()
      return this.#step()
    } catch (error) {
      throw this.cancel(asError(error))
    }
  }

  #step(): Record | typeof WAIT | typeof END {
    for (let round = this.#round; round !== undefined; round = this.#round) {
      const next = round.next()
      if (next === WAIT) return WAIT
      if (next === END) this.#closeRound(round)
      else if (this.#isNew(next)) return this.#deliver(next, round)
    }
    return this.#ended ? END : WAIT
  }

  #deliver(record: Record, round: Round): Record {
    round.gained++
    this.#delivered++
    if (this.#delivered === this.#shape.limit) this.#stop(round)
    return record
  }

  #isNew({ key }: Record): boolean {
    const { seen } = this.#tracker
    if (seen !== undefined) return seen.add(key.partitionId, key.digest)
    const given = this.#given
    if (given === undefined) return true
    // By an index nothing comes twice; behind it, by a scan, what came by the index does.
    if (this.#index === undefined) return !given.has(key.digest)
    given.note(key.digest)
    return true
  }

  /** Resolves when {@link pull} should be asked again. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isIdle()) this.#wake = resolve
      else setImmediate(resolve)
    })
  }

  /** Whether only something from outside can help on. */
  #isIdle(): boolean {
    if (this.#ended) return false
    return this.#round === undefined || this.#round.isIdle
  }

  readonly #rouse = (): void => {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  #begin(): void {
    const { namespace, set } = this.#plan
    const { timeout, signal } = this.#plan.policy
    const scope = new Scope(this.#session, {
      kind: 'query',
      name: 'query',
      ...{ namespace, set, timeout, signal },
      // Where it waited for a connection, who has them says more.
      whyLate: () => this.#round?.busy,
      // Nobody waits for the next record: the consumer has the last one, or has gone.
      progress: () => (this.#wake === undefined ? this.#steps : undefined),
    })
    scope.errors = this.#errors
    this.#scope = scope
    scope.onCancel((error) => {
      this.cancel(error)
    })
    scope.begin(() => {
      this.#openAfter(this.#plan.condition === undefined ? scope.ready() : this.#choose(scope), scope)
    })
  }

  /** The index in use; undefined for a scan, and for a filter that the query names itself. */
  get index(): IndexInfo | undefined {
    return this.#index
  }

  async #choose(scope: Scope): Promise<void> {
    await scope.ready()
    const { indexes, resumed, isPage } = this.#shape
    const mayUse = resumed && ((index: IndexInfo) => resumed.byIndex && resumed.isIndex(index))
    const choice = await choose(scope, this.#plan, indexes, mayUse)
    if (choice === undefined) return
    this.#choice = choice
    this.#plan = choice.plan
    this.#index = choice.index
    if (choice.index === undefined) {
      if (resumed?.byIndex === true) this.#tracker.restart()
    } else if (isPage === true) this.#tracker.remember()
    else this.#given = new GivenRecords(REMEMBERED)
  }

  /** Opens a round when something has happened, unless the run ends before. */
  #openAfter(event: Promise<void>, scope: Scope): void {
    this.#after(event, () => {
      this.#openRound(scope)
    })
  }

  #after(event: Promise<void>, next: () => void): void {
    event
      .then(() => {
        if (!this.#ended) next()
      })
      .catch((error: unknown) => {
        this.cancel(asError(error))
      })
      .finally(this.#rouse)
  }

  #openRound(scope: Scope): void {
    const { state } = this.#session.cluster
    const { namespace } = this.#plan
    requireFeaturesOf(this.#plan, state)
    if (!state.partitions.has(namespace)) throw explainNoNode(state, namespace, this.#tracker.first)
    const { limit, density } = this.#shape
    const wanted = Math.max(0, limit - this.#delivered)
    // Those that are begun, and of the others as many as seem to hold what is wanted.
    const window = density === undefined ? Infinity : this.#tracker.begun + density.window(wanted)
    const parts = {
      scope,
      plan: this.#plan,
      tracker: this.#tracker,
      reader: this.#reader,
      mayLack: this.#index !== undefined,
      arrived: this.#rouse,
    }
    const round = new Round(parts, wanted, window)
    if (!round.isEmpty) scope.attempts++
    this.#round = round
    round.start()
  }

  /** All answers of a round are read: what is not done goes into another one. */
  #closeRound(round: Round): void {
    this.#round = undefined
    if (this.#index === undefined) this.#settle(round)
    else {
      this.#after(distrustLacking(this.#scope as Scope, round, this.#plan), () => {
        this.#settle(round)
      })
    }
  }

  #settle(round: Round): void {
    round.settle()
    this.#served ||= round.served
    this.#errors.push(...round.errors)
    // There is one while a round goes on.
    const scope = this.#scope as Scope
    if (this.#tracker.done) this.#finish()
    else if (round.errors.some(isAboutIndex) && this.#index !== undefined) this.#fallBack(this.#index, scope)
    else if (round.failed) this.#retry(round, scope)
    else this.#openNext(round, scope)
  }

  /** Nothing failed: the limit of a node, or the window, was reached. */
  #openNext(round: Round, scope: Scope): void {
    this.#failedTries = 0
    this.#errors.length = 0
    this.#learn(round)
    this.#openRound(scope)
  }

  #learn(round: Round): void {
    this.#shape.density?.learn(round.gained, round.touched)
  }

  /** The index that was chosen is not there any more: what is left is found by a scan, and what was handed out is left out. */
  #fallBack(index: IndexInfo, scope: Scope): void {
    const { begun } = this.#tracker
    // There is one where an index was chosen, and an error that tells that it went.
    const { scan } = this.#choice as Choice
    const error = this.#errors.findLast(isAboutIndex) as AerospikeError
    this.#shape.indexes.lost(index, error)
    if (begun > 0 && this.#given?.isWhole === false) throw this.#giveUp()
    this.#plan = scan
    this.#index = undefined
    this.#failedTries = 0
    this.#tracker.restart()
    this.#openRound(scope)
  }

  #retry(round: Round, scope: Scope): void {
    const { cluster } = this.#session
    const { namespace, policy } = this.#plan
    cluster.refresh()
    const [unowned] = round.unowned
    if (unowned !== undefined) this.#errors.push(explainNoNode(cluster.state, namespace, unowned))
    if (round.gained > 0) this.#failedTries = 0
    const { maxRetries, sleepBetweenRetries, sleepMultiplier } = policy
    const verdict = judge({
      unit: 'partitions',
      // A try that failed has left at least one error.
      error: this.#errors.at(-1) as AerospikeError,
      isWrite: false,
      hadNode: unowned === undefined,
      tries: ++this.#failedTries,
      ...{ maxRetries, sleepBetweenRetries, sleepMultiplier },
      chance: Math.random(),
      deadline: scope.deadline,
      now: performance.now(),
    })
    // Where one node has the index, the others are about to.
    const isHopeless = !this.#served && round.lacksIndex
    if (!verdict.again || isHopeless) throw this.#giveUp()
    // The latest are enough to tell why.
    this.#errors.splice(0, Math.max(0, this.#errors.length - ERRORS_KEPT))
    this.#session.retried(undefined)
    this.#openAfter(scope.sleep(verdict.pause), scope)
  }

  #giveUp(): AerospikeError {
    // A try that failed has left at least one error.
    const last = this.#errors.at(-1) as AerospikeError
    last.errors = this.#errors.slice(0, -1)
    return last
  }

  /** The limit is reached. */
  #stop(round: Round): void {
    this.#learn(round)
    round.stop()
    this.#finish()
  }

  #finish(): void {
    this.#ended = true
    this.#round = undefined
    if (this.#scope !== undefined) {
      this.#scope.rows = this.#delivered
      this.#scope.end(this.#failure)
    }
    this.#rouse()
  }

  /** Ends the query in the middle with an error, which the next pull throws. */
  cancel(error: AerospikeError): AerospikeError {
    if (this.#ended) return error
    this.#failure = this.#scope?.account(error) ?? error
    this.#release(error)
    return error
  }

  /** The consumer wants no more. How far it came stays known to the tracker. */
  close(): void {
    if (this.#ended) return
    this.#release(clientError('ABORTED', 'The query was ended by its consumer'))
  }

  #release(why: AerospikeError): void {
    const round = this.#round
    this.#reader.commit()
    this.#finish()
    round?.cancel(why)
  }
}
