import { getEventListeners } from 'node:events'
import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { AerospikeError } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { clientOf, failure, keyOf, rig, until } from './rig.ts'

vi.mock(import('../../src/timers.ts'), () => import('../global-timers.ts'))

const key = keyOf('k')

afterEach(() => {
  vi.useRealTimers()
})

describe('a server that stalls under load', () => {
  test.each([0, 100])(
    'leaves memory bounded, and the client recovers (silenceLimit %i)',
    async (silenceLimit) => {
      const most = { maxQueue: 500, maxConnections: 4, maxDepth: 50 }
      const { server, client } = await rig({ ...most, silenceLimit, drainTimeout: 200, coalesceMax: 1 })
      await client.put(key, { a: 0 })
      server.nodes[0]!.hang()
      const codes = new Map<string, number>()
      let load = 0
      // Waves that none of the before have ended of: as from a caller that does not wait.
      const waves = Array.from({ length: 40 }, async () => {
        await Promise.all(
          Array.from({ length: 500 }, async () => {
            const { code } = (await failure(client.get(key, { timeout: 400 }))) as AerospikeError
            codes.set(code, (codes.get(code) ?? 0) + 1)
          }),
        )
        load = Math.max(load, client.stats().nodes[0]!.load)
      })
      load = client.stats().nodes[0]!.load
      await Promise.all(waves)
      expect([...codes.keys()].sort()).toEqual(['QUEUE_FULL', 'TIMEOUT'])
      expect(codes.get('QUEUE_FULL')).toBeGreaterThan(15_000)
      expect(load).toBeLessThanOrEqual(most.maxQueue + most.maxConnections * most.maxDepth)
      expect(client.stats().inFlight).toBe(0)
      server.nodes[0]!.resume()
      expect((await client.get(key, { maxRetries: 20 }))?.bins).toEqual({ a: 0 })
      await until(() => client.stats().nodes[0]!.load === 0)
    },
  )
})

describe('aborts', () => {
  test('100,000 of them leave nothing behind', async () => {
    const { server, client } = await rig({ drainTimeout: 60_000, silenceLimit: 0 })
    await client.put(key, { a: 0 })
    const before = client.stats()
    const shared = new AbortController()
    server.faults.add({ match: { command: 'get' }, action: { type: 'delay', ms: 5 } })
    for (let wave = 0; wave < 100; wave++) {
      const controller = wave % 2 === 0 ? new AbortController() : shared
      const { signal } = controller
      const calls = Array.from({ length: 1_000 }, () =>
        client
          .get(key, { signal, timeout: 60_000 })
          .catch((error: unknown) => (error as AerospikeError).code),
      )
      expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1)
      // Half of the waves before anything was sent, the others when it was.
      if (wave % 4 > 1) await new Promise((resolve) => setImmediate(resolve))
      if (controller !== shared) controller.abort()
      const codes = new Set(
        (await Promise.all(calls)).map((each) => (typeof each === 'string' ? each : 'value')),
      )
      expect([...codes]).toEqual([controller === shared ? 'value' : 'ABORTED'])
      expect(getEventListeners(signal, 'abort')).toEqual([])
    }
    server.faults.clear()
    expect((await client.get(key))?.bins).toEqual({ a: 0 })
    await until(() => client.stats().nodes[0]!.load === 0)
    expect(client.stats()).toMatchObject({ inFlight: 0, nodes: [{ id: before.nodes[0]!.id, load: 0 }] })
    for (const event of client.eventNames()) expect(client.listenerCount(event)).toBe(0)
  })
})

/** A way to the server on which either end can be closed by itself. */
async function proxy(
  port: number,
): Promise<{ port: number; endTowardsClient: () => void; close: () => void; accepted: () => number }> {
  const clients: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    clients.push(socket)
    const upstream = dial({ port, host: '127.0.0.1', allowHalfOpen: true })
    for (const each of [socket, upstream]) each.on('error', () => undefined)
    socket.pipe(upstream, { end: false })
    upstream.pipe(socket, { end: false })
    socket.once('close', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    endTowardsClient: () => {
      for (const socket of clients.splice(0)) socket.end()
    },
    accepted: () => clients.length,
    close: () => server.close(),
  }
}

describe('connections', () => {
  test('that the node has closed from its side are never used again', async () => {
    const server = await startMemoryServer()
    const way = await proxy(server.nodes[0]!.port)
    try {
      const client = await clientOf(server, { hosts: `127.0.0.1:${way.port}`, forceSingleNode: true })
      for (let i = 0; i < 20; i++) {
        // A write that is tried once: on a socket that is half closed it would be lost.
        await client.put(key, { i }, { maxRetries: 0 })
        way.endTowardsClient()
        await until(() => client.stats().nodes[0]!.open === 0)
      }
      expect((await client.get(key))?.bins).toEqual({ i: 19 })
    } finally {
      way.close()
      await server.close()
    }
  })

  test('that were quiet for longer than maxIdle are not used, though nobody has closed them', async () => {
    const { server, client } = await rig({ maxIdle: 10_000, tendInterval: 60_000 })
    const query = () => client.query('test', 'faults').toArray()
    await Promise.all([client.put(key, { a: 1 }), query()])
    const opened = server.stats.connections.total
    await Promise.all([client.put(key, { a: 1 }), query()])
    expect(server.stats.connections.total).toBe(opened)
    // The process was suspended: its timers have not run, and the wall's clock has.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11_000 })
    await client.put(key, { a: 2 }, { maxRetries: 0 })
    expect(server.stats.connections.total).toBe(opened + 1)
    await query()
    expect(await client.info('node')).toBe(server.nodes[0]!.id)
    expect(server.stats.connections.total).toBe(opened + 3)
  })
})

describe('close()', () => {
  test('drains: what is in flight or waits is answered, nothing is left', async () => {
    const { server, client } = await rig({ maxConnections: 2, maxDepth: 4, coalesceMax: 1 })
    server.faults.add({ match: { command: 'put' }, action: { type: 'delay', ms: 1 } })
    const puts = Array.from({ length: 300 }, (_, i) => client.put(keyOf(i), { i }))
    const query = client.query('test', 'faults').toArray()
    await client.close({ timeout: 60_000 })
    expect(await Promise.all(puts)).toHaveLength(300)
    await query
    await until(() => server.stats.connections.open === 0)
  })
})
