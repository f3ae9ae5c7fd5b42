// Tries every query of the dashboard on real scraped data: a small application with load on a server, scraped by a real Prometheus.
// Usage: AEROSPIKE_HOSTS=127.0.0.1:3000 node scripts/run-ts.mjs test/observability/dashboard.ts
// Needs the program `prometheus` (Debian: apt-get install prometheus), or its path in PROMETHEUS.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { type Client, connect, Key, rows } from '../../src/index.ts'
import { collectMetrics } from '../../src/prometheus.ts'
import { startMemoryServer } from '../../src/testing/index.ts'

/** Rates need two scrapes; histograms of an hour need none. */
const SECONDS = 12

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] }
  readonly panels: readonly {
    readonly title: string
    readonly targets?: readonly { readonly expr: string }[]
  }[]
}

/** What an application does: reads, writes, batches, queries, and some of it fails. */
async function load(client: Client, until: () => boolean): Promise<void> {
  for (let n = 0; !until(); n++) {
    const keys = Array.from({ length: 50 }, (_, i) => new Key('test', 'dashboard', (n * 50 + i) % 1_000))
    await Promise.all(keys.map((key) => client.put(key, { n, text: 'text' })))
    await Promise.all(keys.map((key) => client.get(key)))
    await client.batch(keys.map((key) => rows.get(key)))
    await client.query('test', 'dashboard').toArray({ limit: 100 })
    // A text is no number.
    await client.add(keys[0] as Key, { text: 1 }).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** As Grafana does before it asks. */
function filledIn(query: string): string {
  return query.replaceAll('$__rate_interval', '5s').replaceAll(/\$(node|namespace)/g, '.*')
}

async function resultsOf(
  port: number,
  query: string,
): Promise<readonly { readonly value?: readonly string[] }[]> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`)
  const answer = (await response.json()) as { status: string; error?: string; data?: { result: [] } }
  if (answer.status !== 'success') throw new Error(`${query}: ${answer.error}`)
  return answer.data?.result ?? []
}

async function check(port: number, { panels, templating }: Dashboard): Promise<number> {
  let empty = 0
  const tell = (title: string, query: string, count: number): void => {
    if (count === 0) empty++
    console.log(`${count === 0 ? 'EMPTY ' : 'ok    '} ${String(count).padStart(3)}  ${title}: ${query}`)
  }
  for (const { title, targets = [] } of panels)
    for (const { expr } of targets) {
      const results = await resultsOf(port, filledIn(expr))
      tell(title, expr, results.filter(({ value }) => value?.[1] !== 'NaN').length)
    }
  for (const { name, definition } of templating.list) {
    const [, metric] = /^label_values\((\w+),/.exec(definition ?? '') ?? []
    if (metric !== undefined) tell(`variable ${name}`, metric, (await resultsOf(port, metric)).length)
  }
  return empty
}

async function main(): Promise<number> {
  const hosts = process.env['AEROSPIKE_HOSTS'] ?? ''
  const memory = hosts === '' ? await startMemoryServer() : undefined
  const client = await connect({ hosts: hosts === '' ? (memory?.hosts ?? '') : hosts, appId: 'dashboard' })
  client.enableMetrics({ stages: true })
  const registry = new Registry()
  collectMetrics(client, { registry })
  const app = createServer((_, response) => {
    void registry.metrics().then((text) => response.setHeader('content-type', registry.contentType).end(text))
  })
  const folder = mkdtempSync(join(tmpdir(), 'aerospike-ts-prometheus-'))
  const target = `127.0.0.1:${await listen(app)}`
  const port = await freePort()
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: app, static_configs: [{ targets: ['${target}'] }] }]\n`,
  )
  const prometheus = spawn(
    process.env['PROMETHEUS'] ?? 'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const ended = new Promise<void>((resolve, reject) =>
    prometheus.once('error', reject).once('exit', () => resolve()),
  )
  let isOver = false
  try {
    const working = load(client, () => isOver)
    await Promise.race([new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000)), ended])
    if (prometheus.exitCode !== null) throw new Error('prometheus ended by itself')
    const empty = await check(
      port,
      JSON.parse(readFileSync('dashboards/aerospike-ts.json', 'utf8')) as Dashboard,
    )
    isOver = true
    await working
    console.log(empty === 0 ? 'every query gives data' : `${empty} queries give no data`)
    return empty
  } finally {
    isOver = true
    prometheus.kill()
    await ended.catch(() => undefined)
    rmSync(folder, { recursive: true })
    app.close()
    app.closeAllConnections()
    await client.truncate('test', 'dashboard')
    await client.close()
    await memory?.close()
  }
}

process.exitCode = (await main()) === 0 ? 0 : 1
