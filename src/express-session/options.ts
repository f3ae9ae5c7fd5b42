import { boolean, custom, type OptionTable } from '../policy/table.ts'
import { placeOptions, type StoreOptions } from '../stores/options.ts'
import { checkTtl } from '../stores/ttl.ts'
import type { StoredSession } from './expiry.ts'

/** How sessions become text or bytes, and back. */
export interface SessionSerializer {
  stringify(session: StoredSession): string | Uint8Array
  /** Gets what the other gave: text, or a Buffer. */
  parse(stored: never): unknown
}

/** Options of {@link createSessionStore}. */
export interface SessionStoreOptions extends StoreOptions {
  /**
   * Seconds that a session lasts whose cookie does not say it, from 1 to 315360000, or -1 for ever. Default 86400, a day. A function is asked for each
   * session, whatever its cookie says.
   */
  readonly ttl?: number | ((session: StoredSession) => number) | undefined
  /** Leave sessions that were only read as they are: they end when they would have ended. Default false. */
  readonly disableTouch?: boolean | undefined
  /** Default JSON. */
  readonly serializer?: SessionSerializer | undefined
}

function checkSessionTtl(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : checkTtl(value)
}

function checkSerializer(value: unknown): string | undefined {
  const { stringify, parse } = (value ?? {}) as Partial<SessionSerializer>
  return typeof stringify === 'function' && typeof parse === 'function'
    ? undefined
    : 'must have the functions stringify and parse'
}

export const SESSION_OPTIONS = {
  ...placeOptions('sessions'),
  ttl: custom<number | ((session: StoredSession) => number)>(
    86_400,
    checkSessionTtl,
    'Seconds that a session lasts whose cookie does not say it, or a function that says it.',
  ),
  disableTouch: boolean(false, 'Leave sessions that were only read as they are.'),
  serializer: custom<SessionSerializer>(JSON, checkSerializer, 'How sessions become text or bytes.'),
} as const satisfies OptionTable
