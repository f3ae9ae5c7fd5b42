import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AerospikeError, Client, type ClientOptions, filter, Key, rows } from '../../src/index.ts'
import { startMemoryServer, type MemoryServer } from '../../src/testing/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
const path = join(folder, 'client.yaml')
const key = new Key('test', 'dynamic', 1)
let server: MemoryServer
const clients: Client[] = []

beforeAll(async () => {
  server = await startMemoryServer({ nodes: 2 })
})

afterEach(async () => {
  vi.unstubAllEnvs()
  server.faults.clear()
  for (const client of clients.splice(0)) await client.close()
})

afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

function write(...lines: string[]): void {
  writeFileSync(path, ['version: 1.0.0', ...lines].join('\n'))
}

async function open(options: ClientOptions = {}): Promise<{ client: Client; problems: string[] }> {
  const client = new Client({ hosts: server.hosts, tendInterval: 250, ...options })
  clients.push(client)
  const problems: string[] = []
  client.on('problem', ({ message }) => problems.push(message))
  await client.connect()
  return { client, problems }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10))
}

const provider = { path, interval: 250 }

/** The time limit that holds for a read. */
async function limitOf(client: Client): Promise<string> {
  const error = await client.get(key, { timeout: 60_000, maxRetries: 0 }).then(
    () => new Error('It did not fail'),
    (failed: unknown) => failed as Error,
  )
  return /\d+ ms/.exec(error.message)?.[0] ?? error.message
}

function stoppable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

describe('a dynamic configuration', () => {
  test('holds from the first command on, changes while the client runs, and goes', async () => {
    server.faults.add({ match: { command: 'get' }, action: { type: 'stall' } })
    write('dynamic: {read: {total_timeout: 61}}')
    const { client, problems } = await open({ configProvider: provider })
    expect(await limitOf(client)).toBe('61 ms')
    write('dynamic: {read: {total_timeout: 62}, client: {max_error_rate: 0}}')
    await until(async () => (await limitOf(client)) === '62 ms')
    write('dynamic: {read: {total_timeout: 63, max_retries: many}}')
    await until(() => problems.length > 0)
    expect(problems[0]).toContain('dynamic.read.max_retries')
    // What held before goes on.
    expect(await limitOf(client)).toBe('62 ms')
    write('dynamic: {write: {send_key: true}}')
    server.faults.clear()
    await client.put(key, { a: 1 })
    await until(async () => {
      await client.put(key, { a: 1 }, { sendKey: false })
      const [record] = await client.query('test', 'dynamic').toArray()
      return record?.key.userKey === 1
    })
  })

  test('sets limits of connections at the start, once', async () => {
    write('static: {client: {min_connections_per_node: 3, config_interval: 250}}')
    const { client } = await open({ configProvider: { path } })
    expect(client.stats().nodes.map((node) => node.open)).toEqual([3, 3])
  })

  test('is looked for where the environment says, above the option', async () => {
    server.faults.add({ match: { command: 'get' }, action: { type: 'stall' } })
    write('dynamic: {read: {total_timeout: 64}}')
    vi.stubEnv('AEROSPIKE_CLIENT_CONFIG_URL', `file://${path}`)
    const { client } = await open({ configProvider: { path: join(folder, 'nowhere.yaml') } })
    expect(await limitOf(client)).toBe('64 ms')
  })

  test('that is missing is told of, and the client works without', async () => {
    const { client, problems } = await open({ configProvider: { path: join(folder, 'nowhere.yaml') } })
    expect(problems).toEqual([expect.stringContaining('nowhere.yaml')])
    expect(await client.exists(key)).toBeTypeOf('boolean')
  })

  test('sets queries by an index and others apart, and batches by what they do', async () => {
    server.faults.add({ match: { command: ['query', 'batch'] }, action: { type: 'stall' } })
    const sections = (name: string): void =>
      write(`dynamic: {${name}: {total_timeout: 70}, batch_write: {total_timeout: 74}}`)
    sections('scan')
    const { client } = await open({ configProvider: provider })
    const { signal, abort } = stoppable()
    const code = (query: Promise<unknown>): Promise<string> =>
      query.then(
        () => 'done',
        (error: unknown) => (error as AerospikeError).code,
      )
    const all = client.query('test', 'dynamic').options({ timeout: 600_000, signal })
    const indexed = code(all.where(filter.equal('a', 1)).toArray())
    expect(await code(all.toArray())).toBe('TIMEOUT')
    abort()
    expect(await indexed).toBe('ABORTED')
    // It ends row by row, in its time.
    const [written] = await client.batch([rows.put(key, { a: 1 })], { timeout: 600_000 })
    expect(written.status).toBe('error')
  })

  test('switches metrics on and off, above what the application asks for', async () => {
    write('dynamic: {metrics: {enable: true, latency_columns: 5, labels: {region: eu}}}')
    const { client, problems } = await open({ configProvider: provider })
    await client.put(key, { a: 1 })
    expect(client.metrics()).toMatchObject({ latencyColumns: 5, latencyShift: 1, labels: { region: 'eu' } })
    const { enabledAt } = client.metrics() ?? {}
    client.enableMetrics({ latencyColumns: 9, latencyShift: 2, stages: true })
    expect(client.metrics()).toMatchObject({ latencyColumns: 5, latencyShift: 2, labels: { region: 'eu' } })
    await client.put(key, { a: 1 })
    expect(client.metrics()?.stages?.server.count).toBe(1)
    expect(client.metrics()?.enabledAt).toBeGreaterThanOrEqual(enabledAt ?? Infinity)
    // Another section changes: what was measured goes on.
    write(
      'dynamic: {metrics: {enable: true, latency_columns: 5, labels: {region: eu}}, write: {send_key: true}}',
    )
    await until(async () => {
      await client.put(key, { a: 1 })
      const [record] = await client.query('test', 'dynamic').toArray()
      return record?.key.userKey === 1
    })
    expect(client.metrics()?.stages?.server.count).toBeGreaterThan(1)
    await client.disableMetrics()
    expect(client.metrics()).toMatchObject({ latencyColumns: 5, latencyShift: 1, stages: undefined })
    write('dynamic: {metrics: {enable: false}}')
    await until(() => client.metrics() === undefined)
    client.enableMetrics({ latencyColumns: 9 })
    expect(client.metrics()).toBeUndefined()
    expect(problems).toEqual([expect.stringContaining('the dynamic configuration keeps metrics off')])
    write('dynamic: {}')
    await until(() => client.metrics()?.latencyColumns === 9)
    await client.close()
    expect(client.metrics()).toBeUndefined()
  })

  test('maxIdle holds at once for connections that are open', async () => {
    write('dynamic: {}')
    const { client } = await open({ configProvider: provider })
    const idle = (): number =>
      client.stats().nodes.reduce((sum, { connections }) => sum + connections.closed.idle, 0)
    write('dynamic: {client: {max_socket_idle: 1}}')
    // More than a second between two commands, until the file is read.
    await until(async () => {
      await client.put(key, { a: 1 })
      if (idle() === 0) await new Promise((resolve) => setTimeout(resolve, 1_100))
      return idle() > 0
    })
    expect((await client.get(key))?.bins).toEqual({ a: 1 })
  })

  test('must not be looked at more often than the cluster', () => {
    expect(() => new Client({ configProvider: { path, interval: 300 } })).toThrow(/at least tendInterval/)
    expect(() => new Client({ configProvider: { path: '' } })).toThrow(/configProvider/)
  })
})
