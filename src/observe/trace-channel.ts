import { channel, type Channel } from 'node:diagnostics_channel'
import type { TraceContext } from './contexts.ts'

/** The channel of that name; who publishes on it says what its messages are. */
export function channelOf<Message>(name: string): Channel<unknown, Message> {
  return channel(name) as Channel<unknown, Message>
}

/**
 * The five channels that Node calls a TracingChannel, by their names, so that it works in a runtime without that class too:
 * `tracingChannel(name).subscribe(…)` hears them.
 */
export class TraceChannel<Context extends TraceContext> {
  readonly start: Channel<unknown, Context>
  readonly end: Channel<unknown, Context>
  readonly asyncStart: Channel<unknown, Context>
  readonly asyncEnd: Channel<unknown, Context>
  readonly error: Channel<unknown, Context>

  constructor(name: string) {
    this.start = channelOf(`tracing:${name}:start`)
    this.end = channelOf(`tracing:${name}:end`)
    this.asyncStart = channelOf(`tracing:${name}:asyncStart`)
    this.asyncEnd = channelOf(`tracing:${name}:asyncEnd`)
    this.error = channelOf(`tracing:${name}:error`)
  }

  /** Whether anybody listens to any of them. */
  get isObserved(): boolean {
    return (
      this.start.hasSubscribers ||
      this.asyncEnd.hasSubscribers ||
      this.error.hasSubscribers ||
      this.end.hasSubscribers ||
      this.asyncStart.hasSubscribers
    )
  }
}
