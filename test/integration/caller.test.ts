import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, Key, ops } from '../../src/index.ts'
import { failure, freshKey, open, startTestServer, type TestServer } from './server.ts'

let server: TestServer
let client: Client

beforeAll(async () => {
  server = await startTestServer(3)
  client = await open(server)
})

afterAll(async () => {
  await client.close()
  await server.close()
})

describe('the stack of a failure names the caller', () => {
  /** As in a service: the command stands two functions below whoever asks. */
  async function repository(run: () => Promise<unknown>): Promise<unknown> {
    const answer = await run()
    return answer
  }

  const failing: [string, () => Promise<unknown>][] = [
    ['refused by the server', () => client.touch(freshKey())],
    ['refused by the server, of operate', () => client.operate(freshKey(), [ops.read('a')])],
    ['refused before it is sent', () => client.put(freshKey(), {})],
    ['without such a namespace', () => client.get(new Key('nope', '', 1))],
    ['aborted', () => client.get(freshKey(), { signal: AbortSignal.abort() })],
  ]

  test.each(failing)('%s', async (_name, run) => {
    async function handler(): Promise<unknown> {
      return await repository(async () => await run())
    }
    let error: unknown
    try {
      const answer = await handler()
      expect(answer).toBe('a failure')
    } catch (failed) {
      error = failed
    }
    const { stack } = error as Error
    expect(stack).toContain('caller.test.ts')
    expect(stack).toContain('repository')
    expect(stack).toContain('handler')
  })

  test('in Promise.all too', async () => {
    async function page(): Promise<void> {
      await Promise.all([client.get(freshKey()), client.touch(freshKey())])
    }
    const error = (await failure(page())) as Error
    expect(error.stack).toContain('page')
    expect(error.stack).toContain('caller.test.ts')
  })

  test('each of many failures has a stack of its own', async () => {
    async function first(): Promise<void> {
      await client.touch(freshKey())
    }
    async function second(): Promise<void> {
      await client.touch(freshKey())
    }
    const [one, two] = (await Promise.all([failure(first()), failure(second())])) as Error[]
    expect(one!.stack).toContain('first')
    expect(one!.stack).not.toContain('second')
    expect(two!.stack).toContain('second')
  })

  test('a rejection that is looked at late is no stray', async () => {
    const promise = client.touch(freshKey())
    const caught = failure(promise)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await caught).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('AsyncLocalStorage', () => {
  test('the context after await is the caller’s, of a thousand interleaved requests', async () => {
    const storage = new AsyncLocalStorage<number>()
    const key = freshKey()
    await client.put(key, { a: 1 })
    const seen = await Promise.all(
      Array.from({ length: 1_000 }, (_, request) =>
        storage.run(request, async () => {
          const contexts: (number | undefined)[] = []
          await client.get(key)
          contexts.push(storage.getStore())
          await client.put(key, { a: request })
          contexts.push(storage.getStore())
          await client.touch(freshKey()).catch(() => contexts.push(storage.getStore()))
          await client.get(key).then(() => contexts.push(storage.getStore()))
          return contexts
        }),
      ),
    )
    for (const [request, contexts] of seen.entries()) expect(contexts).toEqual(Array(4).fill(request))
  })

  test('also when commands wait for a connection, and for the cluster', async () => {
    const storage = new AsyncLocalStorage<number>()
    const { Client } = await import('../../src/index.ts')
    await using lazy = new Client({ hosts: server.hosts, maxConnections: 1, maxDepth: 1 })
    const seen = await Promise.all(
      Array.from({ length: 100 }, (_, request) =>
        storage.run(request, async () => {
          await lazy.get(freshKey(), { timeout: 30_000 })
          return storage.getStore()
        }),
      ),
    )
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })
})
