import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, connect, Key, type NodeInfo } from '../../src/index.ts'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'

describe('nodes of the cluster', () => {
  let server: MemoryServer
  let client: Client
  beforeAll(async () => {
    server = await startMemoryServer({ nodes: 2 })
    client = await connect(server.hosts)
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  test('are described', async () => {
    await client.exists(new Key('test', 'nodes', 1))
    const nodes = client.nodes.toSorted((a, b) => a.id.localeCompare(b.id))
    expect(nodes).toEqual(
      server.nodes.map(({ id, address }) => ({
        id,
        address,
        addresses: [address],
        build: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/) as string,
        racks: {},
        active: true,
        connections: expect.any(Number) as number,
      })),
    )
    expect(nodes.reduce((sum, { connections }) => sum + connections, 0)).toBeGreaterThan(0)
  })

  test('are values that nobody can change, and that hold nothing of the client', async () => {
    for (const node of client.nodes) {
      expect(deepFrozen(node)).toBe(true)
      expect(structuredClone(node)).toEqual(node)
    }
    expect(deepFrozen(client.nodes)).toBe(true)
    expect(client.nodes.length).toBe(2)
    expect(await client.exists(new Key('test', 'nodes', 1))).toBe(false)
  })

  test('are values in events too, and stay what they were', async () => {
    const removed = new Promise<NodeInfo>((resolve) => client.once('nodeRemoved', resolve))
    const before = client.nodes.find(({ id }) => id === server.nodes[1]?.id)
    await server.nodes[1]?.stop()
    const gone = await removed
    expect(gone).toMatchObject({ id: server.nodes[1]?.id, active: false })
    expect(deepFrozen(gone)).toBe(true)
    expect(before?.active).toBe(true)
    const added = new Promise<NodeInfo>((resolve) => client.once('nodeAdded', resolve))
    await server.nodes[1]?.start()
    const back = await added
    expect(back).toMatchObject({ id: gone.id, active: true })
    expect(deepFrozen(back)).toBe(true)
  })
})

/** Whether a value is made of plain data alone, all of it frozen. */
function deepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function'
  return Object.isFrozen(value) && Object.values(value).every(deepFrozen)
}
