import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Client,
  type CommandContext,
  type ConnectionContext,
  Key,
  OPERATION_KINDS,
  ops,
  rows,
  type ScopeContext,
  type TendContext,
} from '../../src/index.ts'
import {
  failure,
  freshKey,
  freshSet,
  open,
  SET,
  startTestServer,
  type TestServer,
  TOPOLOGIES,
} from './server.ts'

/** What a tracing channel said, message by message. */
function listen<Context extends object>(kind: string): { readonly said: [string, Context][]; stop(): void } {
  const said: [string, Context][] = []
  const note = (event: string) => (context: unknown) => {
    said.push([event, context as Context])
  }
  const subscriber = {
    start: note('start'),
    end: note('end'),
    asyncStart: note('asyncStart'),
    asyncEnd: note('asyncEnd'),
    error: note('error'),
  }
  const channel = tracingChannel(`aerospike-ts:${kind}`)
  channel.subscribe(subscriber)
  return { said, stop: () => channel.unsubscribe(subscriber) }
}

const GOOD = ['start', 'end', 'asyncStart', 'asyncEnd']
const BAD = ['start', 'end', 'error', 'asyncStart', 'asyncEnd']

/** Runs work, and returns what a channel said meanwhile. */
async function during<Context extends object>(kind: string, work: () => Promise<unknown>) {
  const { said, stop } = listen<Context>(kind)
  try {
    await work()
  } finally {
    stop()
  }
  return { events: said.map(([event]) => event), context: said[0]?.[1] as Context, said }
}

describe.each(TOPOLOGIES)('tracing channels, %s', (_, nodes) => {
  let server: TestServer
  let client: Client
  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server, { appId: 'shop' })
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  test('a command tells what it was and what became of it, but neither key nor value', async () => {
    const key = freshKey('secret user')
    const { events, context } = await during<CommandContext>('command', () =>
      client.put(key, { name: 'secret value' }),
    )
    expect(events).toEqual(GOOD)
    expect(context).toMatchObject({
      kind: 'command',
      operation: 'put',
      namespace: 'test',
      set: key.set,
      appId: 'shop',
      attempts: 1,
      inDoubt: false,
      resultCode: 0,
      together: 1,
    })
    expect(client.nodes.map(({ id, address }) => `${id} ${address}`)).toContain(context.node)
    expect(`${context.address}:${context.port}`).toBe(context.node?.split(' ')[1])
    expect(context.bytesSent).toBeGreaterThan(50)
    expect(context.bytesReceived).toBeGreaterThan(20)
    expect(context.queueTime).toBeGreaterThanOrEqual(0)
    expect(context.duration).toBeGreaterThan(context.queueTime ?? Infinity)
    expect(JSON.stringify(context)).not.toMatch(/secret/)
  })

  test('has told the end before the caller goes on', async () => {
    const { said, stop } = listen<CommandContext>('command')
    await client.get(freshKey())
    const good = said.map(([event]) => event)
    await failure(client.touch(freshKey()))
    const all = said.map(([event]) => event)
    stop()
    expect(good).toEqual(GOOD)
    expect(all).toEqual([...GOOD, ...BAD])
  })

  test('a refusal is told with its code, and its error names the line of the call', async () => {
    const { events, context } = await during<CommandContext>('command', () =>
      failure(client.touch(freshKey('another secret'))),
    )
    expect(events).toEqual(BAD)
    expect(context).toMatchObject({ operation: 'touch', resultCode: 2, attempts: 1, inDoubt: false })
    expect(context.error).toMatchObject({ code: 'NOT_FOUND' })
    expect((context.error as Error).stack).toContain('tracing.test.ts')
    expect(JSON.stringify(context)).not.toMatch(/secret/)
  })

  test('a command that was aborted has no result code', async () => {
    const { events, context } = await during<CommandContext>('command', () =>
      failure(client.get(freshKey(), { signal: AbortSignal.abort() })),
    )
    expect(events).toEqual(BAD)
    expect(context).toMatchObject({ attempts: 0, resultCode: undefined, error: { code: 'ABORTED' } })
    expect(context.node).toBeUndefined()
  })

  test('commands of one turn say how many shared their request', async () => {
    const keys = Array.from({ length: 64 }, () => freshKey())
    for (let round = 0; round < 50; round++) {
      const { said } = await during<CommandContext>('command', () =>
        Promise.all(keys.map((key) => client.get(key))),
      )
      const contexts = new Set(said.map(([, context]) => context))
      expect(contexts.size).toBe(64)
      if ([...contexts].some(({ together }) => together > 1)) return
    }
    expect.fail('no commands went together')
  })

  test('a batch counts its rows, and those that failed', async () => {
    const key = freshKey()
    await client.put(key, { n: 'text' })
    const { events, context } = await during<ScopeContext>('batch', () =>
      client.batch([rows.get(freshKey()), rows.get(key), rows.operate(key, [ops.add('n', 1)])]),
    )
    expect(events).toEqual(GOOD)
    expect(context).toMatchObject({
      kind: 'batch',
      operation: 'batch',
      rows: 3,
      rowsFailed: 1,
      resultCode: 0,
    })
    expect(context.attempts).toBeGreaterThanOrEqual(1)
    expect(context.bytesSent).toBeGreaterThan(100)
    expect(context.bytesReceived).toBeGreaterThan(50)
  })

  test('a batch tells the namespace and set that all of its records have', async () => {
    const both = [SET, 'other'].map((set) => rows.get(new Key('test', set, 1)))
    const elsewhere = rows.get(new Key('nonsuch', SET, 1))
    const told = async (list: unknown): Promise<unknown[]> => {
      const { context } = await during<ScopeContext>('batch', () =>
        client.batch(list as never, { throwOnError: false }).catch(() => undefined),
      )
      return [context.namespace, context.set]
    }
    expect(await told([both[0], both[0]])).toEqual(['test', SET])
    expect(await told(both)).toEqual(['test', undefined])
    expect(await told([...both, elsewhere])).toEqual([undefined, undefined])
    expect(await told([rows.get(new Key('test', null, 1))])).toEqual(['test', undefined])
    expect(await told([both[0], undefined, {}])).toEqual([undefined, undefined])
    expect(await told('no rows')).toEqual([undefined, undefined])
  })

  test('a stream of rows is one batch', async () => {
    const { events, context } = await during<ScopeContext>('batch', async () => {
      const stream = client.batchStream([rows.get(freshKey()), rows.get(freshKey())])
      for await (const row of stream) expect(row.status).toBe('notFound')
    })
    expect(events).toEqual(GOOD)
    expect(context).toMatchObject({ operation: 'batchStream', rows: 2, rowsFailed: 0 })
  })

  test('a query lasts from its first record to its last, and counts them', async () => {
    const set = freshSet('trace')
    await client.putMany(Array.from({ length: 20 }, (_, i) => [new Key('test', set, i), { i }] as const))
    const { said, stop } = listen<ScopeContext>('query')
    const found = client.query('test', set)[Symbol.asyncIterator]()
    await found.next()
    const early = said.map(([event]) => event)
    while ((await found.next()).done !== true);
    stop()
    expect(early).toEqual(['start', 'end'])
    expect(said.map(([event]) => event)).toEqual(GOOD)
    expect(said[0]?.[1]).toMatchObject({
      kind: 'query',
      operation: 'query',
      namespace: 'test',
      set,
      rows: 20,
    })
  })

  test('a query that its consumer leaves has a good end', async () => {
    const set = freshSet('trace')
    await client.putMany(Array.from({ length: 20 }, (_, i) => [new Key('test', set, i), { i }] as const))
    const { events, context } = await during<ScopeContext>('query', async () => {
      for await (const record of client.query('test', set)) if (record.generation > 0) break
    })
    expect(events).toEqual(GOOD)
    expect(context.rows).toBeGreaterThanOrEqual(1)
  })

  test('a query of a namespace that is not there tells its error once', async () => {
    const { events, context } = await during<ScopeContext>('query', () =>
      failure(client.query('nowhere', 'set').toArray()),
    )
    expect(events).toEqual(BAD)
    expect(context.error).toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
  })

  test('a job and administration have channels of their own', async () => {
    const set = freshSet('trace')
    await client.put(new Key('test', set, 1), { n: 1 })
    const job = await during<ScopeContext>('job', async () => {
      const started = await client.query('test', set).execute([ops.add('n', 1)])
      await started.wait()
    })
    expect(job.events.filter((event) => event === 'start')).toHaveLength(2)
    expect(job.context).toMatchObject({ kind: 'job', operation: 'execute', namespace: 'test', set })
    expect(job.context.attempts).toBe(client.nodes.length)
    const info = await during<ScopeContext>('administration', () => client.info('build'))
    expect(info.events).toEqual(GOOD)
    expect(info.context).toMatchObject({ kind: 'administration', operation: 'info', attempts: 1 })
  })

  test('stores that are bound to a start hold in all that the operation does, and its end', async () => {
    const spans = new AsyncLocalStorage<{ readonly of: string }>()
    const channel = tracingChannel<{ readonly of: string }, CommandContext>('aerospike-ts:command')
    channel.start.bindStore(spans, ({ operation }) => ({ of: operation }))
    const ends: unknown[] = []
    const subscriber = { asyncEnd: () => void ends.push(spans.getStore()) }
    channel.subscribe(subscriber as never)
    await Promise.all([client.get(freshKey()), client.put(freshKey(), { a: 1 })])
    channel.unsubscribe(subscriber as never)
    channel.start.unbindStore(spans)
    expect(ends).toEqual(expect.arrayContaining([{ of: 'get' }, { of: 'put' }]))
    expect(spans.getStore()).toBeUndefined()
  })

  test('a subscriber that comes or goes in the middle does no harm', async () => {
    const { said, stop } = listen<CommandContext>('command')
    const begun = client.get(freshKey())
    stop()
    await begun
    expect(said.map(([event]) => event)).toEqual(['start', 'end'])
    const late = client.get(freshKey())
    const after = await during<CommandContext>('command', () => late)
    expect(after.events).toEqual([])
  })
})

describe.each(TOPOLOGIES)('what the client does by itself, %s', (_, nodes) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(nodes)
  })
  afterAll(() => server.close())

  test('connections are told from dialing to their end', async () => {
    const opened = listen<ConnectionContext>('connection')
    const closed: unknown[] = []
    const note = (message: unknown): void => {
      closed.push(message)
    }
    subscribe('aerospike-ts:connection:close', note)
    const client = await open(server)
    await client.get(freshKey())
    await client.close()
    opened.stop()
    unsubscribe('aerospike-ts:connection:close', note)
    const done = opened.said.filter(([event]) => event === 'asyncEnd').map(([, context]) => context)
    expect(done.length).toBeGreaterThanOrEqual(2)
    for (const context of done) {
      expect(context).toMatchObject({ encrypted: false, handshakeTime: undefined, loginTime: undefined })
      expect(context.dialTime).toBeGreaterThan(0)
      expect(context.duration).toBeGreaterThanOrEqual(context.dialTime ?? Infinity)
    }
    expect(closed.length).toBeGreaterThanOrEqual(done.length)
    for (const message of closed) expect(message).toMatchObject({ reason: 'client' })
  })

  test('looks at nodes are told, and nodes that come and go', async () => {
    const looks = listen<TendContext>('tend')
    const events: string[] = []
    const note = (message: unknown): void => {
      events.push((message as { event: string }).event)
    }
    subscribe('aerospike-ts:node', note)
    const client = await open(server, { tendInterval: 250 })
    while (!looks.said.some(([event]) => event === 'asyncEnd'))
      await new Promise((resolve) => setTimeout(resolve, 20))
    const { length } = client.nodes
    await client.close()
    looks.stop()
    unsubscribe('aerospike-ts:node', note)
    expect(looks.said.find(([event]) => event === 'asyncEnd')?.[1]).toMatchObject({ failures: 0 })
    expect(events.filter((event) => event === 'added')).toHaveLength(length)
    expect(events.filter((event) => event === 'removed')).toHaveLength(length)
  })
})

test('every kind of operation has a channel that Node knows as a tracing channel', () => {
  for (const kind of OPERATION_KINDS)
    expect(tracingChannel(`aerospike-ts:${kind}`).start.name).toBe(`tracing:aerospike-ts:${kind}:start`)
})
