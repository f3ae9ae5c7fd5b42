import { custom, integer, type OptionTable } from '../policy/table.ts'
import { placeOptions, type StoreOptions } from '../stores/options.ts'
import { TTL_MAX } from '../stores/ttl.ts'

/** What is known of a request. */
export interface CachedRequest {
  readonly method: string
  /** Path and query, as they were asked for. */
  readonly url: string
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
}

/** Options of {@link createHttpCache}. */
export interface HttpCacheOptions extends StoreOptions {
  /** Seconds that a response is kept whose Cache-Control does not say it. Default 60; 0 keeps only those that say it. */
  readonly ttl?: number | undefined
  /** Statuses that are kept. Default 200 alone. */
  readonly statuses?: readonly number[] | undefined
  /** Bytes of the largest body that is kept. Default 524288. A record takes at most what `max-record-size` of the namespace says. */
  readonly maxBytes?: number | undefined
  /** What a response is kept under; undefined leaves the cache out. Default host, blank, and path with query. */
  readonly key?: ((request: CachedRequest) => string | undefined) | undefined
  /** Called when the cache could not be asked or written. The request is answered all the same. Default none. */
  readonly onError?: ((error: unknown) => void) | undefined
}

function checkStatuses(value: unknown): string | undefined {
  return Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (status) =>
        Number.isInteger(status) && status >= 200 && status < 600 && status !== 206 && status !== 304,
    )
    ? undefined
    : 'must be a list of statuses from 200 on, and neither 206 nor 304'
}

function checkFunction(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : 'must be a function'
}

export const HTTP_CACHE_OPTIONS = {
  ...placeOptions('responses'),
  ttl: integer(60, 0, TTL_MAX, 'Seconds that a response is kept whose Cache-Control does not say it.'),
  statuses: custom<readonly number[]>([200], checkStatuses, 'Statuses that are kept.'),
  maxBytes: integer(524_288, 0, 8_388_608, 'Bytes of the largest body that is kept.'),
  key: custom<(request: CachedRequest) => string | undefined>(
    keyOf,
    checkFunction,
    'What a response is kept under.',
  ),
  onError: custom<((error: unknown) => void) | undefined>(
    undefined,
    checkFunction,
    'Called when the cache could not be asked or written.',
  ),
} as const satisfies OptionTable

function keyOf({ headers, url }: CachedRequest): string {
  return `${String(headers['host'] ?? '').toLowerCase()} ${url}`
}
