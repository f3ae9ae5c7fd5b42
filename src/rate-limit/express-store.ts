import { clientError } from '../errors/index.ts'
import { resolveStore } from '../stores/options.ts'
import { Counter } from './counter.ts'
import { RATE_LIMIT_OPTIONS, type RateLimitStoreOptions } from './options.ts'
import { lengthOf, type Window } from './window.ts'

/** How often a client hit, and when that is forgotten. */
export interface HitCount {
  totalHits: number
  resetTime: Date
}

/** Of the options of express-rate-limit, what the store needs. */
export interface LimiterOptions {
  readonly windowMs: number
}

/** As express-rate-limit has it, until it says otherwise. */
const WINDOW = 60_000

/** A store for express-rate-limit. Each limiter needs its own, with a prefix or a set of its own. */
export class RateLimitStore {
  /** Counts are seen by all that share the cluster. */
  readonly localKeys = false
  readonly prefix: string
  readonly #counter: Counter
  #window: Window

  /** @internal */
  constructor(counter: Counter, prefix: string, slides: boolean) {
    this.prefix = prefix
    this.#counter = counter
    this.#window = { length: WINDOW, slides }
  }

  /** Called by express-rate-limit. */
  init({ windowMs }: LimiterOptions): void {
    if (!(Number.isFinite(windowMs) && windowMs >= 1))
      throw clientError('INVALID_OPTION', 'windowMs must be milliseconds, from 1 on')
    this.#window = { ...this.#window, length: lengthOf(windowMs) }
  }

  /** Undefined when there is no hit in a window that is open. */
  async get(key: string): Promise<HitCount | undefined> {
    const count = await this.#counter.read(key, this.#window)
    return count && { totalHits: count.hits, resetTime: new Date(count.reset) }
  }

  async increment(key: string): Promise<HitCount> {
    const { hits, reset } = await this.#counter.hit(key, this.#window)
    return { totalHits: hits, resetTime: new Date(reset) }
  }

  async decrement(key: string): Promise<void> {
    await this.#counter.miss(key)
  }

  async resetKey(key: string): Promise<void> {
    await this.#counter.remove(key)
  }

  /** Forgets all that this store counted. */
  async resetAll(): Promise<void> {
    await this.#counter.clear()
  }
}

/**
 * A store for express-rate-limit: counts are kept by the cluster, one atomic command for each hit.
 *
 * @throws ArgumentError `INVALID_OPTION`
 * @example
 * import express from 'express'
 * import rateLimit from 'express-rate-limit'
 * const store = createRateLimitStore({ client, namespace: 'test' })
 * express().use(rateLimit({ limit: 100, windowMs: 60_000, store }))
 */
export function createRateLimitStore(options: RateLimitStoreOptions): RateLimitStore {
  const { place, settings } = resolveStore(RATE_LIMIT_OPTIONS, options, 'createRateLimitStore')
  return new RateLimitStore(new Counter(place), place.prefix, settings.window === 'sliding')
}
