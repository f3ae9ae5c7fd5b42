import type { Client } from '../client.ts'

/**
 * A client of this package, known by its shape: a class with private fields, in the declarations of two entry points, would be two
 * types.
 */
export interface StoreClient {
  readonly id: number
  readonly isConnected: boolean
  get(key: never): Promise<unknown>
  operate(key: never, operations: never): Promise<unknown>
  query(namespace: string, set?: string | null): unknown
  close(): Promise<void>
}

/** What is wrong with what should be a client. */
export function checkClient(value: unknown): string | undefined {
  const { get, operate, query } = (value ?? {}) as Partial<StoreClient>
  return [get, operate, query].every((method) => typeof method === 'function')
    ? undefined
    : 'must be a client, as connect() of aerospike-ts gives one'
}

/** The client itself, of what was checked to be one. */
export function clientOf(checked: StoreClient): Client {
  return checked as unknown as Client
}
