import { AerospikeError, clientError } from '../errors/index.ts'
import { anyNode, explainNoNode, nodeById, nodeList } from '../cluster/choose.ts'
import type { Node } from '../cluster/node.ts'
import { traceChannels } from '../observe/channels.ts'
import type { OperationKind, ScopeContext } from '../observe/contexts.ts'
import { Trace } from '../observe/trace.ts'
import type { Timed } from './deadlines.ts'
import { rejectFromCaller } from './rejection.ts'
import type { AbortEntry } from './abort.ts'
import { abortError, type InFlight, type Session } from './session.ts'
import { clearTimeout, performance, setTimeout } from '../timers.ts'

/** Kinds of operations that are no command on one record. */
export type ScopeKind = Exclude<OperationKind, 'command'>

/** What an operation is from its first line on. */
export interface ScopeOptions {
  /** Decides where it is told of. */
  readonly kind: ScopeKind
  /** The public call, for messages, events and metrics. */
  readonly name: string
  readonly namespace?: string | undefined
  readonly set?: string | undefined
  /** Milliseconds for all of it, finding the cluster included; 0 for no limit. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for the answer to one info request, where the scope as a whole gives more; 0 (the default) for no limit. */
  readonly answerLimit?: number | undefined
  /** What has not happened when the time is up. Default: `<name>: not done`. */
  readonly unfinished?: string | undefined
  /** An error that says more than that the time is up, where there is one. */
  readonly whyLate?: (() => AerospikeError | undefined) | undefined
  /** See {@link InFlight.progress}. */
  readonly progress?: (() => number | undefined) | undefined
}

/**
 * One operation in progress that is no command on one record (that is a {@link Call}, with the same face towards the session):
 * a batch, a query, an aggregation, a job, administration. It owns the deadline, the signal, the count in flight, the wait for
 * the cluster, and the account of what was tried; when it ends early it tells all that work for it.
 */
export class Scope implements InFlight {
  readonly session: Session
  readonly name: string
  readonly namespace: string | undefined
  readonly set: string | undefined
  readonly timeout: number
  /** Moment in ms of `performance.now()`; Infinity without a time limit. */
  readonly deadline: number
  readonly answerLimit: number
  /** Requests that were sent to a node. */
  attempts = 0
  /** What was handed to nodes' connections, and what came back, for who looks. */
  readonly traffic = { requests: 0, bytesSent: 0, bytesReceived: 0 }
  /** Rows of a batch; what a query returned. */
  rows = 0
  /** Rows of a batch that failed. */
  rowsFailed = 0
  /** Whether something may have been changed whose final answer did not come. */
  inDoubt = false
  /** Failures that were overcome, or that came before the last one. */
  errors: AerospikeError[] = []
  dueAt: number
  timerSlot = -1
  timerPrevious: Timed | undefined
  timerNext: Timed | undefined
  readonly #abort: AbortEntry | undefined
  readonly #unfinished: string
  readonly #whyLate: (() => AerospikeError | undefined) | undefined
  readonly #progress: (() => number | undefined) | undefined
  readonly #cancelled = new Set<(error: AerospikeError) => void>()
  readonly #sleepers = new Set<() => void>()
  /** Undefined while nobody looks. */
  readonly #trace: Trace<ScopeContext> | undefined
  #due: (() => void) | undefined
  #failure: AerospikeError | undefined
  #ended = false

  /** @throws ClosedError when the client is closed, AbortError when the signal has been aborted; nothing is counted then */
  constructor(session: Session, { kind, name, namespace, set, timeout, signal, ...rest }: ScopeOptions) {
    const refusal = session.refusal()
    if (refusal !== undefined) throw refusal
    if (signal?.aborted === true) throw abortError(signal)
    this.session = session
    this.name = name
    this.namespace = namespace
    this.set = set
    this.timeout = timeout
    this.deadline = timeout === 0 ? Infinity : performance.now() + timeout
    this.dueAt = this.deadline
    this.answerLimit = rest.answerLimit ?? 0
    this.#unfinished = rest.unfinished ?? `${name}: not done`
    this.#whyLate = rest.whyLate
    this.#progress = rest.progress
    this.#trace = traceChannels[kind].isObserved ? this.#observe(kind) : undefined
    session.enter()
    session.deadlines.add(this)
    if (signal !== undefined) this.#abort = session.watch(signal, this)
  }

  #observe(kind: ScopeKind): Trace<ScopeContext> {
    const { name, namespace, set, session } = this
    return new Trace(traceChannels[kind], {
      ...{ kind, operation: name, namespace, set, clientId: session.id, appId: session.appId },
      ...{ attempts: 0, inDoubt: false },
      ...{ resultCode: undefined, bytesSent: 0, bytesReceived: 0, rows: 0, rowsFailed: 0 },
    })
  }

  /** Runs what begins the operation, in the context of those who trace it. */
  begin<T>(work: () => T): T {
    return this.#trace === undefined ? work() : this.#trace.run(work)
  }

  /** Why it ended early; undefined while it goes on, and after a good end. */
  get failure(): AerospikeError | undefined {
    return this.#failure
  }

  get ended(): boolean {
    return this.#ended
  }

  get progress(): number | undefined {
    return this.#progress?.()
  }

  /** Milliseconds left; Infinity without a time limit. */
  get left(): number {
    return this.deadline - performance.now()
  }

  /** Has `tell` called when the scope ends early; returns what takes that back. Called at once when it has ended so. */
  onCancel(tell: (error: AerospikeError) => void): () => void {
    if (this.#failure !== undefined) {
      tell(this.#failure)
      return () => undefined
    }
    this.#cancelled.add(tell)
    return () => {
      this.#cancelled.delete(tell)
    }
  }

  /** From now on the time limit does not end the scope: `tell` has all that work for it end by themselves. */
  whenDue(tell: () => void): void {
    this.#due = tell
  }

  due(): void {
    if (this.#due !== undefined) {
      this.#due()
      return
    }
    this.cancel(this.#whyLate?.() ?? this.#timeoutError())
  }

  #timeoutError(): AerospikeError {
    const hint = this.session.isReady ? undefined : 'the cluster was not found in that time'
    const message = `${this.#unfinished} within the time limit (timeout, ${this.timeout} ms)`
    return clientError('TIMEOUT', message, { hint })
  }

  /** Ends it early. Nothing happens when it has ended. */
  cancel(error: AerospikeError): void {
    if (this.#ended) return
    this.#failure = error
    const tells = [...this.#cancelled]
    this.#release()
    for (const tell of tells) tell(error)
    this.account(error)
  }

  /** The good end, or the last line of an operation that failed. Calling it again does nothing. */
  end(failure?: unknown): void {
    this.#release()
    if (this.#trace !== undefined) this.#tell(this.#trace, failure)
  }

  #tell(trace: Trace<ScopeContext>, failure: unknown): void {
    const { context } = trace
    const { requests, bytesSent, bytesReceived } = this.traffic
    Object.assign(context, { attempts: requests, bytesSent, bytesReceived, rows: this.rows })
    context.rowsFailed = this.rowsFailed
    context.inDoubt = failure instanceof AerospikeError ? failure.inDoubt : this.inDoubt
    if (failure === undefined) context.resultCode = 0
    else if (failure instanceof AerospikeError) context.resultCode = failure.resultCode
    trace.done(failure)
  }

  #release(): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelled.clear()
    this.#due = undefined
    this.session.deadlines.remove(this)
    if (this.#abort !== undefined) this.session.unwatch(this.#abort)
    this.session.leave()
    for (const wake of this.#sleepers) wake()
  }

  /** Writes into an error what was tried. What it says already stays. */
  account(error: AerospikeError): AerospikeError {
    error.attempts ||= this.attempts
    error.inDoubt ||= this.inDoubt
    if (error.errors.length === 0 && this.errors.length > 0)
      error.errors = this.errors.filter((each) => each !== error)
    return error
  }

  /** Waits for work, no longer than the scope lasts. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const forget = this.onCancel(reject)
      work.then(resolve, reject).finally(forget)
    })
  }

  /** Resolves when the cluster is known. */
  ready(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    return this.session.isReady ? Promise.resolve() : this.race(this.session.ready())
  }

  /** Waits `ms`, no longer than the scope lasts. */
  sleep(ms: number): Promise<void> {
    if (ms <= 0) return this.#failure === undefined ? Promise.resolve() : Promise.reject(this.#failure)
    const pause = new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#sleepers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.#sleepers.add(wake)
    })
    return this.race(pause)
  }

  /** The nodes of the cluster; at least one. @throws ClusterError `CLUSTER_UNREACHABLE` */
  async nodes(): Promise<readonly Node[]> {
    await this.ready()
    const { state } = this.session.cluster
    const nodes = nodeList(state)
    if (nodes.length === 0) throw explainNoNode(state, '', 0)
    return nodes
  }

  /** The node with that id, or any. @throws ClusterError `NODE_NOT_FOUND`, `CLUSTER_UNREACHABLE` */
  async node(id?: string): Promise<Node> {
    await this.ready()
    const { state } = this.session.cluster
    if (id !== undefined) return nodeById(state, id)
    const node = anyNode(state)
    if (node === undefined) throw explainNoNode(state, '', 0)
    return node
  }
}

/**
 * Runs an operation in a scope of its own; it waits for nothing but by way of the scope, which is how it ends in time. A
 * failure has the account of what was tried, and names the caller's line.
 */
export async function inScope<T>(
  session: Session,
  options: ScopeOptions,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  let scope: Scope | undefined
  try {
    const begun = (scope = new Scope(session, options))
    const result = await begun.begin(() => work(begun))
    begun.end()
    return result
  } catch (error) {
    if (error instanceof AerospikeError) scope?.account(error)
    try {
      return await rejectFromCaller(error)
    } finally {
      scope?.end(error)
    }
  }
}
