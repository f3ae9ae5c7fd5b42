import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import { OPERATION_KINDS, type OperationContext, rows as rowOf } from '../../src/index.ts'
import { CALLS } from './calls.ts'
import { lost } from './lost.ts'
import { clientOf, failure, keyOf, rig } from './rig.ts'

/** Every operation that was told of, by what was told. */
function listenToAll(): { readonly told: Map<OperationContext, string[]>; stop(): void } {
  const told = new Map<OperationContext, string[]>()
  const note = (event: string) => (context: unknown) => {
    const of = context as OperationContext
    told.set(of, [...(told.get(of) ?? []), event])
  }
  const subscriber = { start: note('start'), asyncEnd: note('end'), error: note('error') }
  const channels = OPERATION_KINDS.map((kind) => tracingChannel(`aerospike-ts:${kind}`))
  for (const channel of channels) channel.subscribe(subscriber as never)
  return {
    told,
    stop: () => {
      for (const channel of channels) channel.unsubscribe(subscriber as never)
    },
  }
}

describe.each(Object.keys(CALLS))('%s', (name) => {
  const call = CALLS[name]!

  test('is told of once, whether it works or not', async () => {
    const { client } = await rig()
    const { told, stop } = listenToAll()
    const error = await call(client, {}).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    stop()
    const [first] = [...told].filter(
      ([{ operation }]) => operation !== 'listIndexes' || name === 'listIndexes',
    )
    expect(first?.[1]).toEqual(error === undefined ? ['start', 'end'] : ['start', 'error', 'end'])
    expect(first?.[0].error).toBe(error)
    expect(first?.[0].duration).toBeGreaterThan(0)
    for (const events of told.values()) expect(events.at(-1)).toBe('end')
  })

  test('is told of once when it is aborted in the middle, or its time is up', async () => {
    const controller = new AbortController()
    const { told, stop } = listenToAll()
    await lost(async (client) => {
      const errors = [
        failure(call(client, { signal: controller.signal, timeout: 600_000 })),
        failure(call(client, { timeout: 20 })),
      ]
      await errors[1]
      controller.abort()
      await Promise.all(errors)
    })
    stop()
    const ends = [...told].map(([{ error }, events]) => [events.join(), (error as { code: string }).code])
    const aborted = ends.filter(([, code]) => code === 'ABORTED')
    const late = ends.filter(([, code]) => code !== 'ABORTED')
    expect(aborted).toEqual([['start,error,end', 'ABORTED']])
    expect(late).toEqual([['start,error,end', expect.stringContaining('TIMEOUT')]])
  })
})

test('the context of each caller holds behind each await, with all connections taken', async () => {
  const { server } = await rig()
  const client = await clientOf(server, { maxConnections: 2, coalesceMax: 1 })
  const requests = new AsyncLocalStorage<number>()
  const wrong: unknown[] = []
  const check = (id: number, where: string): void => {
    if (requests.getStore() !== id) wrong.push([where, id, requests.getStore()])
  }
  const work = async (id: number): Promise<void> => {
    await client.put(keyOf(id), { id })
    check(id, 'put')
    const record = await client.get(keyOf(id))
    check(id, 'get')
    expect(record?.bins).toEqual({ id })
    await failure(client.touch(keyOf(`none ${id}`)))
    check(id, 'failure')
    if (id % 50 > 0) return
    await client.getMany([keyOf(id)])
    check(id, 'batch')
    await client.query('test', 'faults').forEach(() => check(id, 'forEach'))
    check(id, 'query')
    const rows = (async function* () {
      check(id, 'row source')
      yield rowOf.get(keyOf(id))
      await Promise.resolve()
      check(id, 'row source later')
    })()
    for await (const _ of client.batchStream(rows)) check(id, 'batch stream')
    check(id, 'end of stream')
  }
  await Promise.all(Array.from({ length: 500 }, (_, id) => requests.run(id, () => work(id))))
  expect(wrong).toEqual([])
})

test('events of the client are told in the context of who made it', async () => {
  const { server } = await rig({}, { nodes: 2 })
  const requests = new AsyncLocalStorage<string>()
  const client = await clientOf(server)
  const seen = new Promise((resolve) => {
    client.once('nodeRemoved', () => resolve(requests.getStore()))
  })
  await requests.run('a request', () => client.get(keyOf(1)))
  await server.nodes[1]?.stop()
  expect(await seen).toBeUndefined()
})
