import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { OPERATION_KINDS, type OperationContext } from '../observe/contexts.ts'
import { traceChannels } from '../observe/channels.ts'
import { isError } from '../kinds.ts'
import { BUCKETS, bucketOf } from './history.ts'
import { isOwnWork } from './server-figures.ts'

/** An operation that was slow, or failed. It has no key and no value. */
export interface LoggedOperation {
  /** When it ended, in ms since 1970. */
  readonly at: number
  readonly operation: string
  readonly namespace: string
  readonly set: string
  readonly node: string
  /** Milliseconds. */
  readonly duration: number
  readonly attempts: number
  /** The code of its error; empty for success. */
  readonly code: string
  /** What its error says. */
  readonly message: string
}

/** How many of each kind are kept. */
const KEPT = 100
/** What failed without an error of ours. */
const UNKNOWN_CODE = 'UNKNOWN'

/** Listens to the operations of one client: counts how long they took, and keeps the last that were slow or failed. */
export class OperationsLog {
  readonly slow: LoggedOperation[] = []
  readonly errors: LoggedOperation[] = []
  readonly #clientId: number
  readonly #slowFrom: number
  readonly #now: () => number
  #latencies = noLatencies()
  #count = 0
  #failed = 0

  /** @param slowFrom milliseconds from which on an operation is slow */
  constructor(clientId: number, slowFrom: number, now: () => number = Date.now) {
    this.#clientId = clientId
    this.#slowFrom = slowFrom
    this.#now = now
  }

  start(): void {
    for (const kind of OPERATION_KINDS) subscribe(traceChannels[kind].asyncEnd.name, this.#ended)
  }

  stop(): void {
    for (const kind of OPERATION_KINDS) unsubscribe(traceChannels[kind].asyncEnd.name, this.#ended)
  }

  /** What came since it was asked last. */
  take(): { readonly count: number; readonly failed: number; readonly latencies: readonly number[] } {
    const taken = { count: this.#count, failed: this.#failed, latencies: this.#latencies }
    this.#count = 0
    this.#failed = 0
    this.#latencies = noLatencies()
    return taken
  }

  readonly #ended = (message: unknown): void => {
    const context = message as OperationContext & { readonly node?: string }
    if (context.clientId !== this.#clientId || isOwnWork()) return
    const { duration = 0, error } = context
    this.#count++
    const bucket = bucketOf(duration)
    this.#latencies[bucket] = (this.#latencies[bucket] ?? 0) + 1
    if (error !== undefined) this.#failed++
    if (error === undefined && duration < this.#slowFrom) return
    const entry = describe(context, this.#now())
    if (duration >= this.#slowFrom) keep(this.slow, entry)
    if (error !== undefined) keep(this.errors, entry)
  }
}

function noLatencies(): number[] {
  return new Array<number>(BUCKETS).fill(0)
}

function keep(list: LoggedOperation[], entry: LoggedOperation): void {
  list.push(entry)
  if (list.length > KEPT) list.shift()
}

function describe(context: OperationContext & { readonly node?: string }, at: number): LoggedOperation {
  const { operation, namespace = '', set = '', node = '', duration = 0, attempts, error } = context
  const code = error === undefined ? '' : codeOf(error)
  const message = isError(error) ? error.message : ''
  return { at, operation, namespace, set, node, duration, attempts, code, message }
}

function codeOf(error: unknown): string {
  return isError(error) && 'code' in error ? String(error.code) : UNKNOWN_CODE
}
