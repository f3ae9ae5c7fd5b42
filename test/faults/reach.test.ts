import { describe, expect, test } from 'vitest'
import { Client, connect } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { clientOf, failure, keyOf, rig, until } from './rig.ts'

const KEYS = Array.from({ length: 150 }, (_, i) => keyOf(i))

describe('a server that starts after the client', () => {
  test('is found, when failIfNotConnected is false; commands say meanwhile why they fail', async () => {
    const { server } = await rig()
    await server.nodes[0]!.stop()
    const client = await clientOf(server, { failIfNotConnected: false })
    expect(client.isConnected).toBe(false)
    expect(await failure(client.get(keyOf(1)))).toMatchObject({
      name: 'ClusterError',
      code: 'CLUSTER_UNREACHABLE',
      attempts: 0,
      inDoubt: false,
    })
    const waiting = client.put(keyOf(1), { a: 1 }, { timeout: 60_000, maxRetries: 1_000 })
    await server.nodes[0]!.start()
    expect(await waiting).toMatchObject({ generation: 1 })
    expect(client.isConnected).toBe(true)
    await client.connect()
  })

  test('is an error of connect() by default, and the next call tries again', async () => {
    const { server } = await rig()
    await server.nodes[0]!.stop()
    const client = new Client({ hosts: server.hosts })
    expect(await failure(client.connect())).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(await failure(client.get(keyOf(1)))).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    await server.nodes[0]!.start()
    expect(await client.get(keyOf(1))).toBeNull()
    await client.close()
  })

  test('of another name is refused all the same', async () => {
    const { server } = await rig()
    const attempt = connect({ hosts: server.hosts, clusterName: 'other', failIfNotConnected: false })
    expect(await failure(attempt)).toMatchObject({ code: 'CLUSTER_NAME_MISMATCH' })
  })
})

describe('seeds', () => {
  test('that are added lead to a cluster that is at none of the known addresses', async () => {
    const { server, client } = await rig({}, { host: '127.0.0.1' })
    const { seeds } = client
    expect(seeds).toEqual([server.nodes[0]!.address])
    await client.put(keyOf(1), { a: 1 })
    await server.nodes[0]!.stop()
    await until(() => client.nodes.length === 0)
    const elsewhere = await startMemoryServer({ host: '127.0.0.2', nodes: 2 })
    try {
      client.addSeed(elsewhere.nodes[1]!.address)
      client.addSeed(elsewhere.nodes[1]!.address)
      expect(client.seeds).toEqual([...seeds, elsewhere.nodes[1]!.address])
      await until(() => client.nodes.length === 2)
      expect(await client.put(keyOf(1), { a: 2 })).toMatchObject({ generation: 1 })
      expect(client.removeSeed(seeds[0]!)).toBe(true)
      expect(client.removeSeed(seeds[0]!)).toBe(false)
      expect(client.seeds).toEqual([elsewhere.nodes[1]!.address])
    } finally {
      await elsewhere.close()
    }
  })

  test.each(['', 'a b', { host: '', port: 3000 }, 7])('%j is none', async (host) => {
    const { client } = await rig()
    expect(() => client.addSeed(host as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }) as Error,
    )
  })
})

describe('connections', () => {
  test('are there when connect() resolves, as many as minConnections says', async () => {
    const { server, client } = await rig({ minConnections: 5 }, { nodes: 3 })
    expect(client.stats().nodes.map(({ open }) => open)).toEqual([5, 5, 5])
    // One more to each node, for looks at the cluster. The server may hear of them a moment later.
    await until(() => server.nodes.every(({ stats }) => stats.connections.open === 6))
  })

  test('that cannot be opened ahead do not keep a client from connecting', async () => {
    const { server } = await rig()
    let seen = 0
    // The first connection is the one that looks at the cluster.
    server.faults.add({ match: { command: 'connect', when: () => ++seen > 1 }, action: { type: 'drop' } })
    const client = await clientOf(server, { minConnections: 3 })
    expect(client.isConnected).toBe(true)
  })
})

describe('racks', () => {
  const racks = { namespaces: [{ name: 'test', racks: [1, 2, 3], replicationFactor: 3 }], nodes: 3 }
  const options = (rackIds: number[]) =>
    ({
      rackIds,
      defaults: { read: { replica: 'preferRack', timeout: 60_000 }, batch: { replica: 'preferRack' } },
    }) as const

  async function readsOf(rackIds: number[], without?: number): Promise<number[]> {
    const { server, client } = await rig(options(rackIds), racks)
    await client.putMany(
      KEYS.map((key) => [key, { a: 1 }] as const),
      { timeout: 60_000 },
    )
    if (without !== undefined) {
      await server.nodes[without]!.stop()
      await until(() => client.nodes.length === 2)
    }
    const before = server.nodes.map(({ stats }) => stats.commands.get + stats.commands.batch)
    await Promise.all(KEYS.map((key) => client.get(key, { coalesce: 'off' })))
    return server.nodes.map(({ stats }, i) => stats.commands.get + stats.commands.batch - before[i]!)
  }

  test('reads stay in the dearest rack that has a node', async () => {
    expect(await readsOf([2])).toEqual([0, KEYS.length, 0])
    expect(await readsOf([3, 1])).toEqual([0, 0, KEYS.length])
    expect(await readsOf([9, 1])).toEqual([KEYS.length, 0, 0])
  })

  test('and go to the next rack when it is lost', async () => {
    expect(await readsOf([3, 1], 2)).toEqual([KEYS.length, 0, 0])
  })

  test('batches stay there too, and writes go to the master', async () => {
    const { server, client } = await rig(options([2]), racks)
    expect(client.nodes.map((node) => node.racks)).toEqual([{ test: 1 }, { test: 2 }, { test: 3 }])
    await Promise.all(KEYS.map((key) => client.put(key, { a: 1 }, { coalesce: 'off' })))
    expect(server.nodes.every(({ stats }) => stats.commands.put > 0)).toBe(true)
    expect(server.stats.proxied).toBe(0)
    const results = await client.getMany(KEYS)
    expect(results.every(({ status }) => status === 'ok')).toBe(true)
    expect(server.nodes.map(({ stats }) => stats.commands.batch)).toEqual([0, 1, 0])
  })

  test('a server without racks is told of once, and read all the same', async () => {
    const { client } = await rig(options([1]), { nodes: 3 })
    await client.put(keyOf(1), { a: 1 })
    expect((await client.get(keyOf(1)))?.bins).toEqual({ a: 1 })
    expect(client.nodes.map((node) => node.racks)).toEqual([{}, {}, {}])
  })
})
