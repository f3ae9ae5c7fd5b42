import { describe, expect, test } from 'vitest'
import { AerospikeError, type Client, ops, type WriteOptions } from '../../src/index.ts'
import type { FaultAction } from '../../src/testing/index.ts'
import { failure, keyOf, type Rig, rig } from './rig.ts'

const key = keyOf('k')

describe('a write that meets a fault', () => {
  interface Case {
    readonly name: string
    readonly action: FaultAction
    readonly options?: WriteOptions
    readonly code: string
    readonly inDoubt: boolean
    /** Whether the record is there afterwards. */
    readonly applied: boolean
  }

  const SOON = { timeout: 150 }

  const cases: Case[] = [
    {
      name: 'dropped before it is applied',
      action: { type: 'drop' },
      code: 'CONNECTION_LOST',
      inDoubt: true,
      applied: false,
    },
    {
      name: 'dropped after it is applied',
      action: { type: 'drop', applied: true },
      code: 'CONNECTION_LOST',
      inDoubt: true,
      applied: true,
    },
    {
      name: 'never answered, not applied',
      action: { type: 'stall' },
      options: SOON,
      code: 'TIMEOUT',
      inDoubt: true,
      applied: false,
    },
    {
      name: 'never answered, applied',
      action: { type: 'stall', applied: true },
      options: SOON,
      code: 'TIMEOUT',
      inDoubt: true,
      applied: true,
    },
    {
      name: 'half answered, then dropped',
      action: { type: 'partial' },
      code: 'CONNECTION_LOST',
      inDoubt: true,
      applied: true,
    },
    {
      name: 'answered with the header alone',
      action: { type: 'partial', bytes: 8 },
      code: 'CONNECTION_LOST',
      inDoubt: true,
      applied: true,
    },
    {
      name: 'half answered, then nothing',
      action: { type: 'partial', then: 'stall' },
      options: SOON,
      code: 'TIMEOUT',
      inDoubt: true,
      applied: true,
    },
    {
      name: 'answered with garbage',
      action: { type: 'garbage' },
      code: 'PROTOCOL',
      inDoubt: true,
      applied: false,
    },
    {
      name: 'answered with zeros',
      action: { type: 'garbage', bytes: Buffer.alloc(100) },
      code: 'PROTOCOL',
      inDoubt: true,
      applied: false,
    },
    {
      name: 'answered with an info frame',
      action: { type: 'garbage', bytes: Buffer.from('020100000000000161', 'hex') },
      code: 'PROTOCOL',
      inDoubt: true,
      applied: false,
    },
    {
      name: 'answered with an empty message',
      action: { type: 'garbage', bytes: Buffer.from('0203000000000000', 'hex') },
      code: 'PROTOCOL',
      inDoubt: true,
      applied: false,
    },
    {
      name: 'refused for good',
      action: { type: 'code', code: 8 },
      code: 'OUT_OF_SPACE',
      inDoubt: false,
      applied: false,
    },
    {
      name: 'refused for now',
      action: { type: 'code', code: 18 },
      code: 'DEVICE_OVERLOAD',
      inDoubt: false,
      applied: false,
    },
    {
      name: 'out of time on the server',
      action: { type: 'code', code: 9, applied: true },
      code: 'SERVER_TIMEOUT',
      inDoubt: true,
      applied: true,
    },
    {
      name: 'refused with an unknown code',
      action: { type: 'code', code: 251 },
      code: 'UNKNOWN_RESULT_CODE',
      inDoubt: false,
      applied: false,
    },
  ]

  test.each(cases)('$name', async ({ action, options, code, inDoubt, applied }) => {
    const { server, client } = await rig()
    const fault = server.faults.add({ match: { command: 'put' }, times: 1, action })
    const error = (await failure(client.put(key, { a: 1 }, options))) as AerospikeError
    expect([error.code, error.inDoubt, error.attempts, error.key]).toEqual([code, inDoubt, 1, key.toString()])
    expect(error.node).toBe(`${client.nodes[0]!.id} ${client.nodes[0]!.address}`)
    expect(fault.hits).toBe(1)
    // The client goes on as if nothing had been.
    expect(await client.exists(key)).toBe(applied)
    expect(await client.put(key, { a: 2 })).toMatchObject({ generation: applied ? 2 : 1 })
    expect(client.stats().inFlight).toBe(0)
  })

  test.each(
    cases.filter(({ code }) =>
      ['CONNECTION_LOST', 'PROTOCOL', 'DEVICE_OVERLOAD', 'SERVER_TIMEOUT'].includes(code),
    ),
  )('with maxRetries is tried again: $name', async ({ action, applied }) => {
    const { server, client } = await rig()
    server.faults.add({ match: { command: 'put' }, times: 2, action })
    expect(await client.put(key, { a: 1 }, { maxRetries: 2 })).toMatchObject({ generation: applied ? 3 : 1 })
  })

  test('that was lost and then refused is in doubt, and says what happened before', async () => {
    const { server, client } = await rig()
    server.faults.add({ match: { command: 'put' }, times: 1, action: { type: 'drop', applied: true } })
    const error = await failure(client.put(key, { a: 1 }, { exists: 'createOnly', maxRetries: 1 }))
    expect(error).toMatchObject({
      code: 'RECORD_EXISTS',
      attempts: 2,
      inDoubt: true,
      errors: [{ code: 'CONNECTION_LOST' }],
    })
  })
})

describe('a read that meets a fault', () => {
  const passing: [string, FaultAction][] = [
    ['a dropped connection', { type: 'drop' }],
    ['half a reply', { type: 'partial' }],
    ['garbage', { type: 'garbage' }],
    ['a server out of time', { type: 'code', code: 9 }],
    ['a partition that is not there', { type: 'code', code: 11 }],
    ['an overloaded device', { type: 'code', code: 18 }],
    ['a changing cluster', { type: 'code', code: 7 }],
  ]

  test.each(passing)('%s: twice is overcome, three times is told', async (_name, action) => {
    const { server, client } = await rig()
    await client.put(key, { a: 1 })
    server.faults.add({ match: { command: 'get' }, times: 2, action })
    expect((await client.get(key))?.bins).toEqual({ a: 1 })
    const fault = server.faults.add({ match: { command: 'get' }, action })
    const error = (await failure(client.get(key))) as AerospikeError
    expect([error.attempts, error.errors.length, error.inDoubt, fault.hits]).toEqual([3, 2, false, 3])
    server.faults.clear()
    expect((await client.get(key))?.bins).toEqual({ a: 1 })
  })

  test.each([1, 3, 4, 8, 10, 13, 14, 16, 22, 27, 80, 251])('result code %i is final', async (code) => {
    const { server, client } = await rig()
    const fault = server.faults.add({ match: { command: 'get' }, action: { type: 'code', code } })
    const error = await failure(client.get(key, { maxRetries: 5 }))
    expect(error).toMatchObject({ resultCode: code, attempts: 1 })
    expect(fault.hits).toBe(1)
  })

  test('a stalled attempt is given up after socketTimeout, and the next one answers', async () => {
    const { server, client } = await rig()
    await client.put(key, { a: 1 })
    const fault = server.faults.add({ match: { command: 'get' }, times: 2, action: { type: 'stall' } })
    expect((await client.get(key, { socketTimeout: 100 }))?.bins).toEqual({ a: 1 })
    expect(fault.hits).toBe(2)
  })

  test('that runs out of time names the caller in its stack', async () => {
    const { server, client } = await rig()
    server.faults.add({ match: { command: 'get' }, action: { type: 'stall' } })
    async function loadUser(): Promise<unknown> {
      return await client.get(key, { timeout: 60 })
    }
    const error = (await failure(loadUser())) as Error
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'TIMEOUT' })
    expect(error.stack).toContain('loadUser')
    expect(error.stack).toContain('single.test.ts')
  })
})

describe('late answers', () => {
  test('are thrown away: none reaches another command', async () => {
    const { server, client } = await rig({ maxConnections: 1, coalesceMax: 1 })
    await Promise.all(Array.from({ length: 20 }, (_, i) => client.put(keyOf(i), { i })))
    server.faults.add({ match: { command: 'get' }, times: 3, action: { type: 'delay', ms: 120 } })
    const early = Array.from({ length: 20 }, (_, i) =>
      client.get(keyOf(i), { timeout: i < 3 ? 60 : 30_000, maxRetries: 0 }).catch((error: unknown) => error),
    )
    const results = await Promise.all(early)
    for (const [i, result] of results.entries()) {
      if (i < 3) expect(result).toMatchObject({ code: 'TIMEOUT' })
      else expect(result).toMatchObject({ bins: { i } })
    }
    const again = await Promise.all(Array.from({ length: 20 }, (_, i) => client.get(keyOf(i))))
    expect(again.map((record) => record?.bins['i'])).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  test('a connection that never answers again is given up, and the client goes on', async () => {
    const { server, client } = await rig({ maxConnections: 1, drainTimeout: 200 })
    await client.put(key, { a: 1 })
    const opened = server.stats.connections.total
    server.faults.add({ match: { command: 'get' }, times: 1, action: { type: 'stall' } })
    expect(await failure(client.get(key, { timeout: 60, maxRetries: 0 }))).toMatchObject({ code: 'TIMEOUT' })
    expect((await client.get(key))?.bins).toEqual({ a: 1 })
    expect(server.stats.connections.total).toBe(opened + 1)
  })

  test('others go around a stalled connection without waiting for its end', async () => {
    const { server, client } = await rig({ drainTimeout: 60_000 })
    await client.put(key, { a: 1 })
    server.faults.add({ match: { command: 'get' }, times: 1, action: { type: 'stall' } })
    await failure(client.get(key, { timeout: 60, maxRetries: 0 }))
    for (let i = 0; i < 5; i++) expect((await client.get(key))?.bins).toEqual({ a: 1 })
  })

  test('an aborted write is in doubt once it was sent, and its answer reaches nobody', async () => {
    const { server, client } = await rig({ maxConnections: 1, coalesceMax: 1 })
    await client.put(keyOf('other'), { b: 2 })
    server.faults.add({ match: { command: 'put' }, times: 1, action: { type: 'delay', ms: 100 } })
    const controller = new AbortController()
    const put = client.put(key, { a: 1 }, { signal: controller.signal })
    const others = Array.from({ length: 5 }, () => client.get(keyOf('other')))
    await new Promise((resolve) => setTimeout(resolve, 30))
    controller.abort()
    expect(await failure(put)).toMatchObject({ code: 'ABORTED', inDoubt: true })
    for (const each of others) expect((await each)?.bins).toEqual({ b: 2 })
    expect(await client.exists(key)).toBe(true)
  })
})

describe('under latency', () => {
  /** Keeps 200 gets under way until `enough`; gives how many were served, and how many wrongly. */
  async function load(client: Client, enough: () => boolean): Promise<{ served: number; wrong: number }> {
    const count = { served: 0, wrong: 0 }
    const loop = async (worker: number): Promise<void> => {
      for (let i = worker; !enough(); i++) {
        const record = await client.get(keyOf(i % 50))
        if (record?.bins['i'] !== i % 50) count.wrong++
        count.served++
      }
    }
    await Promise.all(Array.from({ length: 200 }, (_, worker) => loop(worker)))
    return count
  }

  async function slowServer(ms: number): Promise<Rig> {
    // Commands that travel by themselves: those that share a batch are delayed once.
    const { server, client } = await rig({ maxConnections: 64, coalesceMax: 1 })
    await Promise.all(Array.from({ length: 50 }, (_, i) => client.put(keyOf(i), { i })))
    server.faults.add({ match: { command: 'get' }, action: { type: 'delay', ms } })
    return { server, client }
  }

  test.each([1, 5])('of %i ms a reply, commands are spread over more connections', async (ms) => {
    const { server, client } = await slowServer(ms)
    // Whether that is kept depends on the rates that are measured, for which the tests of the width have a clock of their own.
    const { wrong } = await load(client, () => client.stats().nodes[0]!.open > 4)
    expect(wrong).toBe(0)
    expect(server.stats.connections.open).toBeGreaterThan(4)
    expect(client.stats().nodes[0]!.open).toBeLessThanOrEqual(64)
  })

  test('of 0.2 ms a reply, all are served', async () => {
    const { client } = await slowServer(0.2)
    let turns = 0
    expect(await load(client, () => ++turns > 2_000)).toMatchObject({ wrong: 0 })
    expect(client.stats()).toMatchObject({ inFlight: 0, nodes: [{ load: 0 }] })
  })

  test('of a random length, nothing is lost and nothing is done twice', async () => {
    const { server, client } = await rig()
    server.faults.add({
      action: { type: 'delay', ms: [0, 3] },
      match: { when: ({ command }) => command !== 'info' },
    })
    await Promise.all(Array.from({ length: 500 }, (_, i) => client.add(keyOf(i % 10), { n: 1 })))
    const totals = await Promise.all(Array.from({ length: 10 }, (_, i) => client.get(keyOf(i))))
    expect(totals.map((record) => record?.bins['n'])).toEqual(Array(10).fill(50))
  })
})

describe('connections that break under load', () => {
  test('every command is answered once: with its own answer, or with its failure', async () => {
    const { server, client } = await rig({ maxConnections: 8 })
    await Promise.all(Array.from({ length: 100 }, (_, i) => client.put(keyOf(i), { i })))
    server.faults.add({ match: { command: 'get' }, action: { type: 'drop' }, skip: 40, times: 1 })
    server.faults.add({ match: { command: 'get' }, action: { type: 'garbage' }, skip: 300, times: 1 })
    server.faults.add({ match: { command: 'get' }, action: { type: 'partial' }, skip: 700, times: 1 })
    const settled = Array<number>(2_000).fill(0)
    await Promise.all(
      settled.map((_, i) =>
        client.get(keyOf(i % 100), { maxRetries: 10 }).then((record) => {
          expect(record?.bins['i']).toBe(i % 100)
          settled[i]!++
        }),
      ),
    )
    expect(settled.every((count) => count === 1)).toBe(true)
  })

  test('writes that were sent are in doubt, those that were not are not', async () => {
    const { server, client } = await rig({ maxConnections: 1, maxDepth: 10 })
    await client.put(key, { n: 0 })
    server.faults.add({ match: { command: 'add' }, skip: 5, times: 1, action: { type: 'drop' } })
    const results = await Promise.all(
      Array.from({ length: 30 }, () => client.add(key, { n: 1 }).catch((error: unknown) => error)),
    )
    const errors = results.filter((result): result is AerospikeError => result instanceof AerospikeError)
    const done = results.length - errors.length
    expect(errors.length).toBeGreaterThan(0)
    for (const error of errors) expect([error.code, error.inDoubt]).toEqual(['CONNECTION_LOST', true])
    const n = (await client.get(key))?.bins['n'] as number
    expect(n).toBeGreaterThanOrEqual(done)
    expect(n).toBeLessThanOrEqual(done + errors.length)
  })

  test('an operate of several writes is applied as a whole or not at all', async () => {
    const { server, client } = await rig()
    server.faults.add({ match: { command: 'operate' }, times: 1, action: { type: 'drop', applied: true } })
    expect(await failure(client.operate(key, [ops.add('a', 1), ops.write('b', 1)]))).toMatchObject({
      inDoubt: true,
    })
    expect((await client.get(key))?.bins).toEqual({ a: 1, b: 1 })
  })
})

describe('close', () => {
  test('lets what is in flight finish', async () => {
    const { server, client } = await rig()
    server.faults.add({ match: { command: 'put' }, times: 1, action: { type: 'delay', ms: 100 } })
    const put = client.put(key, { a: 1 })
    const closing = client.close()
    expect(await failure(client.get(key))).toMatchObject({ code: 'CLIENT_CLOSED' })
    expect(await put).toMatchObject({ generation: 1 })
    await closing
    await client.close()
  })

  test('ends the rest at its deadline with a typed error', async () => {
    const { server, client } = await rig()
    server.faults.add({ match: { command: ['put', 'get'] }, action: { type: 'stall' } })
    const put = failure(client.put(key, { a: 1 }))
    const get = failure(client.get(key))
    await new Promise((resolve) => setTimeout(resolve, 30))
    await client.close({ timeout: 50 })
    expect(await put).toMatchObject({ name: 'ClosedError', code: 'CLIENT_CLOSED', inDoubt: true })
    expect(await get).toMatchObject({ name: 'ClosedError', code: 'CLIENT_CLOSED', inDoubt: false })
  })
})
