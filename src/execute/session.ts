import type { ClusterState } from '../cluster/state.ts'
import { type AerospikeError, clientError, copyError } from '../errors/index.ts'
import { type AbortEntry, AbortRegistry } from './abort.ts'
import { asError } from './as-error.ts'
import type { NodeCounters } from '../observe/counters.ts'
import type { Measures } from '../observe/measures.ts'
import { Deadlines, type Timed } from './deadlines.ts'
import { clearInterval, clearTimeout, setInterval, setTimeout } from '../timers.ts'

/** What operations need of the cluster. */
export interface ClusterView {
  readonly state: ClusterState
  /** Asks for an early look at the cluster. */
  refresh(): void
}

/** What a session stands on. */
export interface SessionParts {
  readonly cluster: ClusterView
  /** Racks of the client, the dearest first; they may change. */
  readonly racks: { readonly rackIds: readonly number[] }
  /** The application's name. */
  readonly appId?: string
  /** Whether the client logs in, so that a session that is over can be renewed. Default false. */
  readonly logsIn?: boolean
  /** Whether the cluster is known from the start. Default false. */
  readonly isReady?: boolean
  /** Finds the cluster; resolves at once when it is known. */
  readonly connect: (signal?: AbortSignal) => Promise<void>
}

/** An operation in flight: a command on one record, or the scope of anything else. */
export interface InFlight extends Timed {
  /** Ends it from outside, at whatever stage it is. */
  cancel(error: AerospikeError): void
  /**
   * How far it has come when all it does is wait for its consumer; undefined while it works or waits for a node. Twice the same
   * number at {@link HELD_UP_INTERVAL} is a consumer that does not go on.
   */
  readonly progress?: number | undefined
}

const HELD_UP_INTERVAL = 250

/** How many there have been in this process. */
let sessions = 0

/**
 * What all operations of one client share: the cluster, whether anything may start, and the account of what is in flight. It
 * knows each operation as {@link InFlight} only.
 */
export class Session {
  readonly cluster: ClusterView
  readonly #racks: { readonly rackIds: readonly number[] }
  readonly logsIn: boolean
  /** Holds every operation in flight, also those without a time limit. */
  readonly deadlines = new Deadlines<InFlight>()
  readonly #connect: (signal?: AbortSignal) => Promise<void>
  readonly #aborts = new AbortRegistry()
  /** Tells the clients of a process apart, for who looks. */
  readonly id = ++sessions
  /** The application's name, for who looks. */
  readonly appId: string | undefined
  /** What is measured; undefined while metrics are off. */
  metrics: Measures | undefined
  #inFlight = 0
  #begun = 0
  #retries = 0
  #idle: (() => void)[] = []
  #refusal: (() => AerospikeError) | undefined
  #isReady: boolean

  constructor({ cluster, racks, connect, isReady = false, logsIn = false, appId }: SessionParts) {
    this.appId = appId === '' ? undefined : appId
    this.logsIn = logsIn
    this.#isReady = isReady
    this.cluster = cluster
    this.#racks = racks
    this.#connect = connect
  }

  /** Racks of the client, the dearest first. */
  get rackIds(): readonly number[] {
    return this.#racks.rackIds
  }

  /** Operations that have not ended. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Operations since the start. */
  get begun(): number {
    return this.#begun
  }

  /** Tries that failed and were made again, since the start. */
  get retries(): number {
    return this.#retries
  }

  /** Whether the cluster is known. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** Why no operation may start, as an error of its own for each; undefined when it may. */
  refusal(): AerospikeError | undefined {
    return this.#refusal?.()
  }

  /** From now on nothing starts any more. */
  refuse(error: () => AerospikeError): void {
    this.#refusal = error
  }

  /** Finds the cluster, for one caller who waits for nothing else. */
  async connect(signal?: AbortSignal): Promise<void> {
    await this.#connect(signal)
    this.#isReady = true
  }

  /** Resolves when the cluster is known; a client that was never connected connects now. Rejects with an error of the caller's own. */
  async ready(): Promise<void> {
    try {
      await this.connect()
    } catch (error) {
      // All that wait for the cluster share its failure, and each has a key, attempts and doubt of its own.
      throw copyError(asError(error))
    }
  }

  /** Counts an operation. Each ends with one {@link leave}. */
  enter(): void {
    this.#inFlight++
    this.#begun++
  }

  /** Counts a try that is made again, at the node where it failed if there was one. */
  retried(at: NodeCounters | undefined, tries = 1): void {
    this.#retries += tries
    if (at !== undefined) at.retries += tries
  }

  leave(): void {
    if (--this.#inFlight === 0 && this.#idle.length > 0) for (const wake of this.#idle.splice(0)) wake()
  }

  /** Has an operation cancelled when a signal aborts, until what it returns is given to {@link unwatch}. */
  watch(signal: AbortSignal, operation: InFlight): AbortEntry {
    return this.#aborts.add(signal, () => {
      operation.cancel(abortError(signal))
    })
  }

  unwatch(entry: AbortEntry): void {
    this.#aborts.remove(entry)
  }

  /**
   * Resolves when nothing is in flight, at the latest after `limit` ms. What only waits for a consumer that does not go on
   * ends with `error` meanwhile.
   */
  whenIdle(limit: number, error: () => AerospikeError): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const seen = new WeakMap<InFlight, number>()
      const done = (): void => {
        clearTimeout(timer)
        clearInterval(looking)
        resolve()
      }
      const timer = setTimeout(done, limit)
      const looking = setInterval(() => {
        this.#endHeldUp(seen, error)
      }, HELD_UP_INTERVAL)
      this.#idle.push(done)
    })
  }

  #endHeldUp(seen: WeakMap<InFlight, number>, error: () => AerospikeError): void {
    for (const operation of this.deadlines.entries()) {
      const { progress } = operation
      if (progress === undefined) seen.delete(operation)
      else if (seen.get(operation) === progress) operation.cancel(error())
      else seen.set(operation, progress)
    }
  }

  /** Ends every operation that is still in flight. */
  cancelAll(error: () => AerospikeError): void {
    for (const operation of this.deadlines.entries()) operation.cancel(error())
  }
}

/** The error of whatever a signal ended. */
export function abortError(signal: AbortSignal): AerospikeError {
  return clientError('ABORTED', 'The command was aborted', { cause: signal.reason })
}
