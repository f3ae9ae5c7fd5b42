import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { NO_CONFIG, readDynamicConfig } from '../../../src/policy/dynamic.ts'
import { configure, resolveClient } from '../../../src/policy/resolve-client.ts'
import { GET_OPTIONS, OPERATE_OPTIONS, WRITE_OPTIONS } from '../../../src/policy/command.ts'
import { resolveOptions } from '../../../src/policy/table.ts'

const notices: string[] = []

function read(yaml: string) {
  notices.length = 0
  return readDynamicConfig(parse(yaml), (text) => notices.push(text))
}

/** All that the C client knows (as_config_file.c, 7.5.0). */
const WHOLE = `
version: 1.0.0
static:
  client:
    config_interval: 2000
    max_connections_per_node: 300
    min_connections_per_node: 10
dynamic:
  client:
    app_id: shop
    timeout: 700
    max_error_rate: 50
    error_rate_window: 2
    login_timeout: 4000
    max_socket_idle: 30
    tend_interval: 500
    fail_if_not_connected: false
    use_service_alternative: true
    rack_aware: true
    rack_ids: [3, 1]
  read:
    read_mode_ap: ALL
    read_mode_sc: LINEARIZE
    replica: MASTER_PROLES
    connect_timeout: 1000
    socket_timeout: 100
    total_timeout: 200
    timeout_delay: 0
    max_retries: 4
    sleep_between_retries: 7
    fail_on_filtered_out: true
  write:
    replica: MASTER
    connect_timeout: 1000
    socket_timeout: 300
    total_timeout: 400
    max_retries: 1
    sleep_between_retries: 8
    durable_delete: true
    send_key: true
  query:
    replica: MASTER_PROLES
    socket_timeout: 500
    total_timeout: 600
    max_retries: 6
    sleep_between_retries: 9
    info_timeout: 10
    expected_duration: LONG_RELAX_AP
    include_bin_data: true
    record_queue_size: 10
  scan:
    replica: PREFER_RACK
    total_timeout: 700
    concurrent_nodes: true
    max_concurrent_nodes: 2
  batch_read:
    read_mode_ap: ONE
    total_timeout: 800
    max_concurrent_threads: 1
    allow_inline: false
    allow_inline_ssd: true
    respond_all_keys: false
  batch_write:
    total_timeout: 900
    durable_delete: true
    send_key: true
  batch_udf:
    durable_delete: false
    send_key: true
  batch_delete:
    durable_delete: true
    send_key: false
  txn_verify:
    total_timeout: 1
  txn_roll:
    total_timeout: 1
  metrics:
    enable: true
    latency_columns: 5
    latency_shift: 3
    labels:
      region: eu
      rack: 7
`

test('every field of the C client is known, and sets the option of its meaning', () => {
  expect(read(WHOLE)).toEqual({
    interval: 2_000,
    fixed: { maxConnections: 300, minConnections: 10 },
    client: {
      appId: 'shop',
      tendTimeout: 700,
      maxErrorRate: 50,
      errorRateWindow: 2,
      loginTimeout: 4_000,
      maxIdle: 30_000,
      tendInterval: 500,
      failIfNotConnected: false,
      useAlternateAccessAddress: true,
      rackIds: [3, 1],
    },
    read: {
      ...{ readMode: 'all', readModeStrong: 'linearize', replica: 'any' },
      ...{ socketTimeout: 100, timeout: 200, maxRetries: 4, sleepBetweenRetries: 7 },
    },
    write: {
      ...{ replica: 'master', socketTimeout: 300, timeout: 400, maxRetries: 1, sleepBetweenRetries: 8 },
      ...{ durableDelete: true, sendKey: true },
    },
    query: {
      ...{ replica: 'sequence', socketTimeout: 500, timeout: 600, maxRetries: 6, sleepBetweenRetries: 9 },
      expectedDuration: 'longRelaxAp',
    },
    scan: { replica: 'preferRack', timeout: 700, concurrency: 2 },
    batch_read: {
      ...{ readMode: 'one', timeout: 800, concurrency: 1 },
      ...{ allowInline: false, allowInlineSSD: true, respondAllKeys: false },
    },
    batch_write: { timeout: 900, durableDelete: true, sendKey: true },
    batch_udf: { durableDelete: false, sendKey: true },
    batch_delete: { durableDelete: true },
    metrics: { enable: true, latencyColumns: 5, latencyShift: 3, labels: { region: 'eu', rack: '7' } },
  })
  expect(notices.every((notice) => notice.endsWith('is of no use here'))).toBe(true)
})

test('what is not there is not set', () => {
  expect(read('version: 1.0.0\ndynamic:\n  read:\n')).toEqual(NO_CONFIG)
  expect(notices).toEqual([])
  expect(read('')).toEqual(NO_CONFIG)
})

test('without rack awareness there are no racks; the pools of event loops are the only ones here', () => {
  expect(read('dynamic: {client: {rack_aware: false, rack_ids: [1]}}').client).toEqual({ rackIds: [] })
  const pools = 'static: {client: {async_max_connections_per_node: 7, max_connections_per_node: 9}}'
  expect(read(pools).fixed).toEqual({ maxConnections: 7 })
})

test('what is not known is told of, and the rest holds', () => {
  const config = read(
    'version: 2.0.0\nnew: 1\nstatic: {server: {}}\ndynamic: {read: {total_timeout: "5", nope: 1}, more: {}}',
  )
  expect(config.read).toEqual({ timeout: 5 })
  expect(notices).toEqual([
    'its version is 2.0.0, where 1.0.0 is known',
    'new is not known',
    'static.server is not known',
    'dynamic.read.nope is not known',
    'dynamic.more is not known',
  ])
})

describe('a file with a wrong value counts for nothing, and says where it is', () => {
  test.each([
    ['dynamic: {read: {total_timeout: -1}}', 'dynamic.read.total_timeout must be a whole number'],
    ['dynamic: {read: {total_timeout: soon}}', 'dynamic.read.total_timeout must be a whole number'],
    [
      'dynamic: {read: {max_retries: 5000}}',
      'dynamic.read: maxRetries must be a whole number from 0 to 1000',
    ],
    ['dynamic: {read: {replica: master}}', 'dynamic.read.replica must be one of MASTER, MASTER_PROLES'],
    [
      'dynamic: {client: {tend_interval: 10}}',
      'dynamic.client: tendInterval must be a whole number from 250',
    ],
    ['dynamic: {client: {rack_ids: 1}}', 'dynamic.client.rack_ids must be a list of whole numbers'],
    ['dynamic: {write: {send_key: 1}}', 'dynamic.write.send_key must be true or false'],
    ['dynamic: {metrics: {enable: 1}}', 'dynamic.metrics.enable must be true or false'],
    ['dynamic: {metrics: {labels: [a]}}', 'dynamic.metrics.labels must hold names with texts'],
    [
      'dynamic: {metrics: {latency_columns: 0}}',
      'dynamic.metrics: latencyColumns must be a whole number from 2',
    ],
    ['dynamic: {write: [1]}', 'dynamic.write must hold fields'],
    [
      'static: {client: {max_connections_per_node: 0}}',
      'static.client: maxConnections must be a whole number from 1',
    ],
    ['- a', 'the file must hold fields'],
    ['text', 'the file must hold fields'],
  ])('%s', (yaml, message) => {
    expect(() => read(yaml)).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONFIG',
        message: expect.stringContaining(message) as string,
      }) as Error,
    )
  })
})

describe('what a file sets', () => {
  const settings = configure(
    resolveClient({ defaults: { read: { timeout: 9, maxRetries: 9 } } }),
    read(WHOLE),
  )

  test('holds over the defaults of the client and over the options of a call', () => {
    const given = { timeout: 1, integers: 'bigint' } as const
    expect(resolveOptions(GET_OPTIONS, settings.get, given, 'get')).toMatchObject({
      timeout: 200,
      maxRetries: 4,
      integers: 'bigint',
    })
    expect(resolveOptions(GET_OPTIONS, settings.get, undefined, 'get')).toMatchObject({ timeout: 200 })
    expect(resolveOptions(WRITE_OPTIONS, settings.write, { sendKey: false, ttl: 5 }, 'put')).toMatchObject({
      ...{ sendKey: true, durableDelete: true, timeout: 400, ttl: 5 },
    })
  })

  test('holds for what reads and writes as writing does, but for the modes of reading', () => {
    expect(resolveOptions(OPERATE_OPTIONS, settings.operate, { timeout: 1 }, 'operate')).toMatchObject({
      ...{ timeout: 400, replica: 'master', readMode: 'all', readModeStrong: 'linearize' },
    })
    expect(settings.apply).toMatchObject({ timeout: 400, sendKey: true })
  })

  test('holds for batches by what they do, and for rows by their kind', () => {
    const { reads, writes, puts, removes, rows } = settings.batch
    expect(reads).toMatchObject({ timeout: 800, concurrency: 1 })
    expect(writes).toMatchObject({ timeout: 900 })
    expect(puts).toMatchObject({ timeout: 900, sendKey: true, durableDelete: true })
    expect(removes).toMatchObject({ timeout: 900, sendKey: false, durableDelete: true })
    expect(rows.write).toMatchObject({ sendKey: true, durableDelete: true })
    expect(rows.remove).toMatchObject({ sendKey: false, durableDelete: true })
    expect(rows.apply).toMatchObject({ sendKey: true, durableDelete: false })
  })

  test('must go together', () => {
    const base = resolveClient({})
    const config = read('static: {client: {max_connections_per_node: 5, min_connections_per_node: 9}}')
    expect(() => configure(base, config)).toThrow(/minConnections must be at most maxConnections/)
  })
})
