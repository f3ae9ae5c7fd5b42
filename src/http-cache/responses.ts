import { isBytes } from '../kinds.ts'
import type { Resolved } from '../policy/table.ts'
import type { Place } from '../stores/place.ts'
import { ttlFor } from '../stores/ttl.ts'
import type { CachedRequest, HTTP_CACHE_OPTIONS } from './options.ts'
import { type Head, headOf, type Headers, isCacheable, suits, takesKept } from './rules.ts'

/** What stands beside the body, as JSON, and the body. */
const BINS = { head: 'head', body: 'body' } as const

/** A longer key helps nobody, and would let a stranger fill the set. */
const KEY_MAX = 2_048

/** A response that was kept. */
export interface Kept {
  readonly head: Head
  readonly body: Uint8Array
}

/** Responses as records. What goes wrong here is told, and never keeps a request from its answer. */
export class Responses {
  readonly #place: Place
  readonly #settings: Resolved<typeof HTTP_CACHE_OPTIONS>

  constructor(place: Place, settings: Resolved<typeof HTTP_CACHE_OPTIONS>) {
    this.#place = place
    this.#settings = settings
  }

  get maxBytes(): number {
    return this.#settings.maxBytes
  }

  /** What the response to a request is kept under; undefined when the cache has nothing to do with it. */
  keyOf(request: CachedRequest): string | undefined {
    if (!isCacheable(request)) return undefined
    const key = this.#settings.key(request)
    return key !== undefined && key.length <= KEY_MAX ? key : undefined
  }

  async find(key: string, request: CachedRequest): Promise<Kept | undefined> {
    if (!takesKept(request)) return undefined
    try {
      const record = await this.#place.client.get(this.#place.key(key))
      if (record === null) return undefined
      const { [BINS.head]: text, [BINS.body]: body } = record.bins
      if (typeof text !== 'string') return undefined
      const head = JSON.parse(text) as Head
      return isBytes(body) && suits(head, request, Date.now()) ? { head, body } : undefined
    } catch (error) {
      this.#tell(error)
      return undefined
    }
  }

  /** Keeps a response, when it may be kept. */
  async keep(
    key: string,
    request: CachedRequest,
    response: { readonly status: number; readonly headers: Headers; readonly body: Uint8Array },
  ): Promise<void> {
    const { ttl, statuses, maxBytes } = this.#settings
    if (!statuses.includes(response.status) || response.body.length > maxBytes) return
    const now = Date.now()
    const head = headOf(request, response, { ttl, now })
    if (head === undefined) return
    try {
      const bins = { [BINS.head]: JSON.stringify(head), [BINS.body]: response.body }
      await this.#place.client.put(this.#place.key(key), bins, {
        ttl: ttlFor(head.expires - now),
        sendKey: true,
      })
    } catch (error) {
      this.#tell(error)
    }
  }

  remove(key: string): Promise<boolean> {
    return this.#place.client.remove(this.#place.key(key))
  }

  clear(beginning: string): Promise<void> {
    return this.#place.below(beginning).clear()
  }

  #tell(error: unknown): void {
    try {
      this.#settings.onError?.(error)
    } catch {
      // What the application's function throws has nobody to go to.
    }
  }
}
