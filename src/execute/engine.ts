import { chooseNode, explainNoNode } from '../cluster/choose.ts'
import type { ClusterState } from '../cluster/state.ts'
import type { Command } from './command.ts'
import { AerospikeError, clientError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import type { BasePolicy } from '../policy/command.ts'
import { AbortRegistry } from './abort.ts'
import { asArgumentError, asError, Attempt, Call, type CallHost } from './call.ts'
import { Deadlines } from './deadlines.ts'
import { rejectFromCaller } from './rejection.ts'
import { isRetryable, leavesDoubt, movesOn } from './retry.ts'

/** What the engine needs of the cluster. */
export interface ClusterView {
  readonly state: ClusterState
  /** Asks for an early look at the cluster. */
  refresh(): void
}

/** What the engine needs of the client. */
export interface EngineHost {
  readonly cluster: ClusterView
  readonly rackIds: readonly number[]
  /** Why no command may start, or undefined. */
  refusal(): AerospikeError | undefined
  /** Resolves when the cluster is known; a client that was never connected connects now. Rejects with an error of the caller's own. */
  ready(): Promise<void>
  readonly isReady: boolean
}

/** Whole milliseconds: a small integer is kept in place, a fraction costs an allocation in each object that holds it. */
function clock(): number {
  return Math.floor(performance.now())
}

/**
 * How far something has come that waits for its consumer now; undefined while it works or waits for a node. Twice the same
 * number at {@link HELD_UP_INTERVAL} is a consumer that does not go on.
 */
export type HeldUp = () => number | undefined
const HELD_UP_INTERVAL = 250

/** Work in flight that is no {@link Call}. */
interface Other {
  readonly cancel: (error: AerospikeError) => void
  readonly heldUp: HeldUp | undefined
  seen: number
}

/** How long a command waits before it looks for a node again when there is none. */
const NO_NODE_PAUSE = 50

/** Where a promise leaves its resolve function: one function for all calls instead of a closure for each, 140 bytes less. */
let resolveCaptured: (value: unknown) => void
function captureResolve(resolve: (value: never) => void): void {
  resolveCaptured = resolve as (value: unknown) => void
}

/** The only loop: one deadline, node choice, send, retry, doubt, for every command on one record. */
export class Engine implements CallHost {
  readonly #host: EngineHost
  readonly #deadlines = new Deadlines()
  readonly #aborts = new AbortRegistry()
  #inFlight = 0
  #idle: (() => void)[] = []
  readonly #others = new Set<Other>()

  constructor(host: EngineHost) {
    this.#host = host
  }

  get rackIds(): readonly number[] {
    return this.#host.rackIds
  }

  /** Commands that are not settled. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Runs a command on one record. */
  execute<Args, Result, Policy extends BasePolicy>(
    command: Command<Args, Result, Policy>,
    key: Key,
    args: Args,
    policy: Policy,
  ): Promise<Result> {
    const promise = new Promise<Result>(captureResolve)
    try {
      this.#begin(new Call(this, command, key, args, policy, clock(), resolveCaptured))
    } catch (error) {
      throw asArgumentError(error)
    }
    return promise
  }

  #begin(call: Call): void {
    this.#inFlight++
    const refusal = this.#host.refusal()
    if (refusal !== undefined) {
      this.#fail(call, refusal)
      return
    }
    const { signal } = call.policy
    if (signal !== undefined && !this.#watch(call, signal)) return
    if (this.#host.isReady) this.#attempt(call)
    else this.#connectFirst(call)
  }

  #watch(call: Call, signal: AbortSignal): boolean {
    if (signal.aborted) {
      this.#fail(call, abortError(signal))
      return false
    }
    this.#aborts.add(signal, call, () => {
      this.#abort(call, signal)
    })
    return true
  }

  #connectFirst(call: Call): void {
    try {
      call.hold()
    } catch (error) {
      this.#fail(call, asArgumentError(error))
      return
    }
    this.#arm(call, call.deadline)
    this.#host.ready().then(
      () => {
        if (!call.settled) this.#attempt(call)
      },
      (error: unknown) => {
        if (!call.settled) this.#fail(call, asError(error))
      },
    )
  }

  #attempt(call: Call): void {
    const { cluster } = this.#host
    const node = chooseNode(cluster.state, call.key.namespace, call.partitionId, call)
    if (node === undefined) {
      this.callFailed(call, undefined, explainNoNode(cluster.state, call.key.namespace, call.partitionId))
      return
    }
    const attempt = new Attempt(call, node)
    call.current = attempt
    call.attempts++
    const { socketTimeout, timeout } = call.policy
    // In the usual case the whole call's limit is the nearer one, and needs no look at the clock.
    const whole = socketTimeout === 0 || (call.attempts === 1 && timeout !== 0 && timeout <= socketTimeout)
    this.#arm(call, whole ? call.deadline : Math.min(call.deadline, clock() + socketTimeout))
    try {
      // A retry must send what the caller gave at first, whatever became of it since.
      if (call.policy.maxRetries > 0 && call.isWrite) call.hold()
      node.lanes.submit(attempt)
    } catch (error) {
      // Nothing was sent: the arguments cannot be, or there is no room. That is no attempt.
      attempt.abandon()
      call.attempts--
      this.#fail(call, asArgumentError(error))
    }
  }

  #arm(call: Call, dueAt: number): void {
    this.#deadlines.remove(call)
    call.dueAt = dueAt
    this.#deadlines.add(call)
  }

  callAnswered(call: Call, attempt: Attempt, value: unknown): void {
    if (call.settled || call.current !== attempt) return
    this.#end(call)
    call.settle(value)
  }

  /** An attempt failed, or there was no node for one. */
  callFailed(call: Call, attempt: Attempt | undefined, error: unknown): void {
    if (call.settled || call.current !== attempt) return
    const failure = asError(error)
    call.current = undefined
    if (attempt !== undefined) {
      failure.node = attempt.node.toString()
      call.previous = attempt.node
      if (attempt.sent && leavesDoubt(failure)) call.doubt = true
    }
    if (this.#mayRetry(call, failure)) this.#retry(call, attempt, failure)
    else this.#fail(call, failure)
  }

  #mayRetry(call: Call, error: AerospikeError): boolean {
    return call.attempts <= call.policy.maxRetries && isRetryable(error) && clock() < call.deadline
  }

  #retry(call: Call, attempt: Attempt | undefined, error: AerospikeError): void {
    this.#host.cluster.refresh()
    call.errors = [...(call.errors ?? []), error]
    if (movesOn(error, call.isWrite)) call.attempt++
    // Without a node nothing was tried: wait for the tender, and count the look as an attempt.
    if (attempt === undefined) call.attempts++
    const pause =
      attempt === undefined
        ? Math.max(NO_NODE_PAUSE, call.policy.sleepBetweenRetries)
        : call.policy.sleepBetweenRetries
    this.#arm(call, call.deadline)
    if (pause === 0) this.#attempt(call)
    else {
      call.pause = setTimeout(() => {
        this.#attempt(call)
      }, pause)
    }
  }

  /** The wheel: the attempt's time is up, or the call's. */
  callDue(call: Call, now: number): void {
    if (call.settled) return
    const attempt = call.current
    const over = now >= call.deadline
    const error = clientError('TIMEOUT', timeoutMessage(call, attempt, over), { hint: timeoutHint(attempt) })
    if (attempt !== undefined) giveUp(attempt)
    this.callFailed(call, attempt, error)
  }

  #abort(call: Call, signal: AbortSignal): void {
    if (call.settled) return
    this.#cancel(call, abortError(signal))
  }

  /** Ends a call from outside, at whatever stage it is. */
  #cancel(call: Call, error: AerospikeError): void {
    const attempt = call.current
    if (attempt !== undefined) {
      if (attempt.sent) call.doubt = true
      giveUp(attempt)
    }
    this.#fail(call, error)
  }

  #fail(call: Call, error: AerospikeError): void {
    this.#end(call)
    error.attempts = call.attempts
    error.inDoubt = call.isWrite && call.doubt
    error.key = call.key.toString()
    if (call.errors !== undefined) error.errors = call.errors
    call.settle(rejectFromCaller(error))
  }

  #end(call: Call): void {
    this.#deadlines.remove(call)
    if (call.pause !== undefined) clearTimeout(call.pause)
    if (call.policy.signal !== undefined) this.#aborts.remove(call.policy.signal, call)
    this.#leave()
  }

  #leave(): void {
    if (--this.#inFlight === 0 && this.#idle.length > 0) for (const wake of this.#idle.splice(0)) wake()
  }

  /**
   * Counts work that is no command on one record among those in flight, and has it cancelled when the client closes. Gives
   * what ends the count, to be called once.
   */
  enter(cancel: (error: AerospikeError) => void, heldUp?: HeldUp): () => void {
    // An object of its own for each, since one may enter twice.
    const entry = { cancel, heldUp, seen: -1 }
    this.#inFlight++
    this.#others.add(entry)
    return () => {
      if (this.#others.delete(entry)) this.#leave()
    }
  }

  /**
   * Resolves when no command is in flight, at the latest after `limit` ms. What only waits for a consumer that does not go on
   * is no command in flight: it ends with `error` meanwhile.
   */
  whenIdle(limit: number, error: () => AerospikeError): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        clearInterval(looking)
        resolve()
      }
      const timer = setTimeout(done, limit)
      const looking = setInterval(() => {
        this.#endHeldUp(error)
      }, HELD_UP_INTERVAL)
      this.#idle.push(done)
    })
  }

  #endHeldUp(error: () => AerospikeError): void {
    for (const entry of [...this.#others]) {
      const progress = entry.heldUp?.()
      if (progress !== undefined && progress === entry.seen) entry.cancel(error())
      else entry.seen = progress ?? -1
    }
  }

  /** Ends every command that is still in flight. */
  closeAll(error: () => AerospikeError): void {
    for (const { cancel } of [...this.#others]) cancel(error())
    // Every call that is not settled waits for its deadline, or for none; nothing else is in the wheel.
    for (const timed of this.#deadlines.entries()) if (timed instanceof Call) this.#cancel(timed, error())
  }
}

/** Gives an attempt up: what has not left shall not leave, what has is answered to nobody. */
function giveUp(attempt: Attempt): void {
  if (!attempt.sent) attempt.node.lanes.withdraw(attempt)
  attempt.abandon()
}

/** The error of whatever a signal ended. */
export function abortError(signal: AbortSignal): AerospikeError {
  return clientError('ABORTED', 'The command was aborted', { cause: signal.reason })
}

function timeoutMessage(call: Call, attempt: Attempt | undefined, over: boolean): string {
  const { timeout, socketTimeout } = call.policy
  const limit = over ? `timeout, ${timeout} ms` : `socketTimeout, ${socketTimeout} ms`
  if (attempt === undefined)
    return `${call.command.name}: no node could be asked within the time limit (${limit})`
  return `${call.command.name}: ${attempt.sent ? 'no answer' : 'not sent, every connection is busy or still being opened,'} within the time limit (${limit})`
}

function timeoutHint(attempt: Attempt | undefined): string | undefined {
  return attempt?.sent === true
    ? undefined
    : 'fewer commands at a time, a longer timeout, or more connections'
}
