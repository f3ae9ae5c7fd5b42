import { readFileSync } from 'node:fs'
import { Gauge, Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, Key, rows } from '../../src/index.ts'
import { collectMetrics } from '../../src/prometheus.ts'
import { failure, freshKey, open, SET, startTestServer, type TestServer } from './server.ts'

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/** What a scraper reads: the figures by name and labels. */
function figures(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

function sumOf(all: Map<string, number>, name: string, label = ''): number {
  return [...all].reduce(
    (sum, [id, value]) => (id.startsWith(`${name}{`) && id.includes(label) ? sum + value : sum),
    0,
  )
}

describe('figures for Prometheus', () => {
  let server: TestServer
  let client: Client
  let registry: Registry
  beforeAll(async () => {
    server = await startTestServer(3)
    client = await open(server)
  })
  beforeEach(async () => {
    await client.disableMetrics()
    registry = new Registry()
  })
  afterAll(async () => {
    await client.truncate('test', SET)
    await client.close()
    await server.close()
  })

  test('are those of the client', async () => {
    collectMetrics(client, { registry })
    const keys = Array.from({ length: 30 }, () => freshKey())
    await Promise.all(keys.map((key, n) => client.put(key, { n, text: 'x' })))
    await Promise.all(keys.map((key) => client.get(key)))
    await client.batch(keys.map((key) => rows.get(key)))
    await failure(client.add(keys[0]!, { text: 1 }))
    const all = figures(await registry.metrics())
    const count = 'db_client_operation_duration_seconds_count'
    expect(sumOf(all, count, 'db_operation_name="write"')).toBe(30)
    expect(sumOf(all, count, 'db_operation_name="read"')).toBe(30)
    expect(sumOf(all, count, 'db_operation_name="batch"')).toBe(client.nodes.length)
    expect(sumOf(all, 'aerospike_client_errors_total', 'error_type="BIN_TYPE"')).toBe(1)
    expect(sumOf(all, 'aerospike_client_namespace_errors_total', 'db_namespace="test"')).toBe(1)
    expect(sumOf(all, 'aerospike_client_operations_total')).toBe(client.stats().operations)
    expect(sumOf(all, 'aerospike_client_node_up')).toBe(client.nodes.length)
    expect(sumOf(all, 'aerospike_client_partitions', 'db_namespace="test",state="available"')).toBe(4_096)
    expect(sumOf(all, 'db_client_connection_count')).toBe(
      client.stats().nodes.reduce((sum, node) => sum + node.open, 0),
    )
    expect(sumOf(all, 'aerospike_client_bytes_total', 'direction="sent"')).toBeGreaterThan(1_000)
    expect(sumOf(all, 'aerospike_client_stage_duration_seconds_count')).toBe(0)
  })

  test('histograms grow from bound to bound up to their count', async () => {
    collectMetrics(client, { registry })
    await client.get(freshKey())
    const all = [...figures(await registry.metrics())]
    const buckets = all.filter(
      ([id]) => id.startsWith('db_client_operation_duration_seconds_bucket') && id.includes('"read"'),
    )
    expect(buckets).toHaveLength(23)
    const values = buckets.map(([, value]) => value)
    expect(values).toEqual([...values].sort((one, other) => one - other))
    expect(values.at(-1)).toBe(1)
    expect(buckets.at(-1)?.[0]).toContain('le="+Inf"')
    const bounds = buckets.slice(0, -1).map(([id]) => Number(/le="([^"]+)"/.exec(id)?.[1]))
    expect(bounds[0]).toBe(0.000016)
    expect(bounds).toEqual([...bounds].sort((one, other) => one - other))
  })

  test('the set and the key of a record are nowhere among them', async () => {
    collectMetrics(client, { registry })
    await client.get(new Key('test', 'secret set', 'secret key'))
    expect(await registry.metrics()).not.toContain('secret')
  })

  test('have the name that OpenMetrics wants', async () => {
    const strict = new Registry()
    strict.setContentType(OPEN_METRICS as never)
    collectMetrics(client, { registry: strict })
    const text = await strict.metrics()
    expect(text).toContain('# TYPE aerospike_client_operations counter')
    expect(text).toContain('\naerospike_client_operations_total{')
    expect(text).not.toContain('_total_total')
    expect(text.endsWith('# EOF\n')).toBe(true)
  })

  test('prefix and labels, and several clients in one registry', async () => {
    const other = await open(server)
    const first = collectMetrics(client, { registry, prefix: 'shop_', labels: { cluster: 'east' } })
    const second = collectMetrics(other, { registry, prefix: 'shop_', labels: { cluster: 'we"st' } })
    expect(() => collectMetrics(other, { registry, prefix: 'shop_', labels: { cluster: 'east' } })).toThrow(
      'another client has the same labels',
    )
    const text = await registry.metrics()
    expect(text).toContain(
      'shop_aerospike_client_operations_in_flight{cluster="east",db_system_name="aerospike"} 0',
    )
    expect(text).toContain(
      'shop_aerospike_client_operations_in_flight{cluster="we\\"st",db_system_name="aerospike"} 0',
    )
    first.stop()
    expect(await registry.metrics()).not.toContain('cluster="east"')
    second.stop()
    expect((await registry.metrics()).trim()).toBe('')
    collectMetrics(client, { registry, prefix: 'shop_' })
    expect(await registry.metrics()).toContain('shop_aerospike_client_operations_total{')
    await other.close()
  })

  test('a name that another metric has is refused, and nothing is left behind', async () => {
    const other = new Gauge({ name: 'db_client_connection_count', help: 'of another', registers: [registry] })
    for (let times = 0; times < 2; times++)
      expect(() => collectMetrics(client, { registry })).toThrow(
        /another metric db_client_connection_count: give a prefix/,
      )
    expect(registry.getMetricsAsArray()).toEqual([other])
    expect(client.metrics()).toBeUndefined()
    const collected = collectMetrics(client, { registry, prefix: 'shop_' })
    expect(await registry.metrics()).toContain('shop_db_client_connection_count{')
    collected.stop()
    expect(registry.getMetricsAsArray()).toEqual([other])
  })

  test('come back to a registry that was cleared', async () => {
    const before = collectMetrics(client, { registry })
    registry.clear()
    const after = collectMetrics(client, { registry })
    const name = 'aerospike_client_operations_in_flight'
    const lines = (text: string): number => text.split('\n').filter((line) => line.startsWith(name)).length
    expect(lines(await registry.metrics())).toBe(1)
    before.stop()
    expect(lines(await registry.metrics())).toBe(1)
    after.stop()
    expect(registry.getMetricsAsArray()).toEqual([])
  })

  test('what was stopped twice does no harm to what came after it', () => {
    const first = collectMetrics(client, { registry })
    first.stop()
    collectMetrics(client, { registry, labels: { cluster: 'east' } })
    first.stop()
    collectMetrics(client, { registry, labels: { cluster: 'west' } })
    expect(registry.getMetricsAsArray().length).toBeGreaterThan(10)
  })

  test('go on without latencies while metrics are off, and when the client is closed', async () => {
    const other = await open(server)
    collectMetrics(other, { registry })
    await other.get(freshKey())
    await other.disableMetrics()
    expect(await registry.metrics()).not.toContain('duration_seconds_bucket')
    await other.close()
    expect(sumOf(figures(await registry.metrics()), 'aerospike_client_operations_total')).toBe(1)
  })

  test.each<
    [
      of: string | undefined,
      options: { registry?: string; [option: string]: unknown } | undefined,
      words: string,
    ]
  >([
    [undefined, {}, 'the first argument must be a client'],
    ['client', {}, 'registry must be a registry of prom-client'],
    ['client', undefined, 'registry must be a registry of prom-client'],
    ['client', { registry: 'r', prefix: '1' }, 'prefix must be'],
    ['client', { registry: 'r', labels: { 'a-b': 'x' } }, 'labels must be texts'],
    ['client', { registry: 'r', labels: { __name: 'x' } }, 'labels must be texts'],
    ['client', { registry: 'r', labels: { a: 1 } }, 'labels must be texts'],
  ])('bad input is refused: %s %j', (of, options, words) => {
    const given = options?.registry === undefined ? options : { ...options, registry }
    expect(() => collectMetrics(of === undefined ? (of as never) : client, given as never)).toThrow(words)
  })
})

test('the dashboard asks for nothing but what there is', async () => {
  const server = await startTestServer(1)
  const client = await open(server)
  client.enableMetrics({ stages: true })
  const registry = new Registry()
  collectMetrics(client, { registry })
  const names = new Set(registry.getMetricsAsArray().map(({ name }) => name))
  const text = readFileSync('dashboards/aerospike-ts.json', 'utf8')
  const queries = [...text.matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g)].map(([, query = '']) =>
    query.replaceAll(/\{.*?\}|by \(.*?\)/g, ''),
  )
  expect(queries.length).toBeGreaterThan(20)
  const asked = queries
    .flatMap((query) => query.match(/\b(db_client|aerospike_client)_\w+/g) ?? [])
    .map((name) => (names.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')))
  for (const name of asked) expect(names).toContain(name)
  expect([...names].filter((name) => !asked.includes(name))).toEqual([])
  await client.close()
  await server.close()
})
