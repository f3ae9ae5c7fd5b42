import { Ttl } from '../policy/command.ts'

/** Servers refuse a longer ttl: ten years, in seconds. */
export const TTL_MAX = 315_360_000

/**
 * The ttl, in seconds, of a record that is needed for so many milliseconds. Servers count whole seconds, so it lives a little longer: who
 * needs it exactly keeps the time in a bin.
 */
export function ttlFor(milliseconds: number): number {
  return Math.min(TTL_MAX, Math.max(1, Math.ceil(milliseconds / 1_000)))
}

/** What is wrong with a ttl that is an option. */
export function checkTtl(value: unknown): string | undefined {
  return value === Ttl.never ||
    (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= TTL_MAX)
    ? undefined
    : `must be whole seconds from 1 to ${TTL_MAX}, or -1 for never`
}
