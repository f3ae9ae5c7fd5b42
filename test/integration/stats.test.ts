import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type ClientStats } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { failure, freshKey, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

/** A figure of all nodes together. */
function sum(stats: ClientStats, figure: (node: ClientStats['nodes'][number]) => number): number {
  return stats.nodes.reduce((total, node) => total + figure(node), 0)
}

/** Where plain data can be changed. */
function openParts(value: unknown, path = 'root'): string[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([name, part]) => openParts(part, `${path}.${name}`))
  return Object.isFrozen(value) ? inner : [path, ...inner]
}

describe.each(TOPOLOGIES)('stats, %s', (_, nodes) => {
  let server: TestServer
  let client: Client
  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  test('count operations, and those in flight', async () => {
    const before = client.stats()
    const work = Promise.all([client.get(freshKey()), client.put(freshKey(), { a: 1 })])
    expect(client.stats().inFlight).toBe(2)
    await work
    const after = client.stats()
    expect(after.operations - before.operations).toBe(2)
    expect(after.inFlight).toBe(0)
    expect(before.operations).toBeLessThan(after.operations)
  })

  test('do not change, and cannot be changed', async () => {
    await failure(client.touch(freshKey()))
    const before = client.stats()
    const text = JSON.stringify(before)
    await client.put(freshKey(), { a: 1 })
    expect(JSON.stringify(before)).toBe(text)
    expect(openParts({ stats: before, nodes: client.nodes })).toEqual(['root'])
  })

  test('count bytes both ways, as the sockets have them', async () => {
    const before = client.stats()
    const key = freshKey()
    await client.put(key, { text: 'x'.repeat(50_000) })
    const between = client.stats()
    await client.get(key)
    const after = client.stats()
    const sent = sum(between, ({ bytesSent }) => bytesSent) - sum(before, ({ bytesSent }) => bytesSent)
    const got =
      sum(after, ({ bytesReceived }) => bytesReceived) - sum(between, ({ bytesReceived }) => bytesReceived)
    expect(sent).toBeGreaterThan(50_000)
    expect(sent).toBeLessThan(51_000)
    expect(got).toBeGreaterThan(50_000)
    expect(got).toBeLessThan(51_000)
  })

  test('count refusals by their code, at the node that refused', async () => {
    const count = (): number => sum(client.stats(), ({ errors }) => errors['NOT_FOUND'] ?? 0)
    const before = count()
    await failure(client.touch(freshKey()))
    await failure(client.touch(freshKey()))
    expect(count() - before).toBe(2)
  })

  test('know connections: those in use, idle, and opened', async () => {
    await client.get(freshKey())
    for (const node of client.stats().nodes) {
      const { inUse, idle, opened, failed, closed } = node.connections
      expect(inUse + idle).toBe(node.open)
      const gone = Object.values(closed).reduce((total, each) => total + each, 0)
      expect(opened - gone).toBe(node.open)
      expect(failed).toBe(0)
    }
  })

  test('know which partitions each node holds, and that all are there', () => {
    const stats = client.stats()
    const { test: namespace } = stats.namespaces
    expect(namespace).toMatchObject({ partitions: 4096, available: 4096, strongConsistency: false })
    expect(sum(stats, ({ partitions }) => partitions['test']?.master ?? 0)).toBe(4096)
    expect(sum(stats, ({ partitions }) => partitions['test']?.replica ?? 0)).toBe(
      4096 * ((namespace?.replicationFactor ?? 0) - 1),
    )
  })

  test('have the latencies of each node while metrics are on', async () => {
    expect(client.stats().nodes.filter(({ measured }) => measured !== undefined)).toEqual([])
    client.enableMetrics()
    await client.put(freshKey(), { a: 1 })
    const stats = client.stats()
    expect(sum(stats, ({ measured }) => measured?.['test']?.latencies.write?.count ?? 0)).toBe(1)
    expect(stats.nodes.map(({ measured }) => measured)).toEqual(
      client.metrics()?.nodes.map(({ namespaces }) => namespaces),
    )
    await client.disableMetrics()
    expect(client.stats().nodes[0]?.measured).toBeUndefined()
  })

  test('are values that can be written down, and do not change', async () => {
    const stats = client.stats()
    const before = JSON.stringify(stats)
    await failure(client.touch(freshKey()))
    expect(JSON.stringify(stats)).toBe(before)
    expect(structuredClone(stats)).toEqual(stats)
  })
})

test('looks at nodes, retries and lost connections are counted', async () => {
  const server = await startMemoryServer()
  const client = await open(server, { tendInterval: 250 })
  server.faults.add({ match: { command: 'get' }, times: 1, action: { type: 'drop' } })
  await client.get(freshKey(), { maxRetries: 2 })
  while ((client.stats().nodes[0]?.tend.count ?? 0) < 2)
    await new Promise((resolve) => setTimeout(resolve, 20))
  const [node] = client.stats().nodes
  expect(client.stats().retries).toBe(1)
  expect(node).toMatchObject({
    retries: 1,
    errors: { CONNECTION_LOST: 1 },
    connections: { closed: { node: 1 } },
  })
  expect(node?.tend).toMatchObject({ failed: 0, failures: 0 })
  expect(node?.tend.duration).toBeGreaterThan(0)
  expect(node?.tend.generation).toBeGreaterThanOrEqual(0)
  await server.close()
  while (client.stats().nodes[0]?.tend.failed === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  await client.close()
})

test('a node that does not answer is told as down, and as up when it answers again', async () => {
  const server = await startMemoryServer({ nodes: 2 })
  const client = await open(server, { tendInterval: 250, tendTimeout: 250 })
  const events: string[] = []
  client.on('nodeDown', ({ id }) => events.push(`down ${id}`))
  client.on('nodeUp', ({ id }) => events.push(`up ${id}`))
  const { id } = server.nodes[1]!
  const fault = server.faults.add({ match: { command: 'info', node: 1 }, action: { type: 'stall' } })
  while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  fault.remove()
  while (events.length === 1) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(events).toEqual([`down ${id}`, `up ${id}`])
  await client.close()
  await server.close()
})
