// A store for express-session. The package is not imported: the application gives the class that stores are made from.
export type { Answering } from './express-session/answering.ts'
export type { StoredSession } from './express-session/expiry.ts'
export type { SessionSerializer, SessionStoreOptions } from './express-session/options.ts'
export {
  createSessionStore,
  type SessionStore,
  type SessionStoreBase,
} from './express-session/session-store.ts'
export type { StoreClient } from './stores/client.ts'
export type { StoreOptions } from './stores/options.ts'
