import { AerospikeError, clientError } from '../errors/index.ts'
import type { Metrics, MetricsListener, NodeMetrics } from '../observe/metrics.ts'

/** What a listener is told of. */
interface News {
  onEnable: Metrics
  onSnapshot: Metrics
  onNodeClose: NodeMetrics
  onDisable: Metrics
}

/** One listener, whose failures and slowness are nobody's business but that of whoever hears of problems, once. */
export class Listening {
  readonly #listener: MetricsListener
  readonly #tell: (error: Error) => void
  readonly #told = new Set<string>()
  /** Calls that have not ended. */
  #open = 0

  constructor(listener: MetricsListener, tell: (error: Error) => void) {
    this.#listener = listener
    this.#tell = tell
  }

  /** Resolves when the listener is done; never rejects. */
  async hear<Event extends keyof News>(event: Event, news: News[Event]): Promise<void> {
    if (event === 'onSnapshot' && this.#open > 0) {
      this.#problem(
        'slow',
        'A listener of metrics is slower than their interval: snapshots are left out for it',
      )
      return
    }
    const hear = this.#listener[event] as ((news: News[Event]) => void | Promise<void>) | undefined
    this.#open++
    try {
      await hear?.call(this.#listener, news)
    } catch (error) {
      this.#failed(event, error)
    } finally {
      this.#open--
    }
  }

  #failed(event: string, error: unknown): void {
    if (error instanceof AerospikeError && error.code === 'METRICS_NOT_WRITTEN') this.#tell(error)
    else this.#problem(event, `${event} of a listener of metrics failed; metrics go on`, error)
  }

  #problem(topic: string, message: string, cause?: unknown): void {
    if (this.#told.has(topic)) return
    this.#told.add(topic)
    this.#tell(clientError('METRICS_LISTENER', message, { cause }))
  }
}
