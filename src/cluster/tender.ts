import { clientError } from '../errors/index.ts'
import { Announcer } from './announcer.ts'
import { discardMeeting, meetPeer, type MeetingContext } from './meet.ts'
import { lookAt, type Member, type Stranger } from './member.ts'
import type { ClusterHooks, ClusterOptions } from './options.ts'
import { allHaveMasters } from './partitions.ts'
import { Pulse } from './pulse.ts'
import { asError } from './race.ts'
import { Roster } from './roster.ts'
import { findSeed } from './seeds.ts'
import type { ClusterState } from './state.ts'

/**
 * Knows the cluster: finds it through the seeds, then looks at every node about once a second and keeps {@link state} up to
 * date. Nodes are looked at side by side, and each answer counts as soon as it is there. When all nodes are lost, the seeds
 * are asked anew. Never keeps the process alive, and only {@link connect} ever fails.
 */
export class Cluster {
  readonly #options: ClusterOptions
  readonly #announcer: Announcer
  readonly #context: MeetingContext
  readonly #roster: Roster
  readonly #pulse: Pulse
  /** Ids of peers that are being met. */
  readonly #meeting = new Set<string>()
  /** Ids of peers that were met, or not, since the last round began: once is enough. */
  readonly #tried = new Set<string>()
  /** Ids of peers that could not be met at the last try. */
  readonly #unreachable = new Set<string>()
  /** Ends everything that is under way; undefined while nothing runs. */
  #running: AbortController | undefined
  #seeding = false
  #closed = false
  #attempt: { readonly done: Promise<void>; waiting: number } | undefined
  #onMet: (() => void) | undefined

  constructor(options: ClusterOptions, hooks: ClusterHooks) {
    this.#options = options
    this.#announcer = new Announcer(hooks)
    const onProblem = (error: Error) => this.#announcer.problem('access-address', error)
    this.#context = { options, hooks, onProblem }
    this.#roster = new Roster(options, hooks, this.#announcer)
    this.#pulse = new Pulse(options.tendInterval, () => this.#round())
  }

  /** What is known of the cluster now. */
  get state(): ClusterState {
    return this.#roster.state
  }

  /** True while any node answers. */
  get connected(): boolean {
    for (const { node } of this.#roster.members.values()) if (node.failures === 0) return true
    return false
  }

  /**
   * Finds the cluster and waits until every partition has a master, or until all nodes that could be reached have told what
   * they hold. Does nothing when the cluster is known already. After a failure it may be called again.
   * @throws ClusterError `CLUSTER_UNREACHABLE`, `CLUSTER_NAME_MISMATCH`, `SERVER_TOO_OLD`; SecurityError; AbortError; ClosedError
   */
  async connect(signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw closedError()
    if (signal !== undefined && isAborted(signal)) throw abortedError(signal)
    if (this.#attempt === undefined && this.#roster.members.size > 0) return
    const attempt = (this.#attempt ??= { done: this.#connect(), waiting: 0 })
    attempt.waiting++
    try {
      await (signal === undefined ? attempt.done : abortable(attempt.done, signal))
    } catch (error) {
      if (attempt.waiting === 1 && isAborted(signal)) this.#stop('connecting was aborted')
      throw error
    } finally {
      attempt.waiting--
      if (attempt.waiting === 0 && this.#attempt === attempt) this.#attempt = undefined
    }
  }

  /** Asks for an early look at all nodes, after a command met a node that is gone or is the wrong one. Many calls are one look. */
  refresh(): void {
    this.#pulse.hurry()
  }

  /** Ends everything: timers, connections, whoever waits in {@link connect}. */
  close(): void {
    this.#closed = true
    this.#stop('the client was closed')
  }

  async #connect(): Promise<void> {
    const isOwn = this.#running === undefined
    const running = (this.#running ??= new AbortController())
    const deadline = new AbortController()
    const end = () => deadline.abort()
    const timer = setTimeout(end, this.#options.connectTimeout).unref()
    running.signal.addEventListener('abort', end)
    try {
      const seeding = this.#seed(deadline.signal)
      this.#pulse.start()
      await seeding
      await this.#allMet(deadline.signal)
    } catch (error) {
      if (isOwn && this.#running === running) this.#stop('connecting failed')
      throw running.signal.aborted && this.#isClosed() ? closedError() : error
    } finally {
      clearTimeout(timer)
      running.signal.removeEventListener('abort', end)
    }
    if (this.#isClosed()) throw closedError()
  }

  /** `close()` may be called while another method waits, which the compiler cannot see. */
  #isClosed(): boolean {
    return this.#closed
  }

  /** Waits until every partition has a master, or nobody is left to meet, or time is up. */
  #allMet(deadline: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        const hopeless = [...this.#meeting].every((id) => this.#unreachable.has(id))
        const met = hopeless || allHaveMasters(this.state.partitions)
        if (!met && !deadline.aborted) return
        deadline.removeEventListener('abort', check)
        this.#onMet = undefined
        resolve()
      }
      this.#onMet = check
      deadline.addEventListener('abort', check)
      check()
    })
  }

  #stop(why: string): void {
    this.#pulse.stop()
    this.#running?.abort()
    this.#running = undefined
    this.#meeting.clear()
    this.#tried.clear()
    this.#unreachable.clear()
    this.#roster.clear(why)
  }

  #round(): void {
    const signal = this.#running?.signal
    if (signal === undefined) return
    this.#tried.clear()
    const { members } = this.#roster
    if (members.size === 0) {
      if (!this.#seeding) void this.#seedAgain(signal)
      return
    }
    for (const member of members.values()) if (!member.busy) void this.#tend(member)
    this.#meetStrangers()
  }

  async #seedAgain(signal: AbortSignal): Promise<void> {
    try {
      await this.#seed(signal)
      this.#announcer.over('seeds')
    } catch (error) {
      if (!signal.aborted) this.#announcer.problem('seeds', asError(error))
    }
  }

  async #seed(signal: AbortSignal): Promise<void> {
    this.#seeding = true
    try {
      const seeds = [...this.#options.seeds, ...this.#roster.lastSeen]
      const meeting = await findSeed(this.#context, seeds, signal)
      if (signal.aborted) discardMeeting(meeting)
      else this.#roster.add(meeting)
      this.#meetStrangers()
    } finally {
      this.#seeding = false
    }
  }

  async #tend(member: Member): Promise<void> {
    member.busy = true
    try {
      const othersFail = [...this.#roster.members.values()].some(({ node }) => node.failures > 0)
      const report = await lookAt(member, this.#options, othersFail)
      if (this.#roster.has(member)) this.#roster.accept(member, report)
    } catch (error) {
      if (this.#roster.has(member)) this.#failed(member, asError(error))
    }
    member.busy = false
    if (this.#running === undefined) return
    this.#roster.removeLeavers()
    this.#meetStrangers()
    if (this.#roster.members.size === 0) this.#pulse.hurry()
  }

  #failed(member: Member, error: Error): void {
    this.#roster.fail(member, error)
    if ('code' in error && error.code === 'NODE_NOT_FOUND') this.#roster.remove(member, error.message)
    // The others are asked at once whether they still know it.
    if (member.node.failures === 1) this.#pulse.hurry()
  }

  #meetStrangers(): void {
    const signal = this.#running?.signal
    if (signal === undefined) return
    for (const stranger of this.#roster.strangers()) {
      const { id } = stranger.peer
      if (!this.#meeting.has(id) && !this.#tried.has(id)) void this.#meet(stranger, signal)
    }
  }

  async #meet({ peer, replaces }: Stranger, signal: AbortSignal): Promise<void> {
    this.#meeting.add(peer.id)
    this.#tried.add(peer.id)
    try {
      const meeting = await meetPeer(this.#context, peer, replaces?.node.address, signal)
      if (signal.aborted) discardMeeting(meeting)
      else this.#roster.add(meeting)
      this.#announcer.over(`peer ${peer.id}`)
      this.#unreachable.delete(peer.id)
    } catch (error) {
      if (signal.aborted) return
      this.#announcer.problem(`peer ${peer.id}`, asError(error))
      this.#unreachable.add(peer.id)
    }
    if (signal.aborted) return
    this.#meeting.delete(peer.id)
    this.#meetStrangers()
    this.#onMet?.()
  }
}

/** Asked before and after waiting, which the compiler takes for the same. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

function closedError(): Error {
  return clientError('CLIENT_CLOSED', 'The client is closed')
}

function abortedError(signal: AbortSignal): Error {
  return clientError('ABORTED', 'Connecting was aborted', { cause: signal.reason })
}

/** The promise, or an AbortError as soon as the signal fires. */
function abortable(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortedError(signal))
    signal.addEventListener('abort', abort)
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
