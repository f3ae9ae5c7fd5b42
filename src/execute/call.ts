import { chooseNode, explainNoNode, type NodeRequest, type ReadModeSC } from '../cluster/choose.ts'
import type { Node } from '../cluster/node.ts'
import { type AerospikeError, clientError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import type { BasePolicy, ReadPolicy } from '../policy/command.ts'
import { compressFrame } from '../wire/compress.ts'
import type { Writer } from '../wire/writer.ts'
import { asArgumentError, asError } from './as-error.ts'
import { Attempt, type AttemptOwner } from './attempt.ts'
import type { Timed } from './deadlines.ts'
import type { CommandWatch } from './command-watch.ts'
import { frameSlab } from './frame-slab.ts'
import { rejectFromCaller } from './rejection.ts'
import { blame, isSessionOver, judge, leavesDoubt, silentError } from './retry.ts'
import type { AbortEntry } from './abort.ts'
import { abortError, type InFlight, type Session } from './session.ts'
import { clearTimeout, performance, setTimeout } from '../timers.ts'

/** A command of any kind: a call only hands its own arguments and policy to its own command. */
export interface AnyCommand {
  readonly name: string
  readonly isWrite: boolean
  readonly takesLong?: boolean
  encode(writer: Writer, key: Key, args: unknown, policy: BasePolicy): void
  decode(buffer: Buffer, start: number, end: number, key: Key, args: unknown, policy: BasePolicy): unknown
}

const NONE: readonly AerospikeError[] = []

/** Whole milliseconds: a small integer is kept in place, a fraction costs an allocation in each object that holds it. */
function clock(): number {
  return Math.floor(performance.now())
}

/**
 * One call of a command on one record, through all its attempts: it chooses the node, sends, waits, tries again and ends, and
 * nobody else changes its state. It is a scope whose fields lie in the call itself, so that a command costs one object and no
 * closure.
 */
export class Call implements InFlight, NodeRequest, AttemptOwner {
  readonly command: AnyCommand
  readonly key: Key
  /** Computed before the call counts as begun, since a key of which no digest can be made throws. */
  readonly partitionId: number
  readonly args: unknown
  readonly policy: BasePolicy
  readonly #session: Session
  readonly #resolve: (value: unknown) => void
  /** Undefined while nobody looks. */
  readonly #watch: CommandWatch | undefined
  /** When the call as a whole is over; Infinity without a timeout. */
  readonly #deadline: number
  /** Attempts made: what was handed to a node's connections. */
  #attempts = 0
  /** Looks for a node that found none. They count as tries, and nothing was sent. */
  #looks = 0
  /** Copies of the partition that were passed over after a failure. */
  copiesPassed = 0
  previous: Node | undefined
  /** Whether an attempt was sent and did not end with a final answer. */
  #doubt = false
  /** The frame, kept when it cannot leave in the turn of the call, and where it lies. */
  #held: Buffer | undefined
  #heldStart = 0
  #heldEnd = 0
  #current: Attempt | undefined
  /** Runs while the call waits for its next attempt. */
  #pause: NodeJS.Timeout | undefined
  /** Set while its signal may end it. */
  #abort: AbortEntry | undefined
  #errors: AerospikeError[] | undefined
  #settled = false
  dueAt = 0
  timerSlot = -1
  timerPrevious: Timed | undefined
  timerNext: Timed | undefined

  constructor(
    session: Session,
    command: AnyCommand,
    key: Key,
    args: unknown,
    policy: BasePolicy,
    resolve: (value: unknown) => void,
    watch: CommandWatch | undefined,
  ) {
    this.#session = session
    this.command = command
    this.key = key
    this.partitionId = key.partitionId
    this.args = args
    this.policy = policy
    this.#resolve = resolve
    this.#watch = watch
    this.#deadline = policy.timeout === 0 ? Infinity : clock() + policy.timeout
  }

  get isWrite(): boolean {
    return this.command.isWrite
  }

  get replica(): BasePolicy['replica'] {
    return this.policy.replica
  }

  get rackIds(): readonly number[] {
    return this.#session.rackIds
  }

  get readModeSC(): ReadModeSC | undefined {
    return (this.policy as Partial<ReadPolicy>).readModeStrong
  }

  /** Starts it. It ends by itself, with a value or with a promise that rejects. */
  begin(): void {
    const session = this.#session
    session.enter()
    const refusal = session.refusal()
    if (refusal !== undefined) {
      this.#fail(refusal)
      return
    }
    const { signal } = this.policy
    if (signal !== undefined) {
      if (signal.aborted) {
        this.#fail(abortError(signal))
        return
      }
      this.#abort = session.watch(signal, this)
    }
    if (session.isReady) this.#try()
    else this.#connectFirst()
  }

  #connectFirst(): void {
    try {
      this.hold()
    } catch (error) {
      this.#fail(asArgumentError(error))
      return
    }
    this.#arm(this.#deadline)
    this.#session.ready().then(
      () => {
        if (!this.#settled) this.#try()
      },
      (error: unknown) => {
        if (!this.#settled) this.#fail(asError(error))
      },
    )
  }

  #try(): void {
    const { state } = this.#session.cluster
    const node = chooseNode(state, this.key.namespace, this.partitionId, this)
    if (node === undefined) {
      this.#looks++
      this.failed(undefined, explainNoNode(state, this.key.namespace, this.partitionId))
      return
    }
    const coalesces = this.policy.coalesce === 'auto' && this.command.takesLong !== true
    const attempt = this.#watch?.attempt(this, node, coalesces) ?? new Attempt(this, node, coalesces)
    this.#current = attempt
    this.#attempts++
    const { socketTimeout, timeout } = this.policy
    // In the usual case the whole call's limit is the nearer one, and needs no look at the clock.
    const whole = socketTimeout === 0 || (this.#attempts === 1 && timeout !== 0 && timeout <= socketTimeout)
    this.#arm(whole ? this.#deadline : Math.min(this.#deadline, clock() + socketTimeout))
    try {
      // A retry must send what the caller gave at first, whatever became of it since.
      if (this.policy.maxRetries > 0 && this.isWrite) this.hold()
      node.connections.submit(attempt)
    } catch (error) {
      // Nothing was sent: the arguments cannot be, or there is no room. That is no attempt.
      this.#current = undefined
      attempt.abandon()
      this.#attempts--
      this.#watch?.refused()
      this.#fail(asArgumentError(error))
    }
  }

  /** Appends the frame: from the values, or as it was kept. */
  encode(writer: Writer): void {
    if (this.#held !== undefined) {
      writer.copy(this.#held, this.#heldStart, this.#heldEnd)
      return
    }
    const mark = writer.position
    this.command.encode(writer, this.key, this.args, this.policy)
    if (this.policy.compress) compressFrame(writer, mark)
  }

  decode(buffer: Buffer, start: number, end: number): unknown {
    return this.command.decode(buffer, start, end, this.key, this.args, this.policy)
  }

  /** Keeps the frame, since the caller may change what it gave after the call. */
  hold(): void {
    if (this.#held !== undefined) return
    const writer = frameSlab()
    const start = writer.position
    this.encode(writer)
    this.#heldStart = start
    this.#heldEnd = writer.position
    this.#held = writer.buffer
  }

  /** Keeps a frame of its own that was encoded already. */
  holdFrame(frame: Buffer, start: number, end: number): void {
    if (this.#held !== undefined) return
    const writer = frameSlab()
    this.#heldStart = writer.position
    writer.copy(frame, start, end)
    this.#heldEnd = writer.position
    this.#held = writer.buffer
  }

  #arm(dueAt: number): void {
    const { deadlines } = this.#session
    deadlines.remove(this)
    this.dueAt = dueAt
    deadlines.add(this)
  }

  /** For the attempt: its answer. */
  answered(attempt: Attempt, value: unknown): void {
    if (this.#settled || this.#current !== attempt) return
    this.#end()
    this.#watch?.succeeded()
    this.#settle(value)
  }

  /** For the attempt: it failed. Without one there was no node. */
  failed(attempt: Attempt | undefined, error: AerospikeError): void {
    if (this.#settled || this.#current !== attempt) return
    this.#current = undefined
    if (attempt !== undefined) {
      error.node = attempt.node.toString()
      this.previous = attempt.node
      if (attempt.sent && leavesDoubt(error)) this.#doubt = true
      this.#watch?.missed(error)
    }
    // Each node has a session of its own, which is renewed once.
    const renewals = this.#errors?.filter(isSessionOver) ?? NONE
    const verdict = judge({
      unit: 'command',
      error,
      isWrite: this.isWrite,
      hadNode: attempt !== undefined,
      mayRenew: this.#session.logsIn && !renewals.some(({ node }) => node === error.node),
      tries: this.#attempts + this.#looks - renewals.length,
      maxRetries: this.policy.maxRetries,
      sleepBetweenRetries: this.policy.sleepBetweenRetries,
      sleepMultiplier: this.policy.sleepMultiplier,
      chance: Math.random(),
      deadline: this.#deadline,
      now: clock(),
    })
    if (verdict.again) this.#again(error, verdict.pause, verdict.movesOn)
    else this.#fail(error)
  }

  #again(error: AerospikeError, pause: number, movesOn: boolean): void {
    this.#session.cluster.refresh()
    this.#session.retried(this.previous?.counters)
    this.#errors = [...(this.#errors ?? []), error]
    if (movesOn) this.copiesPassed++
    this.#arm(this.#deadline)
    if (pause === 0) this.#try()
    else {
      this.#pause = setTimeout(() => {
        this.#try()
      }, pause)
    }
  }

  /** For the wheel: the attempt's time is up, or the call's. */
  due(now: number): void {
    if (this.#settled) return
    const attempt = this.#current
    const error = this.#timeoutError(attempt, now >= this.#deadline)
    if (attempt?.sent === true) blame(attempt.node, error)
    else attempt?.node.counters.failed(error.code)
    attempt?.giveUp()
    this.failed(attempt, error)
  }

  /** For the attempt: its node has fallen silent. What reads goes to another copy, where there is one; a write waits for its answer. */
  silenced(attempt: Attempt): void {
    if (this.#settled || this.#current !== attempt || this.isWrite) return
    if (this.#attempts + this.#looks > this.policy.maxRetries) return
    const { state } = this.#session.cluster
    const other = chooseNode(state, this.key.namespace, this.partitionId, this)
    if (other === undefined || other.avoided !== undefined) return
    attempt.giveUp()
    this.failed(attempt, silentError(attempt.node))
  }

  #timeoutError(attempt: Attempt | undefined, over: boolean): AerospikeError {
    const { timeout, socketTimeout } = this.policy
    const limit = over ? `timeout, ${timeout} ms` : `socketTimeout, ${socketTimeout} ms`
    const what =
      attempt === undefined
        ? 'no node could be asked'
        : attempt.sent
          ? 'no answer'
          : 'not sent, every connection is busy or still being opened,'
    const hint =
      attempt?.sent === true ? undefined : 'fewer commands at a time, a longer timeout, or more connections'
    return clientError('TIMEOUT', `${this.command.name}: ${what} within the time limit (${limit})`, { hint })
  }

  cancel(error: AerospikeError): void {
    if (this.#settled) return
    const attempt = this.#current
    if (attempt?.sent === true) this.#doubt = true
    attempt?.giveUp()
    this.#fail(error)
  }

  #fail(error: AerospikeError): void {
    this.#end()
    error.attempts = this.#attempts
    error.inDoubt = this.isWrite && this.#doubt
    error.key = this.key.toString()
    if (this.#errors !== undefined) error.errors = this.#errors
    const rejection = rejectFromCaller(error)
    this.#settle(this.#watch?.failed(rejection) ?? rejection)
  }

  #end(): void {
    const session = this.#session
    session.deadlines.remove(this)
    if (this.#pause !== undefined) clearTimeout(this.#pause)
    if (this.#abort !== undefined) session.unwatch(this.#abort)
    session.leave()
  }

  #settle(value: unknown): void {
    this.#settled = true
    this.#current = undefined
    this.#resolve(value)
  }
}
