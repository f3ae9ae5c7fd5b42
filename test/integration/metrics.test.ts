import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type Client,
  measureStages,
  type Metrics,
  type NodeMetrics,
  ops,
  rows,
  STAGES,
} from '../../src/index.ts'
import { failure, freshKey, open, SET, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

/** Sums of a kind over all nodes. */
function counted(
  client: Client,
  kind: 'conn' | 'read' | 'write' | 'batch' | 'query',
  space = 'test',
): number {
  const { nodes } = client.metrics() as Metrics
  return nodes.reduce((sum, { namespaces }) => sum + (namespaces[space]?.latencies[kind]?.count ?? 0), 0)
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe.each(TOPOLOGIES)('metrics, %s', (_, nodes) => {
  let server: TestServer
  let client: Client
  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server, { appId: 'shop', tendInterval: 250 })
  })
  afterEach(() => client.disableMetrics())
  afterAll(async () => {
    await client.truncate('test', SET)
    await client.close()
    await server.close()
  })

  test('are off until they are enabled, and again when disabled', async () => {
    await client.get(freshKey())
    expect(client.metrics()).toBeUndefined()
    client.enableMetrics()
    expect(client.metrics()).toMatchObject({ appId: 'shop', latencyColumns: 7, latencyShift: 1, labels: {} })
    expect(client.metrics()?.stages).toBeUndefined()
    await client.disableMetrics()
    expect(client.metrics()).toBeUndefined()
  })

  test('each kind of operation is measured where it went', async () => {
    client.enableMetrics()
    const keys = Array.from({ length: 20 }, () => freshKey())
    await Promise.all(keys.map((key, n) => client.put(key, { n })))
    await Promise.all(keys.map((key) => client.get(key)))
    await client.get(freshKey())
    await client.operate(keys[0]!, [ops.add('n', 1)])
    await client.batch(keys.map((key) => rows.get(key)))
    for await (const record of client.query('test', SET)) expect(record.bins).toHaveProperty('n')
    expect(counted(client, 'write')).toBe(21)
    expect(counted(client, 'read')).toBe(21)
    expect(counted(client, 'batch')).toBe(client.nodes.length)
    expect(counted(client, 'query')).toBe(client.nodes.length)
    const { nodes: measured } = client.metrics() as Metrics
    expect(measured.map(({ id }) => id).sort()).toEqual(client.nodes.map(({ id }) => id).sort())
    for (const { namespaces, host, port } of measured) {
      const { errors, timeouts, keyBusy, bytesIn, bytesOut, latencies } = namespaces['test']!
      expect({ errors, timeouts, keyBusy }).toEqual({ errors: 0, timeouts: 0, keyBusy: 0 })
      expect(bytesIn).toBeGreaterThan(100)
      expect(bytesOut).toBeGreaterThan(100)
      expect(client.nodes.map(({ address }) => address)).toContain(`${host}:${port}`)
      for (const { count, sum, max, p50, p999, columns, buckets } of Object.values(latencies)) {
        expect(columns).toHaveLength(7)
        expect(buckets).toHaveLength((client.metrics()?.latencyBounds.length ?? 0) + 1)
        for (const counts of [columns, buckets]) expect(counts.reduce((all, each) => all + each)).toBe(count)
        expect(p50).toBeGreaterThan(0)
        expect(p50).toBeLessThanOrEqual(p999)
        expect(p999).toBeLessThanOrEqual(max)
        expect(max).toBeLessThanOrEqual(sum)
      }
    }
  })

  test('a refusal is an error, and what is not there is none', async () => {
    const key = freshKey()
    await client.put(key, { n: 'text' })
    client.enableMetrics()
    await failure(client.add(key, { n: 1 }))
    await failure(client.touch(freshKey()))
    const all = (client.metrics() as Metrics).nodes.map(({ namespaces }) => namespaces['test'])
    expect(all.reduce((sum, space) => sum + (space?.errors ?? 0), 0)).toBe(1)
    expect(counted(client, 'write')).toBe(1)
  })

  test('connections are measured, and belong to no namespace', async () => {
    const fresh = await open(server)
    fresh.enableMetrics()
    await fresh.get(freshKey())
    expect(counted(fresh, 'conn', '')).toBeGreaterThanOrEqual(1)
    await fresh.close()
  })

  test('a snapshot is plain data that does not change', async () => {
    client.enableMetrics({ labels: { region: 'us' } })
    await client.get(freshKey())
    const before = client.metrics()
    const text = JSON.stringify(before)
    await client.get(freshKey())
    expect(JSON.stringify(before)).toBe(text)
    expect(JSON.parse(text)).toMatchObject({ labels: { region: 'us' } })
  })

  test('stages add up to the time of the call', async () => {
    client.enableMetrics({ stages: true })
    const key = freshKey()
    await client.put(key, { n: 1 })
    const { value, commands } = await measureStages(async () => {
      const record = await client.get(key)
      await Promise.all([client.get(key), client.put(key, { n: 2 })])
      return record
    })
    expect(value?.bins).toEqual({ n: 1 })
    expect(commands.map(({ operation }) => operation).sort()).toEqual(['get', 'get', 'put'])
    for (const { namespace, node, total, stages } of commands) {
      expect(namespace).toBe('test')
      expect(client.nodes.map(({ id, address }) => `${id} ${address}`)).toContain(node)
      expect(Object.keys(stages)).toEqual(STAGES)
      const times = Object.values(stages)
      expect(Math.min(...times)).toBeGreaterThanOrEqual(0)
      expect(times.reduce((sum, time) => sum + time)).toBeCloseTo(total, 6)
      expect(stages.server).toBeGreaterThan(0)
      expect(stages.encode).toBeGreaterThan(0)
    }
    const stages = client.metrics()?.stages
    expect(stages?.server.count).toBe(4)
    expect(Object.keys(stages!)).toEqual(STAGES)
  })

  test('stages of a call need no metrics, and those of other calls are not among them', async () => {
    const [one, two] = await Promise.all([
      measureStages(() => client.get(freshKey())),
      measureStages(() => client.exists(freshKey())),
    ])
    await client.get(freshKey())
    expect(one.commands.map(({ operation }) => operation)).toEqual(['get'])
    expect(two.commands.map(({ operation }) => operation)).toEqual(['exists'])
    expect(await failure(measureStages(5 as never))).toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('a listener is told at each interval, and in the end', async () => {
    const said: [string, Metrics | NodeMetrics][] = []
    const note = (event: string) => (metrics: Metrics | NodeMetrics) => void said.push([event, metrics])
    const listener = { onEnable: note('on'), onSnapshot: note('snapshot'), onDisable: note('off') }
    client.enableMetrics({ interval: 1, listener })
    await client.get(freshKey())
    await until(() => said.filter(([event]) => event === 'snapshot').length === 2)
    await client.disableMetrics()
    expect(said.map(([event]) => event)).toEqual(['on', 'snapshot', 'snapshot', 'off'])
    expect(said[3]?.[1]).toMatchObject({ appId: 'shop' })
  })

  test('a listener that throws or hangs does no harm, and is told of once', async () => {
    const problems: Error[] = []
    client.on('problem', (error) => problems.push(error))
    let calls = 0
    const throwing = () => {
      calls++
      throw new Error('not today')
    }
    client.enableMetrics({ interval: 1, listener: { onSnapshot: throwing } })
    await until(() => calls === 3)
    expect(await client.get(freshKey())).toBeNull()
    await client.disableMetrics()
    expect(problems).toMatchObject([{ code: 'METRICS_LISTENER', cause: { message: 'not today' } }])
    let hangs = 0
    client.enableMetrics({
      interval: 1,
      listener: {
        onSnapshot: () => {
          hangs++
          return new Promise(() => undefined)
        },
      },
    })
    await until(() => problems.length === 2)
    expect(problems[1]?.message).toContain('slower than their interval')
    await client.disableMetrics()
    expect(hangs).toBe(1)
    client.removeAllListeners('problem')
  })

  test('wrong options are refused, and change nothing', () => {
    client.enableMetrics({ labels: { still: 'here' } })
    expect(() => {
      client.enableMetrics({ interval: 0 })
    }).toThrow('enableMetrics: interval must be')
    expect(client.metrics()?.labels).toEqual({ still: 'here' })
  })

  test('a closed client has none, and its listener was told', async () => {
    const fresh = await open(server)
    let told: Metrics | undefined
    fresh.enableMetrics({ listener: { onDisable: (metrics) => void (told = metrics) } })
    await fresh.get(freshKey())
    await fresh.close()
    expect(told?.nodes[0]?.namespaces).toBeDefined()
    expect(fresh.metrics()).toBeUndefined()
    expect(() => {
      fresh.enableMetrics()
    }).toThrow('The client is closed')
  })
})

describe('files of metrics', () => {
  let server: TestServer
  let client: Client
  let folder: string
  beforeAll(async () => {
    server = await startTestServer(1)
    client = await open(server, { appId: 'shop', tendInterval: 250 })
    folder = mkdtempSync(join(tmpdir(), 'aerospike-ts-metrics-'))
  })
  afterAll(async () => {
    await client.close()
    await server.close()
    rmSync(folder, { recursive: true })
  })

  test('begin with their header, and have a line for each snapshot', async () => {
    const reportDir = join(folder, 'a', 'b')
    let snapshots = 0
    const listener = {
      onSnapshot: () => {
        snapshots++
      },
    }
    client.enableMetrics({ interval: 1, reportDir, labels: { region: 'us' }, listener })
    await client.put(freshKey(), { n: 1 })
    await until(() => snapshots >= 2)
    await client.disableMetrics()
    const files = readdirSync(reportDir)
    expect(files).toHaveLength(1)
    expect(files[0]).toMatch(/^metrics-\d{14}\.log$/)
    const lines = readFileSync(join(reportDir, files[0]!), 'utf8').split('\n')
    expect(lines.pop()).toBe('')
    expect(lines).toHaveLength(snapshots + 2)
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d header\(2\) cluster\[name,/)
    for (const line of lines.slice(1)) {
      expect(line).toMatch(
        /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d cluster\[,typescript,[^,]+,shop,\[\[region,us\]\],/,
      )
      expect(line.split('[').length).toBe(line.split(']').length)
    }
    expect(lines.at(-1)).toMatch(/\[test,0,0,0,\d+,\d+,\[conn\[0(,0){6}\],write\[\d+(,\d+){6}\],read/)
  })

  test('a folder that cannot be written is told of once, and the client goes on', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const problems: Error[] = []
    client.on('problem', (error) => problems.push(error))
    client.enableMetrics({ interval: 1, reportDir: join(file, 'below') })
    await until(() => problems.length > 0)
    await client.put(freshKey(), { n: 1 })
    await new Promise((resolve) => setTimeout(resolve, 600))
    await client.disableMetrics()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ code: 'METRICS_NOT_WRITTEN' })
    expect(problems[0]?.message).toContain(join(file, 'below'))
    client.removeAllListeners('problem')
  })

  test('a new one is begun when one is full', async () => {
    const reportDir = join(folder, 'full')
    mkdirSync(reportDir)
    // One snapshot has more than half of the limit.
    const labels = { a: 'x'.repeat(600_000) }
    let snapshots = 0
    const listener = {
      onSnapshot: () => {
        snapshots++
      },
    }
    client.enableMetrics({ interval: 4, reportDir, reportSizeLimit: 1_000_000, labels, listener })
    await until(() => snapshots >= 3)
    await client.disableMetrics()
    const files = readdirSync(reportDir).sort()
    expect(files).toHaveLength(2)
    for (const file of files) expect(readFileSync(join(reportDir, file), 'utf8')).toMatch(/^\S+ \S+ header/)
  })
})
