import { AerospikeError, clientError } from '../errors/index.ts'
import * as ops from '../operations/ops.ts'
import { Ttl } from '../policy/command.ts'
import type { Resolved } from '../policy/table.ts'
import type { Bins } from '../record.ts'
import type { Place } from '../stores/place.ts'
import { checkTtl, ttlFor } from '../stores/ttl.ts'
import { deadlineOf, type StoredSession } from './expiry.ts'
import type { SESSION_OPTIONS } from './options.ts'

/** The session as the serializer gives it, and when it ends: milliseconds since 1970, 0 when only the record's ttl says it. */
const BINS = { session: 'session', expires: 'expires' } as const

/** How long a session lasts from now on. */
interface Life {
  /** Of its record. */
  readonly ttl: number
  readonly expires: number
}

/** Sessions as records, by promises. */
export class Sessions {
  readonly #place: Place
  readonly #settings: Resolved<typeof SESSION_OPTIONS>

  constructor(place: Place, settings: Resolved<typeof SESSION_OPTIONS>) {
    this.#place = place
    this.#settings = settings
  }

  async get(sid: string): Promise<StoredSession | null> {
    const record = await this.#place.client.get(this.#place.key(sid))
    return record === null || hasEnded(record.bins) ? null : this.#sessionOf(record.bins)
  }

  async set(sid: string, session: StoredSession): Promise<void> {
    const life = this.#lifeOf(session)
    if (life === undefined) return this.destroy(sid)
    const bins = {
      [BINS.session]: this.#settings.serializer.stringify(session),
      [BINS.expires]: life.expires,
    }
    await this.#place.client.put(this.#place.key(sid), bins, { ttl: life.ttl, sendKey: true })
  }

  /** The session's text stays as it is; its new end goes into a bin of its own. */
  async touch(sid: string, session: StoredSession): Promise<void> {
    if (this.#settings.disableTouch) return
    const life = this.#lifeOf(session)
    if (life === undefined) return this.destroy(sid)
    try {
      await this.#place.client.operate(this.#place.key(sid), [ops.write(BINS.expires, life.expires)], {
        ttl: life.ttl,
        exists: 'updateOnly',
      })
    } catch (error) {
      // It has ended meanwhile.
      if (!(error instanceof AerospikeError && error.code === 'NOT_FOUND')) throw error
    }
  }

  async destroy(sid: string): Promise<void> {
    await this.#place.client.remove(this.#place.key(sid))
  }

  async all(): Promise<Record<string, StoredSession>> {
    const sessions: Record<string, StoredSession> = Object.create(null) as Record<string, StoredSession>
    for await (const { name, record } of this.#place.records(BINS.session, BINS.expires))
      if (!hasEnded(record.bins)) sessions[name] = this.#sessionOf(record.bins)
    return sessions
  }

  async ids(): Promise<string[]> {
    const ids: string[] = []
    for await (const { name, record } of this.#place.records(BINS.expires))
      if (!hasEnded(record.bins)) ids.push(name)
    return ids
  }

  async length(): Promise<number> {
    return (await this.ids()).length
  }

  clear(): Promise<void> {
    return this.#place.clear()
  }

  /** Undefined for a session that has ended. */
  #lifeOf(session: StoredSession): Life | undefined {
    const { ttl } = this.#settings
    const now = Date.now()
    if (typeof ttl === 'function') {
      const seconds = ttl(session)
      const fault = checkTtl(seconds)
      if (fault !== undefined) throw clientError('INVALID_OPTION', `ttl: what the function gives ${fault}`)
      return { ttl: seconds, expires: seconds === Ttl.never ? 0 : now + seconds * 1_000 }
    }
    const deadline = deadlineOf(session, now)
    if (deadline === undefined) return { ttl, expires: 0 }
    return deadline <= now ? undefined : { ttl: ttlFor(deadline - now), expires: Math.ceil(deadline) }
  }

  #sessionOf(bins: Bins): StoredSession {
    const session = this.#settings.serializer.parse(bins[BINS.session] as never) as StoredSession
    const { [BINS.expires]: expires } = bins
    // A session that was touched lasts longer than its text says.
    return typeof expires === 'number' && expires > 0 && hasDeadline(session)
      ? { ...session, cookie: { ...session.cookie, expires: new Date(expires) } }
      : session
  }
}

function hasDeadline(session: StoredSession): boolean {
  return deadlineOf(session, 0) !== undefined
}

/** Servers count whole seconds, and may keep a record for one more. */
function hasEnded(bins: Bins): boolean {
  const { [BINS.expires]: expires } = bins
  return typeof expires === 'number' && expires > 0 && expires <= Date.now()
}
