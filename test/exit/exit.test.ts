import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'
import { type Bundle, bundle, CLEAN, run } from './program.ts'

let built: Bundle
let server: MemoryServer
let closed: string
let silent: Server

beforeAll(async () => {
  built = await bundle()
  server = await startMemoryServer({ nodes: 3 })
  // Takes connections and says nothing.
  silent = createServer((socket) => socket.resume().on('error', () => undefined))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  closed = `127.0.0.1:${(gone.address() as AddressInfo).port}`
  await new Promise((resolve) => gone.close(resolve))
})

afterAll(async () => {
  built.remove()
  silent.close()
  await server.close()
})

function silentHost(): string {
  return `127.0.0.1:${(silent.address() as AddressInfo).port}`
}

describe('a process ends by itself, without a word, after', () => {
  const programs: [name: string, program: string][] = [
    ['importing only', ''],
    ['constructing only', `new api.Client(hosts)`],
    ['connecting and closing', `await (await api.connect(hosts)).close()`],
    [
      'closing twice, at once and later',
      `const client = await api.connect(hosts)
       await Promise.all([client.close(), client.close()])
       await client.close()`,
    ],
    [
      'closing while it connects',
      `const client = new api.Client(hosts)
       const connecting = client.connect().then(() => 'connected', code)
       await client.close()
       check(await connecting, 'CLIENT_CLOSED')`,
    ],
    [
      'closing with 1,000 in flight',
      `const client = await api.connect(hosts)
       const puts = Array.from({ length: 1000 }, (_, i) => client.put(key(i), { i }, { timeout: 0 }))
       await client.close({ timeout: 60_000 })
       check((await Promise.all(puts)).length, 1000)`,
    ],
    [
      'closing at once with 1,000 in flight',
      `const client = await api.connect(hosts)
       const puts = Array.from({ length: 1000 }, (_, i) => client.put(key(i), { i }).then(() => 'done', code))
       await client.close({ timeout: 0 })
       for (const put of await Promise.all(puts)) if (put !== 'done') check(put, 'CLIENT_CLOSED')`,
    ],
    ['connecting without closing', `await api.connect(hosts)`],
    [
      'connecting, working and not closing',
      `const client = await api.connect(hosts)
       await Promise.all(Array.from({ length: 1000 }, (_, i) => client.put(key(i), { i }, { timeout: 0 })))
       check((await client.get(key(5))).bins.i, 5)`,
    ],
    [
      'a first command without connecting or closing',
      `const client = new api.Client(hosts)
       await client.put(key('lazy'), { a: 1 }, { timeout: 0 })`,
    ],
    [
      'keeping connections ready',
      `const client = await api.connect({ hosts, minConnections: 3 })
       check(await client.exists(key('none')), false)`,
    ],
    [
      'aborting mid-flight',
      `const client = await api.connect(hosts)
       const controller = new AbortController()
       const gets = Array.from({ length: 200 }, (_, i) =>
         client.get(key(i), { signal: controller.signal, timeout: 0 }).then(() => 'done', code))
       controller.abort()
       for (const get of await Promise.all(gets)) check(get, 'ABORTED')`,
    ],
    [
      'loops within loops that share two connections',
      `const client = await api.connect({ hosts, maxConnections: 2 })
       const all = client.query('test', 'exit-loops').options({ maxRetries: 1000 })
       const bins = { pad: 'x'.repeat(5000) }
       const rows = Array.from({ length: 2000 }, (_, i) => [new api.Key('test', 'exit-loops', i), bins])
       await client.putMany(rows, { timeout: 0, throwOnError: true })
       const loop = async () => {
         let count = 0
         for await (const record of all) {
           if (++count % 500 === 0) check((await all.maxRecords(5).toArray()).length, 5)
         }
         return count
       }
       check((await Promise.all([loop(), loop(), loop()])).join(), '2000,2000,2000')`,
    ],
    [
      'await using, also around a failure',
      `try {
         const client = await api.connect(hosts)
         try {
           throw new Error('x')
         } finally {
           await client[Symbol.asyncDispose]()
         }
       } catch (error) {
         check(error.message, 'x')
       }`,
    ],
    [
      'fifty clients',
      `for (let i = 0; i < 50; i++) {
         const client = await api.connect(hosts)
         await client.exists(key(i), { timeout: 0 })
         await client.close()
       }`,
    ],
  ]

  test.concurrent.each(programs)('%s', async (_name, program) => {
    expect(await run(built.url, program, server.hosts)).toEqual(CLEAN)
  })

  test.concurrent('failing to connect, closed or not', async () => {
    const program = `
      check(await api.connect(hosts).catch(code), 'CLUSTER_UNREACHABLE')
      const client = new api.Client(hosts)
      check(await client.connect().catch(code), 'CLUSTER_UNREACHABLE')
      check(await client.get(key(1), { timeout: 0 }).catch(code), 'CLUSTER_UNREACHABLE')`
    expect(await run(built.url, program, closed)).toEqual(CLEAN)
  })

  test.concurrent('giving up on a server that says nothing', async () => {
    const program = `
      const controller = new AbortController()
      const client = new api.Client(hosts)
      setTimeout(() => controller.abort(), 50)
      check(await client.connect({ signal: controller.signal }).catch(code), 'ABORTED')
      const other = new api.Client({ hosts, connectTimeout: 100 })
      check(await other.connect().catch(code), 'CLUSTER_UNREACHABLE')`
    expect(await run(built.url, program, silentHost())).toEqual(CLEAN)
  })

  test.concurrent('a command that runs out of time on a server that says nothing', async () => {
    const program = `
      const client = new api.Client(hosts)
      check(await client.get(key(1), { timeout: 50 }).catch(code), 'TIMEOUT')
      await client.close()`
    expect(await run(built.url, program, silentHost())).toEqual(CLEAN)
  })
})

describe('a process lives, without a word, when', () => {
  test('all nodes go away and nobody listens', async () => {
    const dying = await startMemoryServer({ nodes: 1 })
    const program = `
      const client = await api.connect({ hosts, tendInterval: 250 })
      await client.put(key(1), { a: 1 }, { timeout: 0 })
      while (client.isConnected) {
        await client.get(key(1), { maxRetries: 0 }).catch(() => undefined)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      check(typeof (await client.get(key(1)).catch(code)), 'string')`
    const ending = run(built.url, program, dying.hosts)
    while (dying.stats.commands.put === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await dying.close()
    expect(await ending).toEqual(CLEAN)
  })
})

test('a command in flight holds the process until it is answered', async () => {
  const slow = await startMemoryServer()
  slow.faults.add({ match: { command: 'put' }, action: { type: 'delay', ms: 300 } })
  const program = `
    const client = await api.connect(hosts)
    void client.put(key('held'), { a: 1 }, { timeout: 0 }).then(() => process.stdout.write('answered'))`
  expect(await run(built.url, program, slow.hosts)).toEqual({ ...CLEAN, stdout: 'answered' })
  await slow.close()
})

test('a rejection that nobody takes ends the process as any other does, and says where it came from', async () => {
  const program = `
    const client = await api.connect(hosts)
    async function handler() {
      await client.touch(key('missing'), { timeout: 0 })
    }
    await handler()`
  const { code, stderr } = await run(built.url, program, server.hosts)
  expect(code).toBe(1)
  expect(stderr).toContain('NOT_FOUND')
  expect(stderr).toContain('handler')
})
