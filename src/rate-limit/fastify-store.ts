import { resolveStore } from '../stores/options.ts'
import type { Place } from '../stores/place.ts'
import { type Count, Counter } from './counter.ts'
import { FASTIFY_OPTIONS, type FastifyRateLimitStoreOptions } from './options.ts'
import { lengthOf, type Window } from './window.ts'

/** Of the options of `@fastify/rate-limit` and its routes, what the store needs. */
export interface FastifyLimits {
  readonly continueExceeding?: boolean | undefined
  readonly exponentialBackoff?: boolean | undefined
  readonly groupId?: string | undefined
  readonly routeInfo?:
    | { readonly method?: string | readonly string[] | undefined; readonly url?: string | undefined }
    | undefined
}

/** Called with the hits, and the milliseconds until they are forgotten. */
export type FastifyCallback = (error: Error | null, result?: { current: number; ttl: number }) => void

/** A store as `@fastify/rate-limit` uses it. */
export interface FastifyRateLimitStore {
  incr(key: string, callback: FastifyCallback, timeWindow: number, max: number): void
  /** The same without counting. */
  read(key: string, callback: FastifyCallback, timeWindow: number): void
  /** The store of a route that has limits of its own. */
  child(routeOptions: object): FastifyRateLimitStore
}

/** A class of stores: `@fastify/rate-limit` makes them itself. */
export type FastifyRateLimitStoreClass = new (options: object) => FastifyRateLimitStore

class Store implements FastifyRateLimitStore {
  readonly #place: Place
  readonly #limits: FastifyLimits
  readonly #counter: Counter

  constructor(place: Place, limits: FastifyLimits) {
    this.#place = place
    this.#limits = limits
    this.#counter = new Counter(place)
  }

  incr(key: string, callback: FastifyCallback, timeWindow: number, max: number): void {
    tell(this.#counter.hit(key, this.#windowOf(timeWindow, max)), callback)
  }

  read(key: string, callback: FastifyCallback, timeWindow: number): void {
    tell(this.#counter.read(key, this.#windowOf(timeWindow)), callback)
  }

  child(routeOptions: object): FastifyRateLimitStore {
    const limits = routeOptions as FastifyLimits
    const { method = '', url = '' } = limits.routeInfo ?? {}
    // The group's name is a part of the key already: its routes share their counts.
    const prefix = limits.groupId === undefined ? `${String(method)}${url}-` : 'group-'
    return new Store(this.#place.below(prefix), limits)
  }

  #windowOf(timeWindow: number, max?: number): Window {
    const { continueExceeding, exponentialBackoff } = this.#limits
    const then = continueExceeding ? 'renew' : exponentialBackoff ? 'double' : undefined
    return {
      length: lengthOf(timeWindow),
      slides: false,
      exceeding: then && max !== undefined ? { max: Math.trunc(max), then } : undefined,
    }
  }
}

function tell(work: Promise<Count | undefined>, callback: FastifyCallback): void {
  work.then(
    (count) => {
      const ttl = Math.max(0, (count?.reset ?? 0) - Date.now())
      callback(null, { current: count?.hits ?? 0, ttl })
    },
    (error: unknown) => callback(error as Error),
  )
}

/**
 * A class of stores for `@fastify/rate-limit`, which makes one for the application and one for each route with limits of its own.
 * `continueExceeding` and `exponentialBackoff` work as with its own stores.
 *
 * @throws ArgumentError `INVALID_OPTION`
 * @example
 * import rateLimit from '@fastify/rate-limit'
 * import fastify from 'fastify'
 * const store = createFastifyRateLimitStore({ client, namespace: 'test' })
 * await fastify().register(rateLimit, { max: 100, timeWindow: 60_000, store })
 */
export function createFastifyRateLimitStore(
  options: FastifyRateLimitStoreOptions,
): FastifyRateLimitStoreClass {
  const { place } = resolveStore(FASTIFY_OPTIONS, options, 'createFastifyRateLimitStore')
  return class extends Store {
    constructor(limits: object) {
      super(place, limits)
    }
  }
}
