import { describe, expect, test } from 'vitest'
import type { Client } from '../../src/index.ts'
import type { MemoryServer } from '../../src/testing/index.ts'
import { History } from './history.ts'
import { rig, until } from './rig.ts'
import { WORK_KINDS, Workload } from './workload.ts'

// What can go wrong with nodes, while calls of every kind are in flight: each ends once and in time, with the right answer or a true
// doubt, and what the records hold in the end proves it.

interface Parts {
  readonly server: MemoryServer
  readonly client: Client
  /** Resolves when so many calls have ended from now on. */
  readonly go: (count: number) => Promise<void>
}

type Situation = readonly [name: string, happens: (parts: Parts) => Promise<void>]

const STEP = 500

/** What a command that is no look at the cluster meets, for a while. */
function fault(action: Parameters<MemoryServer['faults']['add']>[0]['action'], node = 1): Situation[1] {
  return async ({ server, go }) => {
    const match = { node, when: ({ command }: { command: string }) => command !== 'info' } as const
    const handle = server.faults.add({ match, skip: 50, times: 100, action })
    await go(STEP)
    handle.remove()
  }
}

const SITUATIONS: readonly Situation[] = [
  ['nothing', ({ go }) => go(STEP)],
  [
    'a node stops and comes back',
    async ({ server, client, go }) => {
      await server.nodes[1]!.stop()
      await until(() => client.nodes.length === 2)
      await go(STEP)
      await server.nodes[1]!.start()
      await until(() => client.nodes.length === 3)
    },
  ],
  [
    'a node vanishes without the others noticing, and comes back',
    async ({ server, go }) => {
      await server.nodes[1]!.stop({ silently: true })
      await go(STEP)
      await server.nodes[1]!.start()
      await go(STEP)
    },
  ],
  [
    'a node comes back at another address',
    async ({ server, client, go }) => {
      const before = server.nodes[2]!.address
      await server.nodes[2]!.stop()
      await go(STEP)
      await server.nodes[2]!.start({ port: 0 })
      expect(server.nodes[2]!.address).not.toBe(before)
      await until(() => client.nodes.some(({ address }) => address === server.nodes[2]!.address))
    },
  ],
  [
    'a node hangs and goes on',
    async ({ server, go }) => {
      server.nodes[0]!.hang()
      await go(STEP)
      server.nodes[0]!.resume()
    },
  ],
  [
    'a node hangs, is left out by the others, and goes on',
    async ({ server, client, go }) => {
      server.nodes[0]!.hang()
      await go(20)
      server.rebalance()
      await until(() => client.nodes.length === 2)
      await go(STEP)
      server.nodes[0]!.resume()
      await until(() => client.nodes.length === 3)
    },
  ],
  ['a node answers slowly', fault({ type: 'delay', ms: [0, 60] })],
  ['a node breaks connections', fault({ type: 'drop' })],
  ['a node breaks connections when it has done its work', fault({ type: 'drop', applied: true })],
  ['a node answers nothing any more on some connections', fault({ type: 'stall', applied: true })],
  ['a node answers garbage', fault({ type: 'garbage' })],
  ['a node answers half', fault({ type: 'partial' })],
  ['a node answers half, and then no more', fault({ type: 'partial', then: 'stall' })],
  ['a node is overloaded', fault({ type: 'code', code: 18 })],
  [
    'partitions move to and fro',
    async ({ server, go }) => {
      for (const to of [0, 1, 2, 1, 0]) {
        server.movePartitions({ namespace: 'test', to })
        await go(STEP)
      }
      server.rebalance()
    },
  ],
  [
    'the network splits and heals',
    async ({ server, go }) => {
      server.split([[0], [1, 2]])
      await go(STEP)
      server.rebalance()
    },
  ],
  [
    'all nodes break all connections at once',
    async ({ server, go }) => {
      for (let i = 0; i < 3; i++) {
        for (const node of server.nodes) node.dropConnections()
        await go(STEP)
      }
    },
  ],
  [
    'all nodes go down and come back',
    async ({ server, client }) => {
      for (const node of server.nodes) await node.stop()
      await until(() => client.nodes.length === 0)
      for (const node of server.nodes) await node.start()
      await until(() => client.nodes.length === 3)
    },
  ],
]

/** Milliseconds for a call: one that is not answered ends so. */
const TIMEOUT = 1_500

describe.each(SITUATIONS)('%s:', (_name, happens) => {
  test('every call ends once, with the right answer or a true doubt', async () => {
    const { server, client } = await rig(
      { tendTimeout: 300, silenceLimit: 200, maxIdle: 55_000, defaults: {} },
      { nodes: 3 },
    )
    const history = new History('faults', 240)
    await history.fill(client)
    const load = new Workload(client, history, {
      timeout: TIMEOUT,
      maxRetries: 8,
      rest: { single: 2, burst: 5, batch: 5, query: 20, job: 40 },
      loops: { single: 100, burst: 50, batch: 20, query: 3, job: 2 },
    })
    load.start()
    const go = (count: number): Promise<void> => {
      const goal = load.ended + count
      return until(() => load.ended >= goal)
    }
    await go(STEP)
    await happens({ server, client, go })
    server.faults.clear()
    const before = WORK_KINDS.map((kind) => load.tallies[kind].done)
    // It is over: calls of every kind succeed again.
    await until(() => WORK_KINDS.every((kind, i) => load.tallies[kind].done > before[i]!))
    await load.stop()

    expect(load.wrong).toEqual([])
    expect(client.stats().inFlight).toBe(0)
    expect(history.open).toBe(0)
    expect(await history.compare(client)).toEqual({ lost: 0, repeated: 0, ghosts: 0, strangers: 0 })
    // Far beyond what a slow machine adds: that a call is not ended by its limit is another thing.
    for (const kind of WORK_KINDS) expect(load.tallies[kind].longest).toBeLessThan(TIMEOUT + 20_000)
  })
})
