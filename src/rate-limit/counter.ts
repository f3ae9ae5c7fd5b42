import { AerospikeError } from '../errors/index.ts'
import { Ttl } from '../policy/command.ts'
import type { Bins } from '../record.ts'
import type { Place } from '../stores/place.ts'
import { ttlFor } from '../stores/ttl.ts'
import { BINS, hitOperations, missOperations, type Window } from './window.ts'

/** What is known of one who is counted. */
export interface Count {
  readonly hits: number
  /** When the window ends: milliseconds since 1970. */
  readonly reset: number
}

/**
 * Counts hits, one record for each who is counted. When a window ends stands in the record, by the clock of the client that
 * opened it; the ttl only clears the record away.
 */
export class Counter {
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  async hit(name: string, window: Window): Promise<Count> {
    const now = Date.now()
    const key = this.#place.key(name)
    const needed = window.length * (window.slides ? 2 : 1)
    const { results } = await this.#place.client.operate(key, hitOperations(window, now), {
      ttl: ttlFor(needed),
      sendKey: true,
    })
    const [, , , hits, before, reset] = results
    const count = countOf({ hits, before, reset }, window, now)
    // A window that was doubled outlives the ttl that the hit could know of.
    if (count.reset - now > needed) await this.#place.client.touch(key, { ttl: ttlFor(count.reset - now) })
    return count
  }

  /** Takes a hit back. The window stays as it is, and none is opened. */
  async miss(name: string): Promise<void> {
    try {
      await this.#place.client.operate(this.#place.key(name), missOperations(), {
        ttl: Ttl.keep,
        exists: 'updateOnly',
      })
    } catch (error) {
      if (!(error instanceof AerospikeError && error.code === 'NOT_FOUND')) throw error
    }
  }

  /** Undefined when no window is open. */
  async read(name: string, window: Window): Promise<Count | undefined> {
    const record = await this.#place.client.get(this.#place.key(name))
    const now = Date.now()
    if (record === null || !isOpen(record.bins, now)) return undefined
    return countOf(record.bins, window, now)
  }

  async remove(name: string): Promise<void> {
    await this.#place.client.remove(this.#place.key(name))
  }

  clear(): Promise<void> {
    return this.#place.clear()
  }
}

function isOpen(bins: Bins, now: number): boolean {
  return numberOf(bins[BINS.reset]) > now
}

/** Of the window before, as much counts as of it is younger than one window. */
function countOf(bins: { readonly [bin: string]: unknown }, { length }: Window, now: number): Count {
  const reset = numberOf(bins[BINS.reset])
  const share = Math.min(1, Math.max(0, (reset - now) / length))
  const before = Math.floor(numberOf(bins[BINS.before]) * share)
  return { hits: numberOf(bins[BINS.hits]) + before, reset }
}

function numberOf(value: unknown): number {
  return Number(value ?? 0)
}
