import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, Key } from '../../src/index.ts'
import { failure, freshSet, open, PATIENT, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

const RECORDS = 500

describe.each(TOPOLOGIES)('many commands at once on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client
  const set = freshSet('many')
  const keys = Array.from({ length: RECORDS }, (_, i) => new Key('test', set, i))

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server, { maxConnections: 4 })
    await Promise.all(keys.map((key, i) => client.put(key, { i })))
  })

  afterAll(async () => {
    await client.close()
    await server.close()
  })

  function key(i: number): Key {
    return keys[i % RECORDS]!
  }

  test('10,000 gets over at most 4 connections a node: each gets its own record', async () => {
    const records = await Promise.all(Array.from({ length: 10_000 }, (_, i) => client.get(key(i))))
    expect(records.every((record, i) => record?.bins['i'] === i % RECORDS)).toBe(true)
    const { inFlight, nodes } = client.stats()
    expect(inFlight).toBe(0)
    for (const { open, load } of nodes) expect([open <= 4, load]).toEqual([true, 0])
  })

  test('10,000 writes: none is lost, none is done twice', async () => {
    const counter = new Key('test', set, 'counters')
    await Promise.all(
      Array.from({ length: 10_000 }, (_, i) =>
        client.add(i % 100 === 0 ? counter : new Key('test', set, `c${i % 50}`), { n: 1 }),
      ),
    )
    expect((await client.get(counter))?.bins).toEqual({ n: 100 })
    const others = await Promise.all(
      Array.from({ length: 50 }, (_, i) => client.get(new Key('test', set, `c${i}`))),
    )
    expect(others.reduce((sum, record) => sum + ((record?.bins['n'] as number | undefined) ?? 0), 0)).toBe(
      9_900,
    )
  })

  test('commands of all kinds mixed, with failures among them', async () => {
    const jobs = Array.from({ length: 2_000 }, (_, i): Promise<unknown> => {
      const each = key(i)
      switch (i % 5) {
        case 0:
          return client.get(each)
        case 1:
          return client.exists(each)
        case 2:
          return failure(client.put(each, { i: i % RECORDS }, { exists: 'createOnly' }))
        case 3:
          return failure(client.append(each, { i: 'text' }))
        default:
          return client.get(new Key('test', set, `missing ${i}`))
      }
    })
    const results = await Promise.all(jobs)
    for (const [i, result] of results.entries()) {
      if (i % 5 === 0) expect(result).toMatchObject({ bins: { i: i % RECORDS } })
      else if (i % 5 === 1) expect(result).toBe(true)
      else if (i % 5 === 2) expect(result).toMatchObject({ code: 'RECORD_EXISTS', key: key(i).toString() })
      else if (i % 5 === 3) expect(result).toMatchObject({ code: 'BIN_TYPE', key: key(i).toString() })
      else expect(result).toBeNull()
    }
  })

  test('one connection a node, one command at a time on it', async () => {
    await using narrow = await open(server, { maxConnections: 1, maxDepth: 1 })
    const records = await Promise.all(Array.from({ length: 1_000 }, (_, i) => narrow.get(key(i))))
    expect(records.every((record, i) => record?.bins['i'] === i % RECORDS)).toBe(true)
    for (const { open: connections } of narrow.stats().nodes) expect(connections).toBeLessThanOrEqual(1)
  })

  test('a queue that is full refuses what comes too many, and the rest is served', async () => {
    await using narrow = await open(server, { maxConnections: 1, maxDepth: 1, maxQueue: 10 })
    const results = await Promise.allSettled(Array.from({ length: 300 }, (_, i) => narrow.get(key(i))))
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ name: 'OverloadError', code: 'QUEUE_FULL', inDoubt: false, attempts: 0 })
    }
    for (const [i, result] of results.entries()) {
      if (result.status === 'fulfilled') expect(result.value?.bins).toEqual({ i: i % RECORDS })
    }
    expect(await narrow.get(key(1))).toMatchObject({ bins: { i: 1 } })
  })

  test('aborting half of them leaves the other half as it is', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const results = Array.from({ length: 2_000 }, (_, i) =>
      client
        .get(key(i), i % 2 === 0 ? { ...PATIENT.read, signal } : PATIENT.read)
        .catch((error: unknown) => error),
    )
    controller.abort()
    const settled = await Promise.all(results)
    for (const [i, result] of settled.entries()) {
      if (i % 2 === 0) expect(result).toMatchObject({ code: 'ABORTED' })
      else expect(result).toMatchObject({ bins: { i: i % RECORDS } })
    }
  })
})
