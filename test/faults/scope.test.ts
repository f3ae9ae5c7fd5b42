import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Client, Key, ops } from '../../src/index.ts'
import type { AerospikeError } from '../../src/index.ts'
import { CALLS } from './calls.ts'
import { lost } from './lost.ts'
import { clientOf, failure, rig, until } from './rig.ts'

const names = Object.keys(CALLS)

describe.each(names)('%s', (name) => {
  const call = CALLS[name]!

  test('with a signal that was aborted before does nothing', async () => {
    const { server, client } = await rig()
    const before = server.stats.commands
    const error = await failure(call(client, { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'ABORTED', attempts: 0, inDoubt: false })
    expect(server.stats.commands).toEqual(before)
    expect(client.stats().inFlight).toBe(0)
  })

  test('is aborted while the cluster is looked for, and does nothing later', async () => {
    await lost(async (client) => {
      const controller = new AbortController()
      const result = failure(call(client, { signal: controller.signal, timeout: 600_000 }))
      await until(() => client.stats().inFlight === 1)
      controller.abort('enough')
      expect(await result).toMatchObject({ code: 'ABORTED', cause: 'enough', attempts: 0, inDoubt: false })
      expect(client.stats().inFlight).toBe(0)
    })
  })

  test('has looking for the cluster within its time limit', async () => {
    await lost(async (client) => {
      const error = await failure(call(client, { timeout: 20 }))
      expect(error).toMatchObject({ code: 'TIMEOUT', attempts: 0, inDoubt: false })
      expect((error as Error).message).toContain('20 ms')
      expect(client.stats().inFlight).toBe(0)
    })
  })

  test('ends when the client closes, and names its caller', async () => {
    await lost(async (client) => {
      async function caller(): Promise<unknown> {
        return await call(client, { timeout: 600_000 })
      }
      const result = failure(caller())
      await until(() => client.stats().inFlight === 1)
      await client.close({ timeout: 0 })
      expect(await result).toMatchObject({ code: 'CLIENT_CLOSED', attempts: 0, inDoubt: false })
      expect(((await result) as Error).stack).toContain('caller')
    })
  })

  test('shares one listener of a signal with all others of it, and leaves none', async () => {
    await lost(async (client) => {
      const { signal } = new AbortController()
      const results = Array.from({ length: 20 }, () => failure(call(client, { signal, timeout: 40 })))
      await until(() => client.stats().inFlight === 20)
      expect(getEventListeners(signal, 'abort')).toHaveLength(1)
      for (const result of results) expect(await result).toMatchObject({ code: 'TIMEOUT' })
      expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    })
  })
})

describe('a job', () => {
  const key = new Key('test', 'jobs', 1)

  test('whose signal was aborted changes nothing, whenever that was', async () => {
    const { server } = await rig()
    const client = new Client({ hosts: server.hosts })
    await client.put(key, { n: 0 })
    const controller = new AbortController()
    const start = failure(
      client.query('test', 'jobs').execute([ops.add('n', 1)], { signal: controller.signal }),
    )
    controller.abort()
    expect(await start).toMatchObject({ code: 'ABORTED' })
    // A second job on the same nodes comes behind whatever the first one sent.
    const job = await client.query('test', 'jobs').execute([ops.add('n', 10)])
    await job.wait()
    expect((await client.get(key))?.bins).toEqual({ n: 10 })
    await client.close()
  })

  test.each([
    ['after it told that it was done: the job is', true],
    ['before it told anything: it is not known', false],
  ])('whose node left %s', async (_when, hasTold) => {
    const { server, client } = await rig({ tendInterval: 250 }, { nodes: 2 })
    for (let i = 0; i < 50; i++) await client.put(new Key('test', 'jobs', i), { n: 0 })
    const job = await client.query('test', 'jobs').execute([ops.add('n', 1)])
    const told = hasTold ? await job.wait() : undefined
    await server.nodes[1]!.stop()
    await until(() => client.nodes.length === 1)
    if (hasTold) expect(await job.wait()).toEqual(told)
    else expect(await failure(job.wait())).toMatchObject({ code: 'JOB_INCOMPLETE' })
  })

  test('that no node took says how often it was sent, and in whose name', async () => {
    const { server, client } = await rig({}, { nodes: 2 })
    server.faults.add({ match: { command: 'query' }, action: { type: 'drop' } })
    const error = (await failure(client.query('test', 'jobs').execute([ops.add('n', 1)]))) as AerospikeError
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', attempts: 2, inDoubt: true })
    expect(error.stack).toContain('scope.test.ts')
  })
})

describe('administration', () => {
  test('has one time limit for all its requests', async () => {
    const { server, client } = await rig()
    // The first request is answered, the second one never.
    server.faults.add({ match: { command: 'info', info: 'udf-put' }, action: { type: 'stall' } })
    const source = { source: 'function f(r) return 1 end', name: 'late.lua' }
    const error = await failure(client.registerUdf(source, { timeout: 30 }))
    expect(error).toMatchObject({ code: 'TIMEOUT', inDoubt: true })
    expect((error as Error).message).toContain('30 ms')
  })

  test('that is aborted does not disturb others on the same connection', async () => {
    const { server, client } = await rig()
    server.faults.add({
      match: { command: 'info', info: 'namespaces' },
      action: { type: 'delay', ms: 50 },
    })
    const controller = new AbortController()
    const aborted = failure(client.listNamespaces({ signal: controller.signal }))
    const other = client.listNamespaces()
    await until(() => client.stats().inFlight === 2)
    controller.abort()
    expect(await aborted).toMatchObject({ code: 'ABORTED', inDoubt: false })
    expect(await other).toContain('test')
  })

  test('a wait for it ends with its signal while a node is silent', async () => {
    const { server, client } = await rig()
    const task = await client.createIndex({ namespace: 'test', name: 'wait', bin: 'a', type: 'numeric' })
    server.faults.add({ match: { command: 'info' }, action: { type: 'stall' } })
    const controller = new AbortController()
    const waiting = failure(task.wait({ signal: controller.signal }))
    await until(() => client.stats().inFlight > 0)
    controller.abort()
    expect(await waiting).toMatchObject({ code: 'ABORTED' })
  })
})

test('one failure has one account, whatever call meets it', async () => {
  const { server } = await rig({}, { nodes: 2, namespaces: [{ name: 'test', replicationFactor: 1 }] })
  const client = await clientOf(server)
  await server.nodes[1]!.stop()
  await until(() => client.nodes.length === 1)
  const keys = Array.from({ length: 64 }, (_, i) => new Key('test', 'gone', i))
  const single = await Promise.all(
    keys.map((key) =>
      client.get(key).then(
        () => undefined,
        (error: unknown) => error,
      ),
    ),
  )
  const rows = await client.getMany(keys)
  let failed = 0
  for (const [i, row] of rows.entries()) {
    const error = row.status === 'error' ? row.error : undefined
    expect(error?.toJSON()).toEqual((single[i] as AerospikeError | undefined)?.toJSON())
    if (error !== undefined) failed++
  }
  // Whether the map still has the partitions of the lost node is the server's affair; if so, nothing was sent in either.
  for (const error of single)
    if (error !== undefined) expect(error).toMatchObject({ attempts: 0, inDoubt: false })
  expect(failed).toBeGreaterThanOrEqual(0)
})
