import { afterEach } from 'vitest'
import { type Client, type ClientOptions, connect, Key } from '../../src/index.ts'
import { type MemoryServer, type MemoryServerOptions, startMemoryServer } from '../../src/testing/index.ts'

/** Time that is never up, so that only what a test asks for fails. */
const PATIENT = { timeout: 60_000 } as const

const open: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

export interface Rig {
  readonly server: MemoryServer
  readonly client: Client
}

export async function rig(
  options: Partial<ClientOptions> = {},
  serverOptions: MemoryServerOptions = {},
): Promise<Rig> {
  const server = await startMemoryServer(serverOptions)
  open.push(() => server.close())
  return { server, client: await clientOf(server, options) }
}

/** A client of the server, closed at the end of the test. */
export async function clientOf(server: MemoryServer, options: Partial<ClientOptions> = {}): Promise<Client> {
  const client = await connect({
    hosts: server.hosts,
    dialTimeout: 10_000,
    tendInterval: 250,
    defaults: { read: PATIENT, write: PATIENT, operate: PATIENT },
    ...options,
  })
  open.push(() => client.close({ timeout: 0 }))
  return client
}

export function keyOf(i: number | string): Key {
  return new Key('test', 'faults', i)
}

/** A promise's error; it is one if there is none. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not fail')
}

/** Waits until it is so. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
