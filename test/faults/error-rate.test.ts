import { describe, expect, test } from 'vitest'
import type { AerospikeError, Client } from '../../src/index.ts'
import { failure, keyOf, rig, until } from './rig.ts'

const KEYS = Array.from({ length: 60 }, (_, i) => keyOf(i))
const OPTIONS = { maxErrorRate: 5, tendInterval: 60_000 }

async function fill(client: Client): Promise<void> {
  await Promise.all(KEYS.map((key, i) => client.put(key, { i })))
}

function events(client: Client): string[] {
  const seen: string[] = []
  client.on('nodeAvoided', (_node, why) => seen.push(why))
  client.on('nodeRecovered', () => seen.push('again'))
  return seen
}

describe('a node on which too many commands fail', () => {
  test('is left alone: writes are refused at once, unsent, and say so', async () => {
    const { server, client } = await rig(OPTIONS)
    await fill(client)
    const seen = events(client)
    server.faults.add({ match: { command: 'put' }, action: { type: 'code', code: 18 } })
    for (const key of KEYS.slice(0, 6)) {
      expect(await failure(client.put(key, { i: 1 }))).toMatchObject({ code: 'DEVICE_OVERLOAD' })
    }
    const before = server.stats.served
    const refused = (await failure(client.put(KEYS[0]!, { i: 1 }))) as AerospikeError
    expect(refused).toMatchObject({
      name: 'OverloadError',
      code: 'MAX_ERROR_RATE',
      attempts: 0,
      inDoubt: false,
    })
    expect(refused.node).toContain(server.nodes[0]!.address)
    expect(refused.message).toContain('maxErrorRate')
    const { rows } = (await failure(
      client.putMany([[KEYS[0]!, { i: 1 }]], { throwOnError: true }),
    )) as AerospikeError & { rows: { error?: AerospikeError }[] }
    expect(rows[0]?.error).toMatchObject({ code: 'MAX_ERROR_RATE', inDoubt: false })
    expect(server.stats.served).toBe(before)
    expect(seen).toEqual(['errors'])
  })

  test('is passed over by what reads, as long as another copy is good', async () => {
    const { server, client } = await rig(OPTIONS, { nodes: 2 })
    await fill(client)
    const seen = events(client)
    server.faults.add({ match: { command: 'get', node: 0 }, action: { type: 'drop' } })
    // One after the other: those that share a connection share its failure, which counts once.
    for (const key of KEYS) expect(await client.get(key)).not.toBeNull()
    expect(seen).toEqual(['errors'])
    const records = await Promise.all(KEYS.map((key) => client.get(key, { maxRetries: 0 })))
    expect(records.map((record) => record?.bins['i'])).toEqual(KEYS.map((_, i) => i))
    expect(await client.query('test', 'faults').toArray()).toHaveLength(KEYS.length)
    const batch = await client.getMany(KEYS, { maxRetries: 0 })
    expect(batch.every(({ status }) => status === 'ok')).toBe(true)
  })

  test('is used again when its window is over', async () => {
    const { server, client } = await rig({ maxErrorRate: 5, tendInterval: 250 })
    await fill(client)
    const seen = events(client)
    const fault = server.faults.add({ match: { command: 'put' }, action: { type: 'code', code: 9 } })
    await until(() => {
      void client.put(KEYS[0]!, { i: 1 }).catch(() => undefined)
      return seen.includes('errors')
    })
    fault.remove()
    await until(() => seen.includes('again'))
    expect(await client.put(KEYS[0]!, { i: 1 }, { maxRetries: 20, sleepBetweenRetries: 50 })).toBeDefined()
  })

  test('counts what says something of the node, and nothing else', async () => {
    const { server, client } = await rig(OPTIONS)
    await fill(client)
    const seen = events(client)
    for (const code of [2, 3, 4, 8, 11, 14, 22, 27]) {
      server.faults.add({ match: { command: 'put' }, times: 20, action: { type: 'code', code } })
      for (let i = 0; i < 20; i++) await failure(client.put(KEYS[0]!, { i: 1 }))
    }
    expect(seen).toEqual([])
  })

  test('maxErrorRate: 0 leaves nobody alone', async () => {
    const { server, client } = await rig({ ...OPTIONS, maxErrorRate: 0 })
    await fill(client)
    const fault = server.faults.add({ match: { command: 'put' }, action: { type: 'code', code: 18 } })
    for (let i = 0; i < 50; i++)
      expect(await failure(client.put(KEYS[0]!, { i: 1 }))).toMatchObject({ code: 'DEVICE_OVERLOAD' })
    expect(fault.hits).toBe(50)
  })
})
