import { setMaxListeners } from 'node:events'
import type { Address } from '../address.ts'
import { AerospikeError, clientError } from '../errors/index.ts'
import { traceChannels } from '../observe/channels.ts'
import type { TendContext } from '../observe/contexts.ts'
import { traceWork } from '../observe/trace.ts'
import { ClusterEvents } from './cluster-events.ts'
import { discardProbed, probePeer, type ProbeContext } from './probe.ts'
import { lookAt, type Member, type NewPeer } from './member.ts'
import type { ClusterHooks, ClusterOptions } from './options.ts'
import { allHaveMasters } from './partitions.ts'
import { ErrorWindow } from './error-window.ts'
import { CLIENT_CLOSED } from './news.ts'
import { TendTimer } from './tend-timer.ts'
import { asError } from './race.ts'
import { sameAddress } from './resolve.ts'
import { Membership } from './membership.ts'
import { findSeed } from './seeds.ts'
import type { ClusterState } from './state.ts'
import { clearTimeout, performance, setTimeout } from '../timers.ts'

/**
 * Knows the cluster: finds it through the seeds, then looks at every node about once a second and keeps {@link state} up to
 * date. Nodes are looked at side by side, and each answer counts as soon as it is there. When all nodes are lost, the seeds
 * are asked anew. Never keeps the process alive, and only {@link connect} ever fails.
 */
export class Cluster {
  readonly #options: ClusterOptions
  readonly #events: ClusterEvents
  readonly #context: ProbeContext
  readonly #membership: Membership
  readonly #tendTimer: TendTimer
  /** Ids of peers that are being probed. */
  readonly #probing = new Set<string>()
  /** Ids of peers that were probed, with success or not, since the last round began: once is enough. */
  readonly #tried = new Set<string>()
  /** Ids of peers that could not be reached at the last try. */
  readonly #unreachable = new Set<string>()
  /** Ends everything that is under way; undefined while nothing runs. */
  #running: AbortController | undefined
  readonly #errorWindow: ErrorWindow
  #seeds: readonly Address[]
  #seeding = false
  #closed = false
  #attempt: { readonly done: Promise<void>; waiting: number } | undefined
  #onProbed: (() => void) | undefined

  constructor(options: ClusterOptions, hooks: ClusterHooks) {
    this.#options = options
    this.#seeds = options.seeds
    this.#events = new ClusterEvents(hooks)
    const onProblem = (error: Error) => this.#events.problem('access-address', error)
    this.#context = { options, hooks, onProblem }
    this.#membership = new Membership(options, hooks, this.#events)
    this.#errorWindow = new ErrorWindow(options)
    this.#tendTimer = new TendTimer(
      () => options.tendInterval,
      () => this.#round(),
    )
  }

  /** What is known of the cluster now. */
  get state(): ClusterState {
    return this.#membership.state
  }

  /** True while any node answers. */
  get connected(): boolean {
    for (const { node } of this.#membership.members.values()) if (node.failures === 0) return true
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
    if (this.#attempt === undefined && (this.#membership.members.size > 0 || this.#goesOn)) return
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

  /** Whether it looks for the cluster in the background, with nobody waiting for that. */
  get #goesOn(): boolean {
    return this.#running !== undefined && !this.#options.failIfNotConnected
  }

  /** Where it looks for a first node. */
  get seeds(): readonly Address[] {
    return this.#seeds
  }

  /** One more address to look at, when it is looked for again. */
  addSeed(seed: Address): void {
    if (!this.#seeds.some((other) => sameAddress(other, seed))) this.#seeds = [...this.#seeds, seed]
    if (this.#membership.members.size === 0) this.refresh()
  }

  /** An address that is not looked at any more; whether it was. */
  removeSeed(seed: Address): boolean {
    const { length } = this.#seeds
    this.#seeds = this.#seeds.filter((other) => !sameAddress(other, seed))
    return this.#seeds.length < length
  }

  /** Asks for an early look at all nodes, after a command met a node that is gone or is the wrong one. Many calls are one look. */
  refresh(): void {
    this.#tendTimer.hurry()
  }

  /** Ends everything: timers, connections, whoever waits in {@link connect}. */
  close(): void {
    this.#closed = true
    this.#stop(CLIENT_CLOSED)
  }

  async #connect(): Promise<void> {
    const isOwn = this.#running === undefined
    const running = (this.#running ??= sharedController())
    const deadline = sharedController()
    const end = () => deadline.abort()
    const timer = setTimeout(end, this.#options.connectTimeout).unref()
    running.signal.addEventListener('abort', end)
    try {
      const seeding = this.#seed(deadline.signal)
      this.#tendTimer.start()
      await seeding
      await this.#allProbed(deadline.signal)
      await this.#warm(deadline.signal)
    } catch (error) {
      if (this.#goesOn && isUnreachable(error)) {
        this.#events.problem('seeds', asError(error))
        return
      }
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

  /** Waits until every partition has a master, or no peer is left to probe, or time is up. */
  #allProbed(deadline: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        const hopeless = [...this.#probing].every((id) => this.#unreachable.has(id))
        const isDone = hopeless || allHaveMasters(this.state.partitions)
        if (!isDone && !deadline.aborted) return
        deadline.removeEventListener('abort', check)
        this.#onProbed = undefined
        resolve()
      }
      this.#onProbed = check
      deadline.addEventListener('abort', check)
      check()
    })
  }

  /** Waits until the nodes known by then have their least number of connections, or time is up. */
  async #warm(deadline: AbortSignal): Promise<void> {
    const nodes = [...this.#membership.members.values()].map(({ node }) => node.connections.warm())
    await abortable(
      Promise.all(nodes).then(() => undefined),
      deadline,
    ).catch((error: unknown) => {
      if (!deadline.aborted) throw error
    })
  }

  #stop(why: string): void {
    this.#tendTimer.stop()
    this.#running?.abort()
    this.#running = undefined
    this.#probing.clear()
    this.#tried.clear()
    this.#unreachable.clear()
    this.#membership.clear(why)
  }

  #round(): void {
    const signal = this.#running?.signal
    if (signal === undefined) return
    this.#tried.clear()
    const { members } = this.#membership
    if (this.#errorWindow.isOver()) for (const { node } of members.values()) node.errorRate.renew()
    if (members.size === 0) {
      if (!this.#seeding) void this.#seedAgain(signal)
      return
    }
    for (const member of members.values()) if (!member.busy) void this.#tend(member)
    this.#probeNewPeers()
  }

  async #seedAgain(signal: AbortSignal): Promise<void> {
    try {
      await this.#seed(signal)
      this.#events.over('seeds')
    } catch (error) {
      if (!signal.aborted) this.#events.problem('seeds', asError(error))
    }
  }

  async #seed(signal: AbortSignal): Promise<void> {
    this.#seeding = true
    try {
      const seeds = [...this.#seeds, ...this.#membership.lastSeen]
      const probed = await findSeed(this.#context, seeds, signal)
      if (signal.aborted) discardProbed(probed)
      else this.#membership.add(probed)
      this.#probeNewPeers()
    } finally {
      this.#seeding = false
    }
  }

  async #tend(member: Member): Promise<void> {
    member.busy = true
    // After a failure all is looked at anew; else only what a node tells can make others leave or be met. To go through every
    // list of peers for every answer would cost a cluster of 100 nodes a million steps a second.
    let isNews = true
    const startedAt = performance.now()
    try {
      isNews = await traceWork(
        traceChannels.tend,
        () => contextOf(member),
        (watched) => this.#look(member, watched),
      )
      member.node.tends.ended(performance.now() - startedAt, false)
    } catch (error) {
      member.node.tends.ended(performance.now() - startedAt, true)
      if (this.#membership.has(member)) this.#failed(member, asError(error))
    }
    member.busy = false
    if (this.#running === undefined || !isNews) return
    this.#membership.removeLeavers()
    this.#probeNewPeers()
    if (this.#membership.members.size === 0) this.#tendTimer.hurry()
  }

  /** Whether a member told anything that others may have to do with. */
  async #look(member: Member, watched: TendContext | undefined): Promise<boolean> {
    const othersFail = [...this.#membership.members.values()].some(({ node }) => node.failures > 0)
    const report = await lookAt(member, this.#options, othersFail)
    const isNews = othersFail || report.peers !== undefined || report.partitions !== undefined
    if (this.#membership.has(member)) this.#membership.accept(member, report)
    if (watched !== undefined)
      Object.assign(watched, { news: isNews, generation: member.partitionGeneration })
    return isNews
  }

  #failed(member: Member, error: Error): void {
    this.#membership.fail(member, error)
    if ('code' in error && error.code === 'NODE_NOT_FOUND') this.#membership.remove(member, error.message)
    // The others are asked at once whether they still know it.
    if (member.node.failures === 1) this.#tendTimer.hurry()
  }

  #probeNewPeers(): void {
    const signal = this.#running?.signal
    if (signal === undefined) return
    for (const newPeer of this.#membership.newPeers()) {
      const { id } = newPeer.peer
      if (!this.#probing.has(id) && !this.#tried.has(id)) void this.#probe(newPeer, signal)
    }
  }

  async #probe({ peer, replaces }: NewPeer, signal: AbortSignal): Promise<void> {
    this.#probing.add(peer.id)
    this.#tried.add(peer.id)
    try {
      const probed = await probePeer(this.#context, peer, replaces?.node.address, signal)
      if (signal.aborted) discardProbed(probed)
      else this.#membership.add(probed)
      this.#events.over(`peer ${peer.id}`)
      this.#unreachable.delete(peer.id)
    } catch (error) {
      if (signal.aborted) return
      this.#events.problem(`peer ${peer.id}`, asError(error))
      this.#unreachable.add(peer.id)
    }
    if (signal.aborted) return
    this.#probing.delete(peer.id)
    this.#probeNewPeers()
    this.#onProbed?.()
  }
}

function contextOf({ node }: Member): TendContext {
  return { node: node.toString(), failures: node.failures, generation: undefined, news: false }
}

/** One that all probes of a large cluster listen to at once, which Node would warn of as a leak. */
function sharedController(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}

/** Asked before and after waiting, which the compiler takes for the same. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

/** Whether only the wait for a node to answer helps. */
function isUnreachable(error: unknown): boolean {
  return error instanceof AerospikeError && error.code === 'CLUSTER_UNREACHABLE'
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
