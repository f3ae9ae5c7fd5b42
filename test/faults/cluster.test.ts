import { describe, expect, test } from 'vitest'
import { type AerospikeError, type Client } from '../../src/index.ts'
import type { MemoryServer } from '../../src/testing/index.ts'
import { clientOf, failure, keyOf, rig, until } from './rig.ts'

const KEYS = Array.from({ length: 300 }, (_, i) => keyOf(i))

async function fill(client: Client): Promise<void> {
  await Promise.all(KEYS.map((key, i) => client.put(key, { i })))
}

async function expectAll(client: Client): Promise<void> {
  const records = await Promise.all(KEYS.map((key) => client.get(key, { maxRetries: 20 })))
  expect(records.map((record) => record?.bins['i'])).toEqual(KEYS.map((_, i) => i))
}

/** Reads all the time, and keeps what goes wrong. */
function readers(client: Client): { stop: () => Promise<unknown[]> } {
  const wrong: unknown[] = []
  let going = true
  const loop = async (worker: number): Promise<void> => {
    for (let i = worker; going; i++) {
      const n = i % KEYS.length
      try {
        const record = await client.get(KEYS[n]!, { maxRetries: 100, sleepBetweenRetries: 5 })
        if (record?.bins['i'] !== n) wrong.push(record)
      } catch (error) {
        wrong.push(error)
      }
    }
  }
  const loops = Promise.all([0, 70, 140, 210].map(loop))
  return {
    stop: async () => {
      going = false
      await loops
      return wrong
    },
  }
}

/** Reads are served by the owners of their partitions alone. */
async function expectNothingPassedOn(server: MemoryServer, client: Client): Promise<void> {
  const before = server.stats.proxied
  await expectAll(client)
  expect(server.stats.proxied).toBe(before)
}

describe('a node', () => {
  test('that goes down is left out, and comes back: no read fails, no record is lost', async () => {
    const { server, client } = await rig({}, { nodes: 3 })
    await fill(client)
    const reading = readers(client)
    await server.nodes[1]!.stop()
    await until(() => client.nodes.length === 2)
    await expectAll(client)
    await server.nodes[1]!.start()
    await until(() => client.nodes.length === 3)
    expect(await reading.stop()).toEqual([])
    const served = server.nodes[1]!.stats.served
    await expectAll(client)
    expect(server.nodes[1]!.stats.served).toBeGreaterThan(served)
  })

  test('writes meanwhile are applied once, or fail and say whether that is in doubt', async () => {
    const { server, client } = await rig({}, { nodes: 3 })
    const counters = KEYS.slice(0, 30)
    await Promise.all(counters.map((key) => client.put(key, { n: 0 })))
    const done = new Map<string, number>()
    const doubtful = new Map<string, number>()
    let going = true
    const bump = (counts: Map<string, number>, key: string): void => {
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const loop = async (worker: number): Promise<void> => {
      for (let i = worker; going; i++) {
        const key = counters[i % counters.length]!
        try {
          await client.add(key, { n: 1 })
          bump(done, key.toString())
        } catch (error) {
          if ((error as AerospikeError).inDoubt) bump(doubtful, key.toString())
        }
      }
    }
    const loops = Promise.all([0, 10, 20].map(loop))
    await until(() => done.size === counters.length)
    await server.nodes[2]!.stop()
    await until(() => client.nodes.length === 2)
    await server.nodes[2]!.start()
    await until(() => client.nodes.length === 3)
    going = false
    await loops
    const records = await Promise.all(counters.map((key) => client.get(key, { maxRetries: 20 })))
    for (const [i, record] of records.entries()) {
      const key = counters[i]!.toString()
      const sure = done.get(key) ?? 0
      expect(record?.bins['n']).toBeGreaterThanOrEqual(sure)
      expect(record?.bins['n']).toBeLessThanOrEqual(sure + (doubtful.get(key) ?? 0))
    }
  })

  test('that comes back after all were down is found again', async () => {
    const { server, client } = await rig()
    await fill(client)
    await server.nodes[0]!.stop()
    await until(() => client.nodes.length === 0)
    expect(client.isConnected).toBe(false)
    const error = await failure(client.get(KEYS[0]!, { maxRetries: 1 }))
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE', attempts: 0 })
    await server.nodes[0]!.start()
    await until(() => client.isConnected)
    await expectAll(client)
  })

  test('that is added is used', async () => {
    const { server, client } = await rig({}, { nodes: 3 })
    await server.nodes[2]!.stop()
    await until(() => client.nodes.length === 2)
    const added: string[] = []
    client.on('nodeAdded', (node) => added.push(node.id))
    await server.nodes[2]!.start()
    await until(() => added.length > 0)
    expect(added).toEqual([server.nodes[2]!.id])
  })

  test('that refuses new connections is told of, and reads go to the other copy', async () => {
    const { server } = await rig({}, { nodes: 3 })
    const client = await clientOf(server)
    await fill(client)
    await server.nodes[0]!.refuseConnections()
    server.nodes[0]!.dropConnections()
    await expectAll(client)
    await server.nodes[0]!.refuseConnections(false)
    await until(() => client.nodes.length === 3)
    await expectAll(client)
  })

  test('of one node only that refuses connections: one error with the address and the reason', async () => {
    const { server, client } = await rig()
    await server.nodes[0]!.refuseConnections()
    const error = (await failure(client.get(KEYS[0]!))) as AerospikeError
    expect(error).toMatchObject({ code: 'CONNECT_FAILED', attempts: 3, inDoubt: false })
    expect(error.message).toContain(server.nodes[0]!.address)
    expect(error.message).toContain('ECONNREFUSED')
    await server.nodes[0]!.refuseConnections(false)
    expect(await client.get(KEYS[0]!)).toBeNull()
  })
})

describe('partitions', () => {
  test('that move are followed, and no read fails meanwhile', async () => {
    const { server, client } = await rig({}, { nodes: 3 })
    await fill(client)
    const reading = readers(client)
    for (const to of [0, 1, 2]) {
      server.movePartitions({ namespace: 'test', to })
      const served = server.nodes[to]!.stats.commands.get
      await until(() => server.nodes[to]!.stats.commands.get > served + 50)
    }
    expect(await reading.stop()).toEqual([])
  })

  test('that have moved are asked of their owner', async () => {
    const { server, client } = await rig({}, { nodes: 3 })
    await fill(client)
    await expectNothingPassedOn(server, client)
    server.movePartitions({ namespace: 'test', to: 2 })
    const others = () => server.nodes[0]!.stats.commands.get + server.nodes[1]!.stats.commands.get
    // The tender looks about four times a second here.
    for (;;) {
      const before = others()
      await expectAll(client)
      if (others() === before) break
    }
    await expectNothingPassedOn(server, client)
  })

  test('refused as unavailable are asked of the other copy', async () => {
    const { server, client } = await rig({}, { nodes: 3 })
    await fill(client)
    server.faults.add({ match: { command: 'get', node: 1 }, action: { type: 'code', code: 11 } })
    await expectAll(client)
  })
})

describe('an advertised address', () => {
  test('that is wrong: the error says which, and what to do', async () => {
    const { server } = await rig({}, { nodes: 2 })
    server.nodes[1]!.advertise({ service: '127.0.0.1:1' })
    const problems: Error[] = []
    const client = await clientOf(server, { hosts: server.nodes[0]!.address, logger: collecting(problems) })
    await until(() => problems.length > 0)
    expect(problems.map(({ message }) => message).join('\n')).toMatch(/127\.0\.0\.1:1.*access-address/s)
    await until(() => client.nodes.length === 1)
  })

  test('that is wrong can be mapped, or replaced by the alternate one', async () => {
    const { server } = await rig({}, { nodes: 1 })
    const [node] = server.nodes
    node!.advertise({ service: `127.9.9.9:${node!.port}`, alternate: node!.address })
    const mapped = await clientOf(server, { ipMap: { '127.9.9.9': '127.0.0.1' } })
    await fill(mapped)
    const alternate = await clientOf(server, { useAlternateAccessAddress: true })
    await expectAll(alternate)
  })

  function collecting(problems: Error[]) {
    const keep = (message: string): void => {
      problems.push(new Error(message))
    }
    const ignore = (): void => undefined
    return { debug: ignore, info: ignore, warn: keep, error: keep }
  }
})

describe('while connecting', () => {
  test('nodes that hang up or talk garbage at first are gone around, and met later', async () => {
    const { server } = await rig({}, { nodes: 3 })
    server.faults.add({ match: { command: 'connect', node: 0 }, times: 2, action: { type: 'drop' } })
    server.faults.add({ match: { command: 'connect', node: 1 }, times: 2, action: { type: 'garbage' } })
    const client = await clientOf(server)
    await until(() => client.nodes.length === 3)
    await fill(client)
    await expectAll(client)
  })

  test('an abort ends it', async () => {
    const { server } = await rig()
    server.faults.add({ match: { command: 'info' }, action: { type: 'stall' } })
    const { Client } = await import('../../src/index.ts')
    const client = new Client({ hosts: server.hosts })
    const controller = new AbortController()
    const connecting = failure(client.connect({ signal: controller.signal }))
    await new Promise((resolve) => setTimeout(resolve, 30))
    controller.abort(new Error('enough'))
    expect(await connecting).toMatchObject({ code: 'ABORTED' })
    await client.close()
  })

  test('closing ends it', async () => {
    const { server } = await rig()
    server.faults.add({ match: { command: 'info' }, action: { type: 'stall' } })
    const { Client } = await import('../../src/index.ts')
    const client = new Client({ hosts: server.hosts })
    const connecting = failure(client.connect())
    const waiting = failure(client.get(KEYS[0]!))
    await new Promise((resolve) => setTimeout(resolve, 30))
    await client.close({ timeout: 10 })
    expect(await connecting).toMatchObject({ code: 'CLIENT_CLOSED' })
    expect(await waiting).toMatchObject({ code: 'CLIENT_CLOSED', inDoubt: false })
  })

  test('a server that comes up late is found by a client that is already in use', async () => {
    const { server } = await rig()
    await server.nodes[0]!.stop()
    const { Client } = await import('../../src/index.ts')
    const client = new Client({ hosts: server.hosts, connectTimeout: 500 })
    expect(await failure(client.get(KEYS[0]!, { timeout: 0 }))).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    await server.nodes[0]!.start()
    expect(await client.get(KEYS[0]!, { timeout: 0 })).toBeNull()
    await client.close()
  })
})
