import { describe, expect, test } from 'vitest'
import { AerospikeError, type Client } from '../../src/index.ts'
import type { FaultAction } from '../../src/testing/index.ts'
import { keyOf, rig } from './rig.ts'

const COUNT = 50
const numbers = Array.from({ length: COUNT }, (_, i) => i)

/** Adds one to each of many counters, in one turn; what became of each. */
function addAll(client: Client, options = {}): Promise<PromiseSettledResult<unknown>[]> {
  return Promise.allSettled(numbers.map((i) => client.add(keyOf(i), { n: 1 }, options)))
}

/** The counters as they are, read one by one. */
async function counters(client: Client): Promise<number[]> {
  const values: number[] = []
  for (const i of numbers) values.push(Number((await client.get(keyOf(i)))?.bins['n'] ?? 0))
  return values
}

function errorsOf(results: readonly PromiseSettledResult<unknown>[]): (AerospikeError | undefined)[] {
  return results.map((result) =>
    result.status === 'rejected' ? (result.reason as AerospikeError) : undefined,
  )
}

describe('commands of one turn', () => {
  test('travel as one batch on each connection, and by themselves when they are told to', async () => {
    const { server, client } = await rig({ maxConnections: 1 })
    const batches = server.faults.add({ match: { command: 'batch' }, action: { type: 'delay', ms: 0 } })
    const singles = server.faults.add({
      match: { command: ['get', 'put'] },
      action: { type: 'delay', ms: 0 },
    })
    await client.put(keyOf(0), { n: 0 })
    await Promise.all(numbers.map((i) => client.put(keyOf(i), { n: i })))
    expect(await Promise.all(numbers.map((i) => client.get(keyOf(i))))).toMatchObject(
      numbers.map((n) => ({ bins: { n } })),
    )
    expect([batches.hits, singles.hits]).toEqual([2, 1])
    await Promise.all(numbers.map((i) => client.get(keyOf(i), { coalesce: 'off' })))
    expect([batches.hits, singles.hits]).toEqual([2, 1 + COUNT])
  })

  test('more than go into one batch, and such as are too large for one, are answered all the same', async () => {
    const { server, client } = await rig({ maxConnections: 1, coalesceMax: 8 })
    const batches = server.faults.add({ match: { command: 'batch' }, action: { type: 'delay', ms: 0 } })
    await client.put(keyOf(0), { n: 0 })
    const big = 'x'.repeat(20_000)
    await Promise.all(numbers.map((n) => client.put(keyOf(n), n % 10 === 0 ? { n, big } : { n })))
    const records = await Promise.all(numbers.map((i) => client.get(keyOf(i))))
    expect(records.map((record) => record?.bins['n'])).toEqual(numbers)
    expect(records[10]?.bins['big']).toBe(big)
    expect(batches.hits).toBeGreaterThan(5)
  })

  test.each([150, 151, 152])(
    'go by themselves when the node refuses the batch with %i, each once',
    async (code) => {
      const { server, client } = await rig({ maxConnections: 1 })
      await client.put(keyOf('warm'), { n: 0 })
      const refusal = server.faults.add({ match: { command: 'batch' }, action: { type: 'code', code } })
      const results = await addAll(client)
      expect(errorsOf(results)).toEqual(numbers.map(() => undefined))
      expect(refusal.hits).toBe(1)
      expect(await counters(client)).toEqual(numbers.map(() => 1))
      expect(client.stats()).toMatchObject({ inFlight: 0, nodes: [{ load: 0 }] })
    },
  )

  const cases: readonly { name: string; action: FaultAction; applied: boolean }[] = [
    { name: 'dropped before it is applied', action: { type: 'drop' }, applied: false },
    { name: 'dropped after it is applied', action: { type: 'drop', applied: true }, applied: true },
    { name: 'answered with garbage', action: { type: 'garbage' }, applied: false },
  ]

  test.each(cases)('are all in doubt when their batch is $name', async ({ action, applied }) => {
    const { server, client } = await rig({ maxConnections: 1 })
    await client.put(keyOf('warm'), { n: 0 })
    server.faults.add({ match: { command: 'batch' }, times: 1, action })
    const errors = errorsOf(await addAll(client))
    expect(errors.map((error) => [error?.inDoubt, error?.attempts])).toEqual(numbers.map(() => [true, 1]))
    // Each has an error of its own.
    expect(new Set(errors).size).toBe(COUNT)
    expect(new Set(errors.map((error) => error?.key)).size).toBe(COUNT)
    expect(await counters(client)).toEqual(numbers.map(() => (applied ? 1 : 0)))
  })

  test('that read are tried again after a lost connection, and none is answered twice', async () => {
    const { server, client } = await rig()
    await Promise.all(numbers.map((n) => client.put(keyOf(n), { n })))
    server.faults.add({ match: { command: 'batch' }, times: 2, action: { type: 'partial' } })
    const records = await Promise.all(numbers.map((i) => client.get(keyOf(i))))
    expect(records.map((record) => record?.bins['n'])).toEqual(numbers)
  })

  test('that were answered before a reply is cut are done, the others in doubt', async () => {
    const { server, client } = await rig({ maxConnections: 1 })
    await client.put(keyOf('warm'), { n: 0 })
    server.faults.add({ match: { command: 'batch' }, times: 1, action: { type: 'partial' } })
    const errors = errorsOf(await addAll(client))
    for (const error of errors) if (error !== undefined) expect(error).toMatchObject({ inDoubt: true })
    // The memory server carries all out and answers in one frame, which is cut: nobody has an answer.
    expect(errors.every((error) => error !== undefined)).toBe(true)
    expect(await counters(client)).toEqual(numbers.map(() => 1))
  })

  test('are left alone by one that is aborted, or late', async () => {
    const { server, client } = await rig({ maxConnections: 1 })
    await Promise.all(numbers.map((n) => client.put(keyOf(n), { n })))
    server.faults.add({ match: { command: 'batch' }, times: 1, action: { type: 'delay', ms: 300 } })
    const controller = new AbortController()
    const reads = numbers.map((i) => client.get(keyOf(i), i === 7 ? { signal: controller.signal } : {}))
    const settled = Promise.allSettled(reads)
    setTimeout(() => {
      controller.abort()
    }, 50)
    await expect(reads[7]).rejects.toMatchObject({ code: 'ABORTED', attempts: 1 })
    const results = await settled
    for (const i of numbers) {
      if (i !== 7) expect(results[i]).toMatchObject({ status: 'fulfilled', value: { bins: { n: i } } })
    }
    expect(client.stats()).toMatchObject({ inFlight: 0, nodes: [{ load: 0 }] })
  })

  test('on one record keep their order, whatever else is in the turn', async () => {
    const { client } = await rig({ maxConnections: 1 })
    await client.put(keyOf('o'), { s: '' })
    const texts = numbers.map((i) => String.fromCharCode(65 + (i % 26)))
    const work = numbers.flatMap((i) => [
      client.append(keyOf('o'), { s: texts[i] as string }),
      client.put(keyOf(i), { i }),
      client.get(keyOf('o')),
    ])
    const results = await Promise.all(work)
    for (const i of numbers) {
      expect(results[i * 3 + 2]).toMatchObject({ bins: { s: texts.slice(0, i + 1).join('') } })
    }
  })

  test('are counted right under faults of all kinds: nothing lost, nothing done twice', async () => {
    const { server, client } = await rig({ dialTimeout: 2_000 }, { nodes: 3 })
    const actions: readonly FaultAction[] = [
      { type: 'drop' },
      { type: 'drop', applied: true },
      { type: 'partial' },
      { type: 'garbage' },
      { type: 'code', code: 152 },
      { type: 'code', code: 18 },
      { type: 'delay', ms: [1, 10] },
    ]
    for (const action of actions)
      server.faults.add({ match: { command: 'batch', when: () => Math.random() < 0.04 }, action })
    const least = numbers.map(() => 0)
    const most = numbers.map(() => 0)
    for (let round = 0; round < 60; round++) {
      for (const [i, error] of errorsOf(await addAll(client)).entries()) {
        // Both are there for each number.
        if (error === undefined) least[i] = (least[i] as number) + 1
        if (error === undefined || error.inDoubt) most[i] = (most[i] as number) + 1
      }
    }
    server.faults.clear()
    for (const [i, value] of (await counters(client)).entries()) {
      expect(value).toBeGreaterThanOrEqual(least[i] as number)
      expect(value).toBeLessThanOrEqual(most[i] as number)
    }
    expect(client.stats()).toMatchObject({ inFlight: 0 })
  })
})
