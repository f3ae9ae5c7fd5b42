import { expect, test } from 'vitest'
import { type Client, measureStages, type NamespaceMetrics, type NodeMetrics, rows } from '../../src/index.ts'
import { failure, keyOf, rig, until } from './rig.ts'

function spaceOf(client: Client): NamespaceMetrics | undefined {
  return client.metrics()?.nodes[0]?.namespaces['test']
}

test('timeouts, busy keys and errors are told apart, and each attempt counts', async () => {
  const { server, client } = await rig()
  client.enableMetrics()
  const add = (code: number, times = 1) =>
    server.faults.add({ match: { command: 'put' }, times, action: { type: 'code', code } })
  add(14)
  await failure(client.put(keyOf(1), { n: 1 }))
  add(9)
  await failure(client.put(keyOf(1), { n: 1 }, { maxRetries: 0 }))
  add(18, 2)
  await client.put(keyOf(1), { n: 1 }, { maxRetries: 2 })
  server.faults.add({ match: { command: 'get' }, times: 1, action: { type: 'stall' } })
  await failure(client.get(keyOf(1), { timeout: 100, maxRetries: 0 }))
  expect(spaceOf(client)).toMatchObject({ keyBusy: 1, timeouts: 2, errors: 2 })
  expect(spaceOf(client)?.latencies.write?.count).toBe(1)
  expect(spaceOf(client)?.latencies.read).toBeUndefined()
})

test('a batch or query that a node refuses is an error, and one that is given up is none', async () => {
  const { server, client } = await rig()
  await client.put(keyOf(1), { n: 1 })
  client.enableMetrics()
  server.faults.add({ match: { command: 'batch' }, times: 1, action: { type: 'code', code: 4 } })
  await client.batch([rows.get(keyOf(1)), rows.get(keyOf(2))]).catch(() => undefined)
  server.faults.add({ match: { command: 'query' }, times: 1, action: { type: 'code', code: 4 } })
  await failure(client.query('test', 'faults').toArray())
  expect(spaceOf(client)).toMatchObject({ errors: 2, timeouts: 0, latencies: {} })
  const controller = new AbortController()
  server.faults.add({ match: { command: 'query' }, times: 1, action: { type: 'stall' } })
  const query = failure(client.query('test', 'faults').options({ signal: controller.signal }).toArray())
  await new Promise((resolve) => setTimeout(resolve, 50))
  controller.abort()
  await query
  expect(spaceOf(client)).toMatchObject({ errors: 2, timeouts: 0, latencies: {} })
})

test('a try that failed is in the stage of retries, and a slow node in that of the server', async () => {
  const { server, client } = await rig()
  server.faults.add({ match: { command: 'put' }, times: 1, action: { type: 'code', code: 18 } })
  server.faults.add({ match: { command: 'put' }, skip: 1, times: 1, action: { type: 'delay', ms: 60 } })
  const { commands } = await measureStages(() =>
    client.put(keyOf(1), { n: 1 }, { maxRetries: 2, sleepBetweenRetries: 40 }),
  )
  expect(commands).toHaveLength(1)
  expect(commands[0]?.stages.retry).toBeGreaterThanOrEqual(0)
  expect(commands[0]?.stages.server).toBeGreaterThan(50)
  expect(commands[0]?.total).toBeGreaterThan(50)
})

test('the last of a node that leaves is told', async () => {
  const { server, client } = await rig({}, { nodes: 2 })
  const closed: NodeMetrics[] = []
  client.enableMetrics({ listener: { onNodeClose: (node) => void closed.push(node) } })
  await Promise.all(Array.from({ length: 50 }, (_, i) => client.put(keyOf(i), { i })))
  const [, second] = client.nodes
  await server.nodes[1]?.stop()
  await until(() => closed.length > 0)
  expect(closed[0]?.id).toBe(second?.id)
  expect(closed[0]?.namespaces['test']?.latencies.write?.count).toBeGreaterThan(0)
  expect(client.metrics()?.nodes).toHaveLength(1)
})
