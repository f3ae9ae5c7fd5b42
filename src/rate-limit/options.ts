import { choice, type OptionTable } from '../policy/table.ts'
import { placeOptions, type StoreOptions } from '../stores/options.ts'

/** Options of {@link createRateLimitStore}. */
export interface RateLimitStoreOptions extends StoreOptions {
  /**
   * `fixed`: a window begins with the first hit, and all hits are forgotten when it ends. `sliding`: hits of the window before count on, the less of them
   * the older it is, so that nobody gets twice the limit around the end of a window. Default `fixed`.
   */
  readonly window?: 'fixed' | 'sliding' | undefined
}

/** Options of {@link createFastifyRateLimitStore}. */
export type FastifyRateLimitStoreOptions = StoreOptions

export const FASTIFY_OPTIONS = placeOptions('rate-limits')

export const RATE_LIMIT_OPTIONS = {
  ...FASTIFY_OPTIONS,
  window: choice(['fixed', 'sliding'], 'fixed', 'How hits are counted from one window to the next.'),
} as const satisfies OptionTable
