import { setTimeout as sleep } from 'node:timers/promises'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fastifyAerospike, type FastifyAerospikeOptions } from '../../src/fastify.ts'
import { AerospikeError, Client, Key } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { ask } from './http.ts'
import { failure, freshKey, open, PATIENT, SET, startTestServer, type TestServer } from './server.ts'

let server: TestServer
const apps: FastifyInstance[] = []

function application(options: FastifyServerOptions = {}): FastifyInstance {
  const app = fastify({ forceCloseConnections: 'idle', ...options })
  apps.push(app)
  return app
}

/** An application with a client of its own. */
async function start(options: FastifyAerospikeOptions = {}): Promise<FastifyInstance> {
  const app = application()
  await app.register(fastifyAerospike, { hosts: server.hosts, defaults: PATIENT, ...options })
  return app
}

/** What Fastify gives is no promise to the letter. */
const starting = async (app: FastifyInstance): Promise<unknown> => app.ready()

beforeAll(async () => {
  server = await startTestServer(3)
})
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})
afterAll(async () => {
  const client = await open(server)
  await client.truncate('test', SET)
  await client.close()
  await server.close()
})

/** A port of loopback where nobody listens. */
async function deadHosts(): Promise<string> {
  const gone = await startMemoryServer()
  await gone.close()
  return gone.hosts
}

describe('starting', () => {
  test('ready() waits for the cluster, and the plugin is not encapsulated', async () => {
    const app = await start({ namespaces: ['test'] })
    let inside: Client | undefined
    await app.register(async (scope) => void (inside = scope.aerospike))
    await app.ready()
    expect(app.hasPlugin('aerospike-ts')).toBe(true)
    expect(app.aerospike.isConnected).toBe(true)
    expect(inside).toBe(app.aerospike)
    await app.close()
    expect(await failure(app.aerospike.get(freshKey()))).toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  test('ready() fails with the error of the client, before Fastify loses its patience', async () => {
    const app = application({ pluginTimeout: 2_000 })
    app.register(fastifyAerospike, { hosts: await deadHosts() })
    expect(await failure(starting(app))).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
  })

  test('a host that says nothing, too', async () => {
    const silent = await startMemoryServer()
    silent.nodes[0]!.hang()
    const app = application({ pluginTimeout: 1_000 })
    app.register(fastifyAerospike, { hosts: silent.hosts, dialTimeout: 60_000, tendTimeout: 60_000 })
    expect(await failure(starting(app))).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    const given = new Client({
      hosts: silent.hosts,
      connectTimeout: 60_000,
      dialTimeout: 60_000,
      tendTimeout: 60_000,
    })
    const other = application({ pluginTimeout: 1_000 })
    other.register(fastifyAerospike, { client: given })
    expect(await failure(starting(other))).toMatchObject({
      code: 'CLUSTER_UNREACHABLE',
      message: 'fastifyAerospike: no cluster was found within 800 ms',
    })
    await given.close()
    await silent.close()
  })

  test('a namespace that is needed and missing', async () => {
    const app = application()
    app.register(fastifyAerospike, { hosts: server.hosts, namespaces: ['test', 'nowhere'] })
    expect(await failure(starting(app))).toMatchObject({
      code: 'NAMESPACE_NOT_FOUND',
      message: 'fastifyAerospike: the cluster has no namespace nowhere',
    })
  })

  test.each<[options: object, words: string]>([
    [{ host: 'x' }, 'there is no option "host"'],
    [{ prefix: '/v1' }, 'there is no option "prefix"'],
    [{ name: 'a b' }, 'name must be letters'],
    [{ client: {} }, 'client must be a Client of aerospike-ts'],
    [{ closeClient: true }, 'closeClient goes with client'],
    [{ namespaces: 'test' }, 'namespaces must be a list'],
    [{ requestSignal: 1 }, 'requestSignal must be true or false'],
    [{ health: '/ready' }, 'health must be true, false, or { path, logLevel }'],
    [{ health: { url: '/ready' } }, 'health: there is no option "url"'],
    [{ health: { path: 'ready' } }, 'path must begin with /'],
    [{ logSlow: -1 }, 'logSlow must be'],
    [{ timeout: 5 }, 'there is no option "timeout"'],
    [{ connectTimeout: 10_000 }, 'must be below pluginTimeout of Fastify, 10000 ms'],
    [{ minConnections: 5, maxConnections: 1 }, 'minConnections must be at most'],
  ])('bad input: %j', async (options, words) => {
    const app = application()
    app.register(fastifyAerospike, options)
    const error = await failure(starting(app))
    expect(error).toBeInstanceOf(AerospikeError)
    expect(error).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining(words) })
  })
})

describe('a client that is given', () => {
  test('stays open, and may serve two applications', async () => {
    const client = await open(server)
    const [one, other] = [application(), application()]
    for (const app of [one, other]) await app.register(fastifyAerospike, { client })
    expect(one.aerospike).toBe(client)
    expect(other.aerospike).toBe(client)
    await one.close()
    await other.close()
    expect(client.isConnected).toBe(true)
    await client.close()
  })

  test('is closed where that is asked for, and then belongs to nobody else', async () => {
    const client = await open(server)
    const [one, other] = [application(), application()]
    await one.register(fastifyAerospike, { client, closeClient: true })
    other.register(fastifyAerospike, { client })
    expect(await failure(starting(other))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('one of them would close it'),
    })
    await one.close()
    expect(client.isConnected).toBe(false)
  })

  test('twice in one application, or with options of a client, is refused', async () => {
    const client = await open(server)
    const app = application()
    await app.register(fastifyAerospike, { client })
    const again = await failure((async () => app.register(fastifyAerospike, { client, name: 'again' }))())
    expect(again).toMatchObject({ message: expect.stringContaining('is registered already') })
    const mixed = application()
    mixed.register(fastifyAerospike, { client, hosts: server.hosts })
    expect(await failure(starting(mixed))).toMatchObject({
      message: expect.stringContaining('"hosts" cannot go with client'),
    })
    await app.close().catch(() => undefined)
    await client.close()
  })

  test('that is closed already is refused, and one that somebody closes says so', async () => {
    const client = await open(server)
    const lines: string[] = []
    const stream = { write: (line: string) => void lines.push(line) }
    const app = application({ logger: { level: 'error', stream } })
    await app.register(fastifyAerospike, { client, health: true })
    app.get('/', async () => app.aerospike.get(freshKey()))
    await client.close()
    expect(lines.join()).toContain('the client was closed by somebody else')
    const answer = await app.inject('/ready')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toEqual({
      status: 'unavailable',
      clients: { aerospike: { ready: false, reason: 'the client is closed' } },
    })
    expect((await app.inject('/')).json()).toMatchObject({ code: 'CLIENT_CLOSED' })
    const other = application()
    other.register(fastifyAerospike, { client })
    expect(await failure(starting(other))).toMatchObject({
      code: 'CLIENT_CLOSED',
      message: expect.stringContaining('the client that was given is closed'),
    })
  })
})

describe('several clients', () => {
  test('have names, visible in their scope and inside it', async () => {
    const app = await start()
    await app.register(fastifyAerospike, { hosts: server.hosts, name: 'sessions' })
    let seen: string[] = []
    await app.register(async (scope) => {
      await scope.register(fastifyAerospike, { hosts: server.hosts, name: 'inner', requestSignal: true })
      expect(scope.aerospikes['sessions']).toBe(app.aerospikes['sessions'])
      scope.get('/', async (request) => {
        seen = Object.keys(request.aerospikes)
        return request.aerospikes['inner']!.exists(freshKey())
      })
    })
    await app.ready()
    expect(app.aerospikes['sessions']).not.toBe(app.aerospike)
    expect(app.aerospikes['inner']).toBeUndefined()
    expect((await app.inject('/')).body).toBe('false')
    expect(seen).toEqual(['inner'])
  })

  test.each([
    [{}, 'there is a client without a name already'],
    [{ name: 'twice' }, 'there is a client named "twice" already'],
  ])('a name that is taken is refused: %j', async (options, words) => {
    const app = await start(options)
    const again = app.register(fastifyAerospike, { hosts: server.hosts, ...options })
    expect(await failure((async () => again)())).toMatchObject({ message: expect.stringContaining(words) })
    apps.length = 0
    await app.close().catch(() => undefined)
  })
})

describe('health', () => {
  test('one route for all clients, without addresses', async () => {
    const app = await start({ health: true, namespaces: ['test'] })
    await app.register(fastifyAerospike, { hosts: server.hosts, name: 'sessions', health: true })
    const answer = await app.inject('/ready')
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json()).toEqual({
      status: 'ready',
      clients: { aerospike: { ready: true }, sessions: { ready: true } },
    })
  })

  test('a cluster that is away: started without it, 503 until it is there', async () => {
    const first = await startMemoryServer()
    const { port } = new URL(`tcp://${first.hosts}`)
    await first.close()
    const app = application()
    await app.register(fastifyAerospike, {
      hosts: first.hosts,
      failIfNotConnected: false,
      tendInterval: 250,
      namespaces: ['test'],
      health: { path: '/healthz' },
    })
    await app.ready()
    const away = await app.inject('/healthz')
    expect(away.statusCode).toBe(503)
    expect(away.json()).toMatchObject({ clients: { aerospike: { ready: false, reason: 'no node answers' } } })
    expect(away.body).not.toContain(port)
    const later = await startMemoryServer({ port: Number(port) })
    while ((await app.inject('/healthz')).statusCode !== 200) await sleep(50)
    await app.close()
    await later.close()
  })
})

describe('the signal of a request', () => {
  test.each([
    ['GET', null],
    ['POST', '{}'],
  ])('ends its calls when the connection is cut off: %s', async (method, body) => {
    const slow = await startMemoryServer()
    const app = application()
    await app.register(fastifyAerospike, { hosts: slow.hosts, requestSignal: true, defaults: PATIENT })
    let end: Promise<unknown> | undefined
    const begun = new Promise<void>((resolve) => {
      app.route({
        ...{ method, url: '/' },
        handler: async (request) => {
          slow.nodes[0]!.hang()
          end = failure(request.aerospike.get(freshKey()))
          resolve()
          await end
          return 'late'
        },
      })
    })
    const address = await app.listen({ port: 0 })
    const caller = new AbortController()
    const headers = { 'content-type': 'application/json' }
    const called = failure(fetch(address, { method, body, headers, signal: caller.signal }))
    await begun
    caller.abort()
    await called
    expect(await end).toMatchObject({ code: 'ABORTED' })
    slow.nodes[0]!.resume()
    await app.close()
    await slow.close()
  })

  test('leaves what ends in time alone, joins a signal of the call, and is one for all calls', async () => {
    const app = await start({ requestSignal: true })
    const aborted = AbortSignal.abort()
    app.post('/', async ({ aerospike }) => {
      const key = freshKey()
      await aerospike.put(key, { n: 1 })
      await aerospike.put(key, { n: 2 }, { ttl: -1 })
      const { code } = (await failure(aerospike.get(key, { signal: aborted }))) as AerospikeError
      const wrong = (await failure(aerospike.get(key, { signal: 1 as never }))) as AerospikeError
      const rows = await aerospike.getMany([key])
      const found = await aerospike.query('test', SET).maxRecords(1).toArray()
      await sleep(10)
      const { signal } = aerospike
      return [rows[0]?.record?.bins, code, wrong.code, found.length, signal.aborted]
    })
    const address = await app.listen({ port: 0 })
    const response = await fetch(address, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(await response.json()).toEqual([{ n: 2 }, 'ABORTED', 'INVALID_OPTION', 1, false])
  })

  test('handlerTimeout of the route ends its calls', async () => {
    const slow = await startMemoryServer()
    const app = application()
    await app.register(fastifyAerospike, { hosts: slow.hosts, requestSignal: true, defaults: PATIENT })
    let end: Promise<unknown> | undefined
    app.get('/', { handlerTimeout: 100 }, async (request) => {
      slow.nodes[0]!.hang()
      end = failure(request.aerospike.get(freshKey()))
      await end
      return 'late'
    })
    expect((await app.inject('/')).statusCode).toBe(503)
    expect(await end).toMatchObject({ code: 'ABORTED', cause: { code: 'FST_ERR_HANDLER_TIMEOUT' } })
    slow.nodes[0]!.resume()
    await app.close()
    await slow.close()
  })
})

test('what fails or is slow is told to the logger of its request, without keys', async () => {
  const lines: string[] = []
  const app = application({
    logger: { level: 'debug', stream: { write: (line: string) => void lines.push(line) } },
  })
  await app.register(fastifyAerospike, {
    hosts: server.hosts,
    logFailed: true,
    logSlow: 1,
    defaults: PATIENT,
  })
  const key = new Key('test', SET, 'secret key')
  app.post('/', async () => {
    await app.aerospike.put(key, { text: 'secret value' })
    await failure(app.aerospike.add(key, { text: 1 }))
    await failure(app.aerospike.touch(freshKey()))
    await Promise.all(
      Array.from({ length: 10 }, () => failure(app.aerospike.get(key, { signal: AbortSignal.abort() }))),
    )
    return 'done'
  })
  await app.inject({ method: 'POST', url: '/', payload: { a: 1 } })
  const told = lines.map((line) => JSON.parse(line) as { msg: string; reqId?: string; level: number })
  const failed = told.filter(({ msg }) => msg.includes('failed'))
  expect(failed.map(({ msg, level }) => `${level} ${msg}`).slice(0, 3)).toEqual([
    '40 aerospike add failed: BIN_TYPE',
    '20 aerospike touch failed: NOT_FOUND',
    '20 aerospike get failed: ABORTED',
  ])
  expect(failed.every(({ reqId }) => reqId === 'req-1')).toBe(true)
  expect(lines.join()).not.toContain('secret')
})

test('close() drains: no request under load goes without its answer', async () => {
  const app = await start()
  let under = 0
  app.get('/:id', async (request) => {
    under++
    const key = freshKey((request.params as { id: string }).id)
    await app.aerospike.put(key, { n: 1 })
    for (let i = 0; i < 20; i++) await app.aerospike.add(key, { n: 1 })
    return (await app.aerospike.get(key))?.bins['n']
  })
  await app.listen({ port: 0 })
  const answers = Promise.all(Array.from({ length: 100 }, (_, id) => ask(app.server, `/${id}`)))
  while (under < 100) await sleep(1)
  await app.close()
  expect(await answers).toEqual(Array.from({ length: 100 }, () => '21'))
})

test('nodes that restart one after the other during requests cost no answer', async () => {
  const cluster = await startMemoryServer({ nodes: 3 })
  const app = application()
  await app.register(fastifyAerospike, {
    hosts: cluster.hosts,
    tendInterval: 250,
    defaults: { ...PATIENT, read: { timeout: 30_000, maxRetries: 100, sleepBetweenRetries: 20 } },
  })
  const keys = Array.from({ length: 50 }, () => freshKey())
  await app.aerospike.putMany(keys.map((key) => [key, { n: 1 }]))
  app.get('/', async () => (await Promise.all(keys.map((key) => app.aerospike.get(key)))).length)
  const address = await app.listen({ port: 0 })
  const load = { isOver: false }
  const statuses: number[] = []
  const loading = (async () => {
    while (!load.isOver) statuses.push((await fetch(address)).status)
  })()
  for (const node of cluster.nodes) {
    await node.stop()
    await sleep(300)
    await node.start()
    await sleep(300)
  }
  load.isOver = true
  await loading
  expect(statuses.length).toBeGreaterThan(3)
  expect(new Set(statuses)).toEqual(new Set([200]))
  await app.close()
  await cluster.close()
})
