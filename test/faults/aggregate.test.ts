import { describe, expect, it } from 'vitest'
import { type Client, Key } from '../../src/index.ts'
import type { MemoryServer } from '../../src/testing/index.ts'
import { rig } from './rig.ts'

const SOURCE = 'function count(s) return s : map(function() return 1 end) : reduce(math.sum) end'
const UDF = { module: 'm', function: 'count', source: SOURCE }
const COUNT = 200

async function filled(): Promise<{ server: MemoryServer; client: Client; count: () => Promise<unknown> }> {
  const { server, client } = await rig({}, { nodes: 3 })
  await (await client.registerUdf({ name: 'm.lua', source: SOURCE })).wait()
  await Promise.all(Array.from({ length: COUNT }, (_, i) => client.put(new Key('test', 's', i), { i })))
  const count = (): Promise<unknown> =>
    client
      .query('test', 's')
      .aggregate(UDF)
      .value()
      .catch((error: unknown) => error)
  return { server, client, count }
}

describe('an aggregation', () => {
  it('fails when one of its nodes does, and asks none again', async () => {
    const { server, count } = await filled()
    const fault = server.faults.add({ match: { command: 'query', node: 1 }, action: { type: 'drop' } })
    expect(await count()).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(fault.hits).toBe(1)
    fault.remove()
    expect(await count()).toBe(COUNT)
  })

  it('fails with what a node refuses, with half an answer, and with bytes that are none', async () => {
    const { server, count } = await filled()
    const outcomes: unknown[] = []
    for (const action of [
      { type: 'code', code: 18 },
      { type: 'partial', bytes: 40 },
      { type: 'garbage' },
    ] as const) {
      const fault = server.faults.add({ match: { command: 'query', node: 2 }, times: 1, action })
      outcomes.push(((await count()) as { code: string }).code)
      fault.remove()
    }
    expect(outcomes).toEqual(['DEVICE_OVERLOAD', 'CONNECTION_LOST', 'PROTOCOL'])
    expect(await count()).toBe(COUNT)
  })

  it('waits for a node that is slow', async () => {
    const { server, count } = await filled()
    server.faults.add({ match: { command: 'query', node: 0 }, times: 1, action: { type: 'delay', ms: 100 } })
    expect(await count()).toBe(COUNT)
  })

  it('does not hold up a client that closes while nobody takes its values', async () => {
    const { client } = await filled()
    const source = 'function all(s) return s : map(function(r) return r.i end) end'
    await (await client.registerUdf({ name: 'all.lua', source })).wait()
    const values = client.query('test', 's').aggregate({ module: 'all', function: 'all', source })
    const iterator = values[Symbol.asyncIterator]()
    expect(await iterator.next()).toMatchObject({ done: false })
    await client.close()
    const rest: unknown[] = []
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => error as { code: string })
      if ('code' in next || next.done === true) {
        rest.push('code' in next ? next.code : 'done')
        break
      }
    }
    expect(['CLIENT_CLOSED', 'done']).toContain(rest[0])
  })
})
