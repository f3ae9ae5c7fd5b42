// A store for keyv. The package is not imported: it takes any object that has the methods.
export { createKeyvStore, type KeyvStore, type KeyvStoreOptions } from './keyv/keyv-store.ts'
export type { StoreClient } from './stores/client.ts'
export type { StoreOptions } from './stores/options.ts'
