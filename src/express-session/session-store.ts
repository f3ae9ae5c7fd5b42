import { clientError } from '../errors/index.ts'
import { resolveStore } from '../stores/options.ts'
import { answering, type Answering } from './answering.ts'
import type { StoredSession } from './expiry.ts'
import { SESSION_OPTIONS, type SessionStoreOptions } from './options.ts'
import { Sessions } from './sessions.ts'

/** What express-session calls, and what a page for operators needs. Without a callback each of them gives a promise. */
export interface SessionStore {
  /** A session; null when there is none. */
  readonly get: Answering<[sid: string], StoredSession | null>
  /** Writes a session; one whose cookie has ended is removed. */
  readonly set: Answering<[sid: string, session: StoredSession], void>
  /** Has a session last as its cookie says now, without writing the session itself. Nothing happens when it is gone. */
  readonly touch: Answering<[sid: string, session: StoredSession], void>
  readonly destroy: Answering<[sid: string], void>
  /** All sessions, by their ids: a query over the set. */
  readonly all: Answering<[], Record<string, StoredSession>>
  readonly ids: Answering<[], string[]>
  readonly length: Answering<[], number>
  /** Removes all sessions of this store. */
  readonly clear: Answering<[], void>
}

/** The class that a store is made of: `session.Store` of express-session. */
export type SessionStoreBase<Base> = abstract new () => Base

/**
 * A store for express-session. It is made from the very class of the application's express-session, so that this entry point needs neither the
 * package nor its types; what asks for nothing more than methods, as `@fastify/session`, takes one made from `EventEmitter`.
 *
 * @throws ArgumentError `INVALID_ARGUMENT`, `INVALID_OPTION`
 * @example
 * import express from 'express'
 * import session from 'express-session'
 * import { randomBytes } from 'node:crypto'
 * const store = createSessionStore(session.Store, { client, namespace: 'test' })
 * const secret = randomBytes(32).toString('hex')
 * express().use(session({ store, secret, resave: false, saveUninitialized: false }))
 */
export function createSessionStore<Base>(
  Store: SessionStoreBase<Base>,
  options: SessionStoreOptions,
): SessionStore & Base {
  const where = 'createSessionStore'
  if (!isStoreClass(Store))
    throw clientError('INVALID_ARGUMENT', `${where}: the first argument must be a class of event emitters`, {
      hint: 'give session.Store of express-session, or EventEmitter of node:events',
    })
  const { place, settings } = resolveStore(SESSION_OPTIONS, options, where)
  const sessions = new Sessions(place, settings)
  // The class is abstract for the lack of what is added here.
  const store = new (Store as unknown as new () => object)()
  return Object.assign(store, methodsOf(sessions)) as SessionStore & Base
}

function methodsOf(sessions: Sessions): SessionStore {
  return {
    get: answering(1, (sid) => sessions.get(sid)),
    set: answering(2, (sid, session) => sessions.set(sid, session)),
    touch: answering(2, (sid, session) => sessions.touch(sid, session)),
    destroy: answering(1, (sid) => sessions.destroy(sid)),
    all: answering(0, () => sessions.all()),
    ids: answering(0, () => sessions.ids()),
    length: answering(0, () => sessions.length()),
    clear: answering(0, () => sessions.clear()),
  }
}

function isStoreClass(value: unknown): boolean {
  return (
    typeof value === 'function' && typeof (value.prototype as { on?: unknown } | undefined)?.on === 'function'
  )
}
