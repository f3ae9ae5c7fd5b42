import { describe, expect, it } from 'vitest'
import {
  type MemoryServer,
  type MemoryServerOptions,
  startMemoryServer,
} from '../../../../src/testing/index.ts'
import { fields, getAll, putInteger } from '../support/fixture.ts'
import { digest, RawClient } from '../support/raw-client.ts'

async function withServer(
  nodes: number,
  run: (server: MemoryServer, client: RawClient) => Promise<void>,
): Promise<void> {
  await using server = await startMemoryServer({ nodes })
  const client = await RawClient.connect(server.nodes[0]!.port)
  try {
    await run(server, client)
  } finally {
    client.close()
  }
}

describe('a cluster', () => {
  it('has one set of records, whichever node is asked, and counts what had to be passed on', async () => {
    await withServer(3, async (server, client) => {
      for (let seed = 0; seed < 30; seed++) await client.send(putInteger(seed, 'a', seed))
      const other = await RawClient.connect(server.nodes[2]!.port)
      for (let seed = 0; seed < 30; seed++) expect(await other.send(getAll(seed))).toMatchObject({ code: 0 })
      other.close()
      const own = server.nodes[0]!.view.partitions.get('test')!
      const foreign = Array.from({ length: 30 }, (_, seed) => own.master(seed)).filter(
        (master) => master !== 0,
      )
      expect(server.nodes[0]!.stats.proxied).toBe(foreign.length)
      expect(server.stats.commands).toMatchObject({ put: 30, get: 30 })
    })
  })

  it('shares the partitions of a stopped node out, and gives them back', async () => {
    await withServer(3, async (server, client) => {
      const [first, second] = server.nodes
      const before = first!.view
      await second!.stop()
      expect(await client.info('partition-generation')).toBe('1')
      expect(await client.info('peers-clear-std')).not.toContain(second!.id)
      expect(await client.info('cluster-stable:size=2')).not.toBe(before.clusterKey)
      const without = first!.view.partitions.get('test')!
      for (let partition = 0; partition < 4096; partition++) {
        const old = before.partitions.get('test')!.owners(partition)
        if (!old.includes(1)) expect(without.owners(partition)).toEqual(old)
        else expect(without.owners(partition)).not.toContain(1)
      }
      await expect(RawClient.connect(second!.port)).rejects.toThrow(/ECONNREFUSED/)
      const { port } = second!
      await second!.start()
      expect(second!.port).toBe(port)
      expect(first!.view.partitions.get('test')!.owners(7)).toEqual(before.partitions.get('test')!.owners(7))
      expect(await client.info('peers-clear-std')).toContain(second!.id)
    })
  })

  it('does not notice a node that stops silently', async () => {
    await withServer(2, async (server, client) => {
      await server.nodes[1]!.stop({ silently: true })
      expect(await client.info('partition-generation')).toBe('0')
      expect(await client.info('peers-clear-std')).toContain(server.nodes[1]!.id)
      const map = server.nodes[0]!.view.partitions.get('test')!
      const lost = Array.from({ length: 100 }, (_, seed) => seed).find((seed) => map.master(seed) === 1)!
      expect(await client.send(putInteger(lost, 'a', 1, { timeout: 5 }))).toMatchObject({ code: 9 })
      expect(await client.send(getAll(lost))).toMatchObject({ code: 2 })
    })
  })

  it('tells of a set how many records a node has a copy of', async () => {
    await withServer(3, async (server) => {
      const clients = await Promise.all(server.nodes.map(({ port }) => RawClient.connect(port)))
      const { partitions } = server.nodes[0]!.view
      for (let seed = 0; seed < 30; seed++) {
        const master = partitions.get('test')!.master(digest(seed).readUInt16LE(0) & 4095)
        expect(await clients[master]!.send(putInteger(seed, 'a', 1))).toMatchObject({ code: 0 })
      }
      const counts = await Promise.all(
        clients.map(async (client) => Number(/objects=(\d+)/.exec(await client.info('sets/test/demo'))?.[1])),
      )
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60)
      expect(Math.max(...counts)).toBeLessThan(60)
      for (const client of clients) client.close()
    })
  })

  it('moves partitions, with a regime that counts up', async () => {
    await withServer(2, async (server, client) => {
      server.movePartitions({ namespace: 'test', partitions: [5], to: 1 })
      const { view } = server.nodes[0]!
      expect(view.partitions.get('test')!.owners(5)).toEqual([1, 0])
      expect(await client.info('partition-generation')).toBe('1')
      expect(await client.info('replicas')).toMatch(/^test:1,2,/)
      server.movePartitions({ namespace: 'test', to: 0, keepRegime: true })
      expect(await client.info('replicas')).toMatch(/^test:1,2,\/{682}8=,A{683}=$/)
      expect(() => server.movePartitions({ namespace: 'nope', to: 0 })).toThrow(RangeError)
      expect(() => server.movePartitions({ namespace: 'test', to: 2 })).toThrow(RangeError)
    })
  })

  it('says in a query which partitions it does not have', async () => {
    await withServer(3, async (server, client) => {
      server.movePartitions({ namespace: 'test', partitions: [5], to: 1 })
      server.movePartitions({ namespace: 'test', partitions: [6], to: 0 })
      const map = server.nodes[0]!.view.partitions.get('test')!
      const ids = Buffer.alloc(4)
      ids.writeUInt16LE(5)
      ids.writeUInt16LE(6, 2)
      const found = await client.stream({
        info1: 1,
        info3: 4,
        fields: [...fields(0).slice(0, 2), [11, ids]],
      })
      const missing = map.owners(5).includes(0) ? [] : [[4, 11, 5]]
      expect(found.map(({ info3, code, generation }) => [info3, code, generation])).toEqual([
        ...missing,
        [1, 0, 0],
      ])
    })
  })

  it('tells clients other addresses when told to', async () => {
    await withServer(2, async (server, client) => {
      server.nodes[1]!.advertise({ service: '10.0.0.1:4000', alternate: '192.0.2.1:3000' })
      expect(await client.info('peers-clear-std')).toContain('[10.0.0.1:4000]')
      expect(await client.info('peers-clear-alt')).toContain('[192.0.2.1]')
      expect(await client.info('peers-generation')).toBe('1')
      server.nodes[1]!.advertise()
      expect(await client.info('peers-clear-std')).toContain(`[${server.nodes[1]!.address}]`)
    })
  })

  it('refuses connections and breaks them', async () => {
    await withServer(1, async (server, client) => {
      const [node] = server.nodes
      await node!.refuseConnections()
      await expect(RawClient.connect(node!.port)).rejects.toThrow(/ECONNREFUSED/)
      expect(await client.send(getAll(1))).toMatchObject({ code: 2 })
      await node!.refuseConnections(false)
      const other = await RawClient.connect(node!.port)
      expect(server.stats.connections).toEqual({ open: 2, total: 2, encrypted: 0, resumed: 0 })
      node!.dropConnections()
      await Promise.all([client.closed(), other.closed()])
    })
  })

  it('is empty after clear', async () => {
    await withServer(1, async (server, client) => {
      await client.send(putInteger(1, 'a', 1))
      await client.send({
        ...putInteger(2, 'a', 1),
        fields: [...fields(2, 'other').slice(0, 2), [4, digest(2)]],
      })
      server.clear('test', 'demo')
      expect(await client.send(getAll(1))).toMatchObject({ code: 2 })
      expect(await client.send(getAll(2, { fields: fields(2, 'other') }))).toMatchObject({ code: 0 })
      server.clear()
      expect(await client.send(getAll(2, { fields: fields(2, 'other') }))).toMatchObject({ code: 2 })
    })
  })

  it.each<[unknown, string]>([
    [{ nodes: 0 }, 'nodes must be a whole number from 1 to 128, not 0'],
    [{ nodes: 1.5 }, 'nodes must be'],
    [{ nodes: '3' }, 'nodes must be a whole number from 1 to 128, not "3"'],
    [{ node: 3 }, 'there is no option "node": it knows nodes, port'],
    [{ port: 70_000 }, 'port must be'],
    [{ port: 65_535, nodes: 2 }, 'port must leave room for 2 nodes'],
    [{ host: 1 }, 'host must be text, not 1'],
    [{ clusterName: null }, 'clusterName must be text, not null'],
    [{ clock: 5 }, 'clock must be a function'],
    [{ namespaces: [] }, 'namespaces must be a list of one namespace or more'],
    [{ namespaces: 'test' }, 'namespaces must be a list'],
    [{ namespaces: ['a', 'a'] }, 'namespaces must have different names'],
    [{ namespaces: ['a b'] }, 'namespaces[0]: name must be text of 1 to 31 bytes'],
    [{ namespaces: ['a', 5] }, 'namespaces[1]: options must be an object, not a whole number'],
    [{ namespaces: [null] }, 'namespaces[0]: options must be an object, not null'],
    [{ namespaces: [{}] }, 'namespaces[0]: name is missing'],
    [{ namespaces: [{ name: 'test', defaultTtl: -1 }] }, 'namespaces[0]: defaultTtl must be'],
    [{ namespaces: [{ name: 'test', ttl: 1 }] }, 'namespaces[0]: there is no option "ttl"'],
    ['127.0.0.1', 'options must be an object, not text'],
  ])('is refused with %j', async (options, words) => {
    const starting = startMemoryServer(options as MemoryServerOptions)
    await expect(starting).rejects.toMatchObject({ name: 'ArgumentError', code: 'INVALID_OPTION' })
    await expect(starting).rejects.toThrow(words)
  })

  it('fails to start on a port that is taken, and holds none of the others', async () => {
    await using server = await startMemoryServer()
    const { port } = server.nodes[0]!
    await expect(startMemoryServer({ nodes: 2, port: port - 1 })).rejects.toThrow(/EADDRINUSE/)
  })
})
