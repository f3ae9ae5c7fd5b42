import { randomBytes } from 'node:crypto'
import { inject, test } from 'vitest'
import { type Client, type ClientOptions, connect, Key, type UserKey } from '../../src/index.ts'
import { type MemoryServerOptions, startMemoryServer } from '../../src/testing/index.ts'
import { lackOf, type Need } from '../server/needs.ts'

/** A server to test against: a real one, or one that was started for the tests. */
export interface TestServer {
  readonly hosts: string
  close(): Promise<void>
}

const REAL_HOSTS = process.env['AEROSPIKE_HOSTS'] ?? ''

/** Whether the tests run against a real server, which may be slow, shared and of another edition. */
export const isReal = REAL_HOSTS !== ''

/** What to run each test against: the real server, else memory servers of one and of three nodes. */
export const TOPOLOGIES: readonly (readonly [name: string, nodes: number])[] = isReal
  ? [[REAL_HOSTS, 0]]
  : [
      ['1 node', 1],
      ['3 nodes', 3],
    ]

export async function startTestServer(nodes = 1, options: MemoryServerOptions = {}): Promise<TestServer> {
  if (isReal) return { hosts: REAL_HOSTS, close: async () => undefined }
  const server = await startMemoryServer({ nodes, ...options })
  return { hosts: server.hosts, close: () => server.close() }
}

/** Whether the server has what not every real one is configured for; what is left out where it lacks something is printed. */
export function hasFor(name: string, needs: readonly Need[]): boolean {
  const facts = inject('serverFacts')
  const lack = facts === null ? '' : lackOf(facts, needs)
  if (lack !== '') console.log(`left out: ${name} (needs ${lack})`)
  return lack === ''
}

/** A test that not every real server is configured for. */
export function testNeeding(needs: readonly Need[], name: string, run: () => Promise<void>): void {
  test.runIf(hasFor(name, needs))(name, run)
}

/** Commands get plenty of time: a machine with much to do must not fail a test. */
export const PATIENT = {
  read: { timeout: 30_000 },
  write: { timeout: 30_000 },
  operate: { timeout: 30_000 },
} as const

export function open(server: { readonly hosts: string }, options: ClientOptions = {}): Promise<Client> {
  return connect({ hosts: server.hosts, dialTimeout: 10_000, defaults: PATIENT, ...options })
}

/** A set of this run alone, so that runs against one server do not meet. */
export function freshSet(name: string): string {
  return `${name}-${randomBytes(5).toString('hex')}`
}

export const SET = freshSet('test')

let next = 0

/** A key nobody else uses. */
export function freshKey(userKey: UserKey = `key ${next++}`): Key {
  return new Key('test', SET, userKey)
}

/** The error a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not fail')
}
