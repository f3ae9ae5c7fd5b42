import { channel } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Attributes, context, diag, metrics, trace, type Span } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import fastify from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Client,
  type ConnectionClosed,
  type ConnectionContext,
  Key,
  ops,
  rows,
} from '../../src/index.ts'
import { AerospikeInstrumentation, type AerospikeInstrumentationConfig } from '../../src/opentelemetry.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { failure, freshKey, open, SET, startTestServer, type TestServer } from './server.ts'

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 600_000 })
const meterProvider = new MeterProvider({ readers: [reader] })
const tracer = provider.getTracer('test')

/** A point of a histogram. */
interface DurationPoint {
  readonly attributes: object
  readonly value: { readonly buckets: { readonly boundaries: readonly number[] }; readonly sum: number }
}

/** Spans as OTLP has them in JSON. */
interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string }
      readonly spans: readonly {
        readonly name: string
        readonly parentSpanId?: string
        readonly attributes: readonly unknown[]
      }[]
    }[]
  }[]
}

let server: TestServer
let client: Client
let stop: () => void

beforeAll(async () => {
  // It brings the manager of contexts along.
  provider.register()
  metrics.setGlobalMeterProvider(meterProvider)
  server = await startTestServer(3)
  client = await open(server, { appId: 'shop' })
})
afterAll(async () => {
  await client.truncate('test', SET)
  await client.close()
  await server.close()
  await provider.shutdown()
  await meterProvider.shutdown()
  trace.disable()
  context.disable()
  metrics.disable()
})
beforeEach(() => {
  exporter.reset()
  metricExporter.reset()
})
afterEach(() => {
  stop()
})

function instrument(config: AerospikeInstrumentationConfig = {}): AerospikeInstrumentation {
  const instrumentation = new AerospikeInstrumentation(config)
  // The compiler holds the class against the interface that others register.
  const registered: Instrumentation = instrumentation
  stop = registerInstrumentations({ instrumentations: [registered] })
  return instrumentation
}

function spans(): ReadableSpan[] {
  return exporter.getFinishedSpans()
}

const byName = (name: string): ReadableSpan[] => spans().filter((span) => span.name === name)

describe('spans', () => {
  test('have the names and attributes of the conventions', async () => {
    instrument()
    const key = freshKey()
    await client.put(key, { n: 1 })
    const [span] = spans()
    expect(span?.name).toBe(`put ${SET}`)
    expect(span?.kind).toBe(2)
    expect(span?.instrumentationScope.name).toBe('aerospike-ts')
    expect(span?.attributes).toEqual({
      'db.system.name': 'aerospike',
      'db.namespace': 'test',
      'db.collection.name': SET,
      'db.operation.name': 'put',
      'server.address': expect.any(String),
      'server.port': expect.any(Number),
      'aerospike.attempts': 1,
    })
    expect(client.nodes.map(({ address }) => address)).toContain(
      `${String(span?.attributes['server.address'])}:${String(span?.attributes['server.port'])}`,
    )
    expect(span?.status.code).toBe(0)
    expect(span?.ended).toBe(true)
  })

  test('of batches, queries and jobs', async () => {
    instrument({ kinds: ['command', 'batch', 'query', 'job', 'administration'] })
    const keys = [freshKey(), freshKey(), freshKey()]
    await client.batch(keys.map((key) => rows.put(key, { n: 1 })))
    await client.batch([rows.get(keys[0]!)])
    await client.query('test', SET).toArray()
    await client.query('test', SET).execute([ops.add('n', 1)])
    await client.info('build')
    const [three, one] = byName(`batch ${SET}`)
    expect(three?.attributes).toMatchObject({
      ...{ 'db.operation.batch.size': 3, 'db.system.name': 'aerospike' },
      ...{ 'db.namespace': 'test', 'db.collection.name': SET },
    })
    expect(one?.attributes).not.toHaveProperty('db.operation.batch.size')
    const query = spans().find(({ attributes }) => 'db.response.returned_rows' in attributes)
    expect(query?.attributes['db.response.returned_rows']).toBeGreaterThanOrEqual(3)
    expect(byName(`execute ${SET}`)).toHaveLength(1)
    expect(byName('info')[0]?.attributes['db.operation.name']).toBe('info')
  })

  test('a failure is tagged', async () => {
    instrument()
    const key = freshKey()
    await client.put(key, { n: 'text' })
    await failure(client.add(key, { n: 1 }))
    await failure(client.touch(freshKey(), { timeout: 5_000 }))
    const [add] = byName(`add ${SET}`)
    expect(add?.status).toMatchObject({ code: 2 })
    expect(add?.attributes).toMatchObject({ 'error.type': 'BIN_TYPE', 'db.response.status_code': '12' })
    expect(byName(`touch ${SET}`)[0]?.attributes).toMatchObject({
      'error.type': 'NOT_FOUND',
      'db.response.status_code': '2',
    })
    const signal = AbortSignal.abort()
    await failure(client.get(key, { signal }))
    const [get] = byName(`get ${SET}`)
    expect(get?.attributes).toMatchObject({ 'error.type': 'ABORTED', 'aerospike.attempts': 0 })
    expect(get?.attributes).not.toHaveProperty('db.response.status_code')
  })

  test('retries are seen', async () => {
    const memory = await startMemoryServer()
    const other = await open(memory)
    instrument()
    memory.faults.add({ match: { command: 'put' }, times: 2, action: { type: 'code', code: 18 } })
    await other.put(new Key('test', 'retried', 1), { n: 1 }, { maxRetries: 3 })
    expect(byName('put retried')[0]?.attributes['aerospike.attempts']).toBe(3)
    await other.close()
    await memory.close()
  })

  test('what is given to hooks is theirs, and what they throw harms nobody', async () => {
    const said: unknown[][] = []
    diag.setLogger({ error: (...args: unknown[]) => said.push(args) } as never)
    instrument({
      requestHook: (span, { operation }) => {
        span.setAttribute('app.asked', operation)
        throw new Error('request hook')
      },
      responseHook: (span, { resultCode }) => {
        span.setAttribute('app.code', resultCode ?? -1)
        throw new Error('response hook')
      },
    })
    expect(await client.get(freshKey())).toBeNull()
    expect(spans()[0]?.attributes).toMatchObject({ 'app.asked': 'get', 'app.code': 0 })
    diag.disable()
    expect(said.map(([, error]) => (error as Error).message)).toEqual(['request hook', 'response hook'])
  })

  test('none without a parent where one is required, and none of other kinds', async () => {
    instrument({ requireParentSpan: true, kinds: ['command'] })
    await client.get(freshKey())
    expect(spans()).toEqual([])
    await tracer.startActiveSpan('parent', async (parent) => {
      await client.get(freshKey())
      await client.batch([rows.get(freshKey())])
      parent.end()
    })
    expect(spans().map(({ name }) => name)).toEqual([`get ${SET}`, 'parent'])
  })

  test('none before it is enabled and after it is disabled, and once for one that is enabled twice', async () => {
    const instrumentation = new AerospikeInstrumentation({ enabled: false })
    stop = () => {
      instrumentation.disable()
    }
    await client.get(freshKey())
    expect(spans()).toEqual([])
    instrumentation.enable()
    instrumentation.enable()
    await client.get(freshKey())
    expect(spans()).toHaveLength(1)
    const late = client.get(freshKey())
    instrumentation.disable()
    await late
    await client.get(freshKey())
    expect(spans()).toHaveLength(1)
  })

  test('keys and values are nowhere in them', async () => {
    instrument({ kinds: ['command', 'batch', 'query', 'job', 'administration'] })
    const key = freshKey('the secret key')
    await client.put(key, { bin: 'the secret value' })
    await client.get(key)
    await failure(client.add(key, { bin: 1 }))
    await client.batch([rows.get(key), rows.put(key, { bin: 'the secret value' })])
    await client.query('test', SET).toArray()
    const all = spans().map(({ name, attributes, events, status, links }) => ({
      name,
      attributes,
      events,
      status,
      links,
    }))
    expect(all.length).toBeGreaterThanOrEqual(5)
    const text = JSON.stringify(all)
    expect(text).not.toContain('secret')
    expect(text.toLowerCase()).not.toContain(key.digest.toString('hex').toLowerCase())
  })

  test.each([
    [null, 'must be an object'],
    [{ enabled: 1 }, 'enabled must be'],
    [{ requireParentSpan: 'yes' }, 'requireParentSpan must be'],
    [{ kinds: ['put'] }, 'kinds must be a list of command, batch'],
    [{ requestHook: 1 }, 'requestHook must be a function'],
  ])('%j is refused', (config, words) => {
    stop = () => undefined
    expect(() => new AerospikeInstrumentation(config as never)).toThrow(words)
  })
})

test('parents and children are right under 1,000 interleaved requests', async () => {
  instrument()
  const requests = new WeakMap<object, Span>()
  const app = fastify()
  app.addHook('onRequest', (request, _, done) => {
    const span = tracer.startSpan(`request ${request.url}`, {}, context.active())
    requests.set(request, span)
    context.with(trace.setSpan(context.active(), span), done)
  })
  app.addHook('onResponse', (request, _, done) => {
    requests.get(request)?.end()
    done()
  })
  app.get<{ Params: { id: string } }>('/:id', async ({ params: { id } }) => {
    const key = new Key('test', SET, `request ${id}`)
    await client.put(key, { id })
    const [record, [row]] = await Promise.all([
      client.get(key),
      client.batch([rows.get(key), rows.exists(key)], { timeout: 60_000 }),
    ])
    // Whatever the application makes behind it belongs to the request too.
    tracer.startSpan(`after ${id}`).end()
    return { id: record?.bins['id'], row: row.status }
  })
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, async (_, id) => {
      if (id % 10 === 0) await new Promise((resolve) => setTimeout(resolve, id % 7))
      return (await app.inject(`/${id}`)).json<unknown>()
    }),
  )
  await app.close()
  expect(answers).toEqual(Array.from({ length: 1_000 }, (_, id) => ({ id: String(id), row: 'ok' })))
  const children = new Map<string, string[]>()
  for (const { name, parentSpanContext } of spans()) {
    const parent = parentSpanContext?.spanId ?? 'none'
    children.set(parent, [...(children.get(parent) ?? []), name])
  }
  const roots = spans().filter(({ parentSpanContext }) => parentSpanContext === undefined)
  expect(roots).toHaveLength(1_000)
  for (const root of roots) {
    const id = root.name.replace('request /', '')
    const names = children.get(root.spanContext().spanId)?.sort()
    expect(names).toEqual([`after ${id}`, `batch ${SET}`, `get ${SET}`, `put ${SET}`].sort())
  }
  expect(spans()).toHaveLength(5_000)
})

test('metrics have the names and attributes of the conventions', async () => {
  instrument()
  const fresh = await open(server)
  await fresh.get(freshKey())
  const key = freshKey()
  await fresh.put(key, { n: 'text' })
  await failure(fresh.add(key, { n: 1 }))
  await fresh.close()
  await meterProvider.forceFlush()
  const told = metricExporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
  const named = (name: string) => told.find(({ descriptor }) => descriptor.name === name)
  const duration = named('db.client.operation.duration')
  expect(duration?.descriptor.unit).toBe('s')
  const points = (duration?.dataPoints ?? []) as DurationPoint[]
  const add = points.find(({ attributes }) => JSON.stringify(attributes).includes('"add"'))
  expect(add?.attributes).toEqual({
    'db.system.name': 'aerospike',
    'db.namespace': 'test',
    'db.operation.name': 'add',
    'db.response.status_code': '12',
    'error.type': 'BIN_TYPE',
    'server.address': expect.any(String),
    'server.port': expect.any(Number),
  })
  expect(add?.value.buckets.boundaries).toEqual([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10])
  expect(add?.value.sum).toBeLessThan(60)
  expect(named('db.client.connection.create_time')?.dataPoints.length).toBeGreaterThan(0)
  const closed = (named('aerospike.client.connection.closed')?.dataPoints ?? []) as {
    attributes: Record<string, unknown>
  }[]
  expect(closed.map(({ attributes }) => attributes['aerospike.reason'])).toContain('client')
})

test('a pool has one name in all metrics, at an address of IPv6 too', async () => {
  instrument()
  const opened: Partial<ConnectionContext> = { address: '::1', port: 3000, duration: 1 }
  channel('tracing:aerospike-ts:connection:asyncEnd').publish(opened)
  const closed: ConnectionClosed = { node: '[::1]:3000', reason: 'client', error: undefined }
  channel('aerospike-ts:connection:close').publish(closed)
  const { resourceMetrics } = await reader.collect()
  const names = resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics.flatMap(({ dataPoints }) => dataPoints as { attributes: Attributes }[]))
    .map(({ attributes }) => String(attributes['db.client.connection.pool.name']))
  expect(names.filter((name) => name.includes('::1:3000'))).toEqual([])
  expect(names.filter((name) => name === '[::1]:3000')).toHaveLength(2)
})

test('connections of all clients are counted when metrics are collected, and nothing of one that is closed', async () => {
  interface Point {
    readonly attributes: Record<string, unknown>
    readonly value: number
  }
  const memory = await startMemoryServer()
  const address = memory.hosts
  const early = await open(memory, { maxConnections: 1, maxDepth: 1, coalesceMax: 1, silenceLimit: 0 })
  instrument()
  const late = await open(memory, { maxConnections: 7 })
  const collected = async (name: string): Promise<[unknown, number][]> => {
    const { resourceMetrics } = await reader.collect()
    const found = resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === name)
    const points = (found?.dataPoints ?? []) as readonly Point[]
    return points
      .filter(({ attributes }) => attributes['db.client.connection.pool.name'] === address)
      .map(({ attributes, value }) => [attributes['db.client.connection.state'], value])
  }
  const key = new Key('test', 'counted', 1)
  await Promise.all([early.get(key), late.get(key)])
  memory.faults.add({ match: { command: 'get' }, action: { type: 'stall' } })
  const giveUp = new AbortController()
  const { signal } = giveUp
  const waiting = [1, 2, 3].map((id) =>
    failure(early.get(new Key('test', 'counted', id), { signal, timeout: 0 })),
  )
  await new Promise((resolve) => setImmediate(resolve))
  expect(await collected('db.client.connection.count')).toEqual([
    ['idle', 1],
    ['used', 1],
  ])
  expect(await collected('db.client.connection.pending_requests')).toEqual([[undefined, 2]])
  expect(await collected('db.client.connection.max')).toEqual([[undefined, 8]])
  giveUp.abort()
  await Promise.all(waiting)
  await early.close()
  expect(await collected('db.client.connection.max')).toEqual([[undefined, 7]])
  await late.close()
  expect(await collected('db.client.connection.max')).toEqual([[undefined, 0]])
  await memory.close()
})

test('rows of queries are counted', async () => {
  const returned = async (): Promise<number> => {
    const { resourceMetrics } = await reader.collect()
    const found = resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === 'db.client.response.returned_rows')
    const sums = (found?.dataPoints ?? []).map(({ value }) => (value as { readonly sum?: number }).sum ?? 0)
    return sums.reduce((all, sum) => all + sum, 0)
  }
  instrument()
  const before = await returned()
  const memory = await startMemoryServer()
  const other = await open(memory)
  for (let id = 0; id < 7; id++) await other.put(new Key('test', 'queried', id), { id })
  await other.query('test', 'queried').toArray()
  await other.close()
  await memory.close()
  expect((await returned()) - before).toBe(7)
})

test('spans reach a collector by OTLP', async () => {
  const bodies: OtlpBody[] = []
  const paths: unknown[] = []
  const collector = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      paths.push(request.url)
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as OtlpBody)
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const { port } = collector.address() as AddressInfo
  const otlp = new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` })
  const sending = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(otlp)] })
  const instrumentation = instrument()
  instrumentation.setTracerProvider(sending)
  const parent = sending.getTracer('test').startSpan('parent')
  await context.with(trace.setSpan(context.active(), parent), async () => {
    await client.put(freshKey(), { n: 1 })
    await failure(client.touch(freshKey()))
  })
  parent.end()
  await sending.forceFlush()
  const decoded = bodies
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ scope, spans: ofScope }) => ofScope.map((span) => ({ ...span, scope: scope.name })))
  expect(paths[0]).toBe('/v1/traces')
  const [put] = decoded.filter(({ name }) => name === `put ${SET}`)
  const [touch] = decoded.filter(({ name }) => name === `touch ${SET}`)
  expect(put).toMatchObject({ scope: 'aerospike-ts', kind: 3, parentSpanId: parent.spanContext().spanId })
  expect(put?.attributes).toContainEqual({ key: 'db.system.name', value: { stringValue: 'aerospike' } })
  expect(touch).toMatchObject({ status: { code: 2 }, traceId: parent.spanContext().traceId })
  expect(touch?.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'NOT_FOUND' } })
  await sending.shutdown()
  await new Promise((resolve) => collector.close(resolve))
})
