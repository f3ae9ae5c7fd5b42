import { isDeepStrictEqual, inspect } from 'node:util'
import { type Bins, type Client, Expression, Key, type Operation, ops } from '../../../src/index.ts'
import {
  enableNetwork,
  type MemoryFixture,
  type MemoryFixtureOptions,
  type MemoryServer,
  startMemoryFixture,
} from '../../../src/testing/index.ts'
import { clearTimeout, setTimeout } from '../../../src/timers.ts'

// What the program of all examples runs on.

/** What every example finds without an import. */
export interface Setting {
  readonly client: Client
  readonly key: Key
  readonly server: MemoryServer
}

export interface Loaded {
  example(setting: Setting): Promise<void>
}

export interface Runnable {
  readonly where: string
  /** Whether it is about users and roles. */
  readonly isSecured: boolean
  load(): Promise<Loaded>
}

const key = new Key('test', 'users', 42)
const PLAIN: MemoryFixtureOptions = {
  recordCalls: true,
  seed: async (client) => {
    const indexes = [
      ['age', 'numeric'],
      ['name', 'string'],
      ['place', 'geo2dsphere'],
      ['tags', 'string', 'list'],
      ['scores', 'numeric', 'mapValues'],
    ] as const
    for (const [bin, type, collection] of indexes) {
      const task = await client.createIndex({
        namespace: 'test',
        set: 'users',
        name: `users-${bin}`,
        bin,
        type,
        collection,
      })
      await task.wait()
    }
    await client.put(key, { name: 'Ann', age: 31 })
  },
}
const SECURED: MemoryFixtureOptions = {
  server: { security: { users: [{ name: 'admin', password: 'admin', roles: ['user-admin'] }] } },
  client: { credentials: { user: 'admin', password: 'admin' } },
}

/** Runs one example after the other, each on the same state, and writes what became of it, a line each. */
export async function runExamples(examples: readonly Runnable[]): Promise<void> {
  const plain = await startMemoryFixture(PLAIN)
  const secured = await startMemoryFixture(SECURED)
  for (const { where, isSecured, load } of examples) {
    const fixture = isSecured ? secured : plain
    await fixture.reset()
    const error = await failureOf(fixture, load)
    console.log(JSON.stringify({ where, error }))
  }
  // Some examples leave servers and clients open.
  process.exit(0)
}

async function failureOf(fixture: MemoryFixture, load: () => Promise<Loaded>): Promise<string | undefined> {
  const { client, server } = fixture
  let timer
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not end')), 10_000)
  })
  try {
    const { example } = await load()
    await Promise.race([example({ client, server, key }), late])
    return undefined
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  } finally {
    clearTimeout(timer)
    enableNetwork()
  }
}

/** What a comment says. */
export interface Said {
  readonly comment: string
  readonly value?: () => unknown
  readonly before?: () => unknown
  readonly after?: () => unknown
}

/** Compares what an expression gives with what the comment behind it says. */
export async function says({ client }: Setting, given: unknown, said: Said): Promise<void> {
  if (said.before === undefined) {
    compare(given, said)
    return
  }
  await client.remove(key)
  await client.put(key, said.before() as Bins)
  const operation = given instanceof Expression ? ops.readExpression('given', given) : (given as Operation)
  const { results } = await client.operate(key, [operation])
  compare(results[0], said)
  if (said.after === undefined) return
  const record = await client.get(key)
  equal(record?.bins, said.after(), said.comment)
}

function compare(given: unknown, { value, comment }: Said): void {
  if (value !== undefined) equal(given, value(), comment)
}

function equal(given: unknown, wanted: unknown, comment: string): void {
  if (isDeepStrictEqual(given, wanted)) return
  throw new Error(`// ${comment}\nbut it is ${inspect(given, { depth: 9 })}`)
}
