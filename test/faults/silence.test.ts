import { describe, expect, test } from 'vitest'
import { type AerospikeError, type Client, type Key, ops } from '../../src/index.ts'
import type { MemoryServer } from '../../src/testing/index.ts'
import { failure, keyOf, rig, until } from './rig.ts'

const KEYS = Array.from({ length: 200 }, (_, i) => keyOf(i))
/** Soon enough for a test, and no limit that a machine under load would miss: it counts looks, not time. */
const SOON = { silenceLimit: 100, tendInterval: 60_000, tendTimeout: 60_000 }

async function fill(client: Client): Promise<void> {
  await Promise.all(KEYS.map((key, i) => client.put(key, { i })))
}

/** The keys whose master is a node, found by who counts a read more. */
async function keysOn(server: MemoryServer, client: Client, node: number): Promise<Key[]> {
  const found: Key[] = []
  for (const key of KEYS) {
    const { commands } = server.nodes[node]!.stats
    const before = commands.get
    await client.get(key)
    if (commands.get > before) found.push(key)
  }
  return found
}

function avoided(client: Client): string[] {
  const seen: string[] = []
  client.on('nodeAvoided', (node, why) => seen.push(`${node.id} ${why}`))
  client.on('nodeRecovered', (node) => seen.push(`${node.id} again`))
  return seen
}

describe('a node that hangs', () => {
  test('is noticed while commands have time left, and what reads goes to the other copy', async () => {
    const { server, client } = await rig(SOON, { nodes: 3 })
    await fill(client)
    const seen = avoided(client)
    server.nodes[1]!.hang()
    const records = await Promise.all(KEYS.map((key) => client.get(key, { timeout: 60_000 })))
    expect(records.map((record) => record?.bins['i'])).toEqual(KEYS.map((_, i) => i))
    expect(seen).toEqual([`${server.nodes[1]!.id} silent`])
    // From now on it is not even asked.
    const again = await Promise.all(KEYS.map((key) => client.get(key, { maxRetries: 0, timeout: 60_000 })))
    expect(again.every((record) => record !== null)).toBe(true)
  })

  test('batches and queries go on without it', async () => {
    const { server, client } = await rig(SOON, { nodes: 3 })
    await fill(client)
    server.nodes[1]!.hang()
    const [batch, query] = await Promise.all([
      client.getMany(KEYS, { timeout: 60_000 }),
      client.query('test', 'faults').options({ socketTimeout: 0 }).toArray(),
    ])
    expect(batch.map(({ status }) => status)).toEqual(KEYS.map(() => 'ok'))
    expect(query).toHaveLength(KEYS.length)
  })

  test('a write that it has waits for its answer; later ones wait unsent, without doubt, and are served when it goes on', async () => {
    const { server, client } = await rig(SOON, { nodes: 3 })
    await fill(client)
    const [first, second, third] = (await keysOn(server, client, 1)) as [Key, Key, Key]
    const seen = avoided(client)
    server.nodes[1]!.hang()
    const sent = client.put(first, { i: -1 })
    await until(() => seen.length > 0)
    const waiting = client.put(second, { i: -2 })
    const late = (await failure(client.put(third, { i: -3 }, { timeout: 50 }))) as AerospikeError
    expect([late.code, late.inDoubt, late.attempts]).toEqual(['TIMEOUT', false, 1])
    server.nodes[1]!.resume()
    // The answer to the first is a sign of life.
    await Promise.all([sent, waiting])
    expect(seen).toEqual([`${server.nodes[1]!.id} silent`, `${server.nodes[1]!.id} again`])
    expect((await client.get(third))?.bins['i']).toBeGreaterThanOrEqual(0)
    expect((await client.get(second))?.bins['i']).toBe(-2)
  })

  test('what waits for it is bounded', async () => {
    const { server, client } = await rig({ ...SOON, maxQueue: 10 }, { nodes: 1 })
    await client.put(KEYS[0]!, { i: 0 })
    const seen = avoided(client)
    server.nodes[0]!.hang()
    const sent = client.get(KEYS[0]!)
    await until(() => seen.length > 0)
    const results = await Promise.allSettled(
      KEYS.slice(0, 30).map((key) => client.put(key, { i: 1 }, { timeout: 200 })),
    )
    const codes = results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as AerospikeError).code] : [],
    )
    expect(codes.filter((code) => code === 'QUEUE_FULL')).toHaveLength(20)
    expect(codes.filter((code) => code === 'TIMEOUT')).toHaveLength(10)
    server.nodes[0]!.resume()
    expect((await sent)?.bins['i']).toBe(0)
  })

  test('the look at the cluster notices it without any command, and takes it in again', async () => {
    const { server, client } = await rig({ tendTimeout: 100 }, { nodes: 3 })
    await fill(client)
    const seen = avoided(client)
    server.nodes[2]!.hang()
    await until(() => seen.length === 1)
    const served = server.nodes[2]!.stats.commands.get
    const records = await Promise.all(KEYS.map((key) => client.get(key, { maxRetries: 0 })))
    expect(records.every((record) => record !== null)).toBe(true)
    expect(server.nodes[2]!.stats.commands.get).toBe(served)
    server.nodes[2]!.resume()
    await until(() => seen.length === 2)
    expect(seen).toEqual([`${server.nodes[2]!.id} silent`, `${server.nodes[2]!.id} again`])
    await until(() => client.nodes.length === 3)
  })

  test('that the others leave out is left out, and its writes end in doubt or elsewhere', async () => {
    const { server, client } = await rig({ silenceLimit: 100, tendTimeout: 100 }, { nodes: 3 })
    await fill(client)
    const [first, second] = (await keysOn(server, client, 0)) as [Key, Key]
    const seen = avoided(client)
    server.nodes[0]!.hang()
    const sent = failure(client.put(first, { i: -1 }))
    await until(() => seen.length > 0)
    const waiting = client.put(second, { i: -2 }, { maxRetries: 1 })
    server.rebalance()
    expect(await sent).toMatchObject({ code: 'CONNECTION_LOST', inDoubt: true })
    await waiting
    expect((await client.get(second))?.bins['i']).toBe(-2)
    expect(client.nodes).toHaveLength(2)
  })

  test('a node that is only slow is not taken for one', async () => {
    const { server, client } = await rig(SOON, { nodes: 1 })
    await fill(client)
    const seen = avoided(client)
    server.faults.add({ match: { command: 'get' }, times: 1, action: { type: 'delay', ms: 600 } })
    expect((await client.get(KEYS[0]!))?.bins['i']).toBe(0)
    expect(seen).toEqual([])
  })

  test('silenceLimit: 0 takes nobody for silent', async () => {
    const { server, client } = await rig({ ...SOON, silenceLimit: 0 }, { nodes: 1 })
    await fill(client)
    const seen = avoided(client)
    server.nodes[0]!.hang()
    expect(await failure(client.get(KEYS[0]!, { timeout: 400 }))).toMatchObject({ code: 'TIMEOUT' })
    expect(seen).toEqual([])
  })
})

test('a job that one node does not start ends in its time, though that node hangs', async () => {
  const { server, client } = await rig(
    { silenceLimit: 0, tendInterval: 60_000, tendTimeout: 60_000 },
    { nodes: 3 },
  )
  await fill(client)
  server.nodes[1]!.hang()
  const begun = performance.now()
  const error = await failure(client.query('test', 'faults').execute([ops.add('i', 1)], { timeout: 300 }))
  expect(error).toMatchObject({ code: 'TIMEOUT', inDoubt: true })
  // To be told to stop, a node has ten seconds.
  expect(performance.now() - begun).toBeLessThan(9_000)
})
