import { AsyncResource } from 'node:async_hooks'
import type { TraceContext } from './contexts.ts'
import type { TraceChannel } from './trace-channel.ts'
import { performance } from '../timers.ts'

/**
 * Publishes one operation on its channels in the order of Node's `TracingChannel.tracePromise`: start, end (of what is done at once),
 * error, asyncStart, asyncEnd. The result is not published: it holds what is in the database.
 */
export class Trace<Context extends TraceContext> {
  readonly context: Context
  readonly startedAt = performance.now()
  readonly #channel: TraceChannel<Context>
  /** The caller's context, for what is published when bytes come in. */
  #caller: AsyncResource | undefined
  #ended = false

  constructor(channel: TraceChannel<Context>, context: Context) {
    this.#channel = channel
    this.context = context
  }

  /** Runs what begins the operation. What it throws is its end. */
  run<T>(begin: () => T): T {
    return this.#channel.start.runStores(this.context, () => {
      this.#caller = new AsyncResource('aerospike-ts')
      try {
        return begin()
      } catch (error) {
        this.#ended = true
        this.#finish(error)
        throw error
      } finally {
        this.#channel.end.publish(this.context)
      }
    })
  }

  /** The end of what was not done at once, before the caller hears of it. Only the first one counts. */
  done(error?: unknown): void {
    if (this.#ended) return
    this.#ended = true
    const publish = (): void => {
      this.#finish(error)
      this.#channel.asyncStart.publish(this.context)
      this.#channel.asyncEnd.publish(this.context)
    }
    if (this.#caller === undefined) publish()
    else this.#caller.runInAsyncScope(publish)
  }

  #finish(error: unknown): void {
    this.context.duration = performance.now() - this.startedAt
    if (error === undefined) return
    this.context.error = error
    this.#channel.error.publish(this.context)
  }
}

/** Traces work that is done when its promise is. Costs a look at the channels when nobody listens. */
export async function traceWork<Context extends TraceContext, T>(
  channel: TraceChannel<Context>,
  context: () => Context,
  work: (context: Context | undefined) => Promise<T>,
): Promise<T> {
  if (!channel.isObserved) return work(undefined)
  const trace = new Trace(channel, context())
  try {
    const value = await trace.run(() => work(trace.context))
    trace.done()
    return value
  } catch (error) {
    trace.done(error)
    throw error
  }
}
