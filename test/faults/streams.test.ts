import { expect, test } from 'vitest'
import { type AerospikeError, type Client, rows } from '../../src/index.ts'
import { clientOf, failure, keyOf, rig, until } from './rig.ts'

const ROWS = 50

async function fill(client: Client): Promise<void> {
  await client.putMany(
    Array.from({ length: ROWS }, (_, i) => [keyOf(i), { i }] as const),
    { timeout: 60_000, throwOnError: true },
  )
}

test('who waits in vain for a connection learns who has them, and commands go on', async () => {
  const { server, client } = await rig({ maxConnections: 2, acquireTimeout: 200 })
  await fill(client)
  const query = client.query('test', 'faults')
  // The node takes the query and never answers: nothing came yet, so it cannot go on later.
  const fault = server.faults.add({ match: { command: 'query' }, times: 1, action: { type: 'stall' } })
  const controller = new AbortController()
  const stalled = failure(query.options({ signal: controller.signal, maxRetries: 0 }).toArray())
  await until(() => fault.hits === 1)
  for (const [purpose, waits] of [
    ['query', () => query.options({ maxRetries: 0 }).toArray()],
    [
      'batch',
      () => client.getMany([keyOf(1), keyOf(2)], { timeout: 60_000, throwOnError: true, maxRetries: 0 }),
    ],
    ['batch stream', () => client.batchStream([rows.get(keyOf(1)), rows.get(keyOf(2))], { throwOnError: true, maxRetries: 0 }).next()], // prettier-ignore
  ] as const) {
    const error = (await failure(waits())) as AerospikeError & { rows?: readonly { error: AerospikeError }[] }
    const why = error.rows?.[0]?.error ?? error
    expect(why).toMatchObject({ name: 'OverloadError', code: 'CONNECTIONS_BUSY', inDoubt: false })
    expect(why.message).toMatch(
      new RegExp(`${purpose}: no connection to the node came free for \\d+ ms\\. They are held by 1 query`),
    )
    expect(why.message).toContain('acquireTimeout')
  }
  expect((await Promise.all(Array.from({ length: 500 }, () => client.get(keyOf(1))))).length).toBe(500)
  controller.abort()
  expect(await stalled).toMatchObject({ code: 'ABORTED' })
  expect((await query.toArray()).length).toBe(ROWS)
})

test('a time limit that ends while it waits for a connection says the same', async () => {
  const { server, client } = await rig({ maxConnections: 2 })
  await fill(client)
  const query = client.query('test', 'faults')
  const fault = server.faults.add({ match: { command: 'query' }, times: 1, action: { type: 'stall' } })
  const controller = new AbortController()
  const stalled = failure(query.options({ signal: controller.signal }).toArray())
  await until(() => fault.hits === 1)
  const late = (await failure(query.options({ timeout: 200 }).toArray())) as AerospikeError
  expect(late.code).toBe('CONNECTIONS_BUSY')
  expect(JSON.stringify(late)).toContain('They are held by 1 query')
  controller.abort()
  await stalled
})

test('a query is tried again where the node has no thread for it', async () => {
  const { server, client } = await rig()
  await fill(client)
  const query = client.query('test', 'faults').options({ maxRetries: 3 })
  const fault = server.faults.add({
    match: { command: 'query' },
    times: 2,
    action: { type: 'code', code: 22 },
  })
  expect((await query.toArray()).length).toBe(ROWS)
  expect(fault.hits).toBe(2)
  const lasting = server.faults.add({ match: { command: 'query' }, action: { type: 'code', code: 22 } })
  const refused = await failure(query.options({ maxRetries: 1 }).toArray())
  expect(refused).toMatchObject({ code: 'FORBIDDEN', attempts: 2 })
  expect(lasting.hits).toBe(2)
})

test('a connection that a broken stream held comes back', async () => {
  const { server, client } = await rig({ maxConnections: 2 })
  await fill(client)
  const other = await clientOf(server, { maxConnections: 2 })
  server.faults.add({ match: { command: 'query' }, times: 20, action: { type: 'drop' } })
  const query = other.query('test', 'faults').options({ maxRetries: 0 })
  for (let i = 0; i < 20; i++)
    expect(await failure(query.toArray())).toMatchObject({ code: 'CONNECTION_LOST' })
  expect((await query.toArray()).length).toBe(ROWS)
})
