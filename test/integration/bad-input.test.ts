import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type AerospikeError,
  type BinError,
  Client,
  type ClientOptions,
  connect,
  Key,
  lists,
  ops,
  type Value,
} from '../../src/index.ts'
import { failure, freshKey, open, startTestServer, type TestServer } from './server.ts'

/** Nothing may be printed, and no promise be left behind. */
const printed: string[] = []
const strays: unknown[] = []
const onStray = (error: unknown): void => {
  strays.push(error)
}

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed.push(String(chunk))
      return true
    })
  }
  process.on('unhandledRejection', onStray)
  process.on('uncaughtException', onStray)
})

afterEach(async () => {
  // A rejection that nobody takes is told of after the turn.
  await new Promise((resolve) => setImmediate(resolve))
  vi.restoreAllMocks()
  process.off('unhandledRejection', onStray)
  process.off('uncaughtException', onStray)
  expect([printed.splice(0), strays.splice(0)]).toEqual([[], []])
})

const fakes: Server[] = []

afterAll(() => {
  for (const fake of fakes) fake.close()
})

/** Something that listens, and is no Aerospike. */
async function listen(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  server.unref()
  fakes.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function closedPort(): Promise<string> {
  const address = await listen(() => undefined)
  await new Promise((resolve) => fakes.pop()!.close(resolve))
  return address
}

const SHORT: ClientOptions = { connectTimeout: 1_500, dialTimeout: 300 }

async function refusal(options: ClientOptions): Promise<AerospikeError> {
  return (await failure(connect({ ...SHORT, ...options }))) as AerospikeError
}

describe('where there is no cluster', () => {
  test('a closed port: says the address and why', async () => {
    const hosts = await closedPort()
    const error = await refusal({ hosts })
    expect(error).toMatchObject({ name: 'ClusterError', code: 'CLUSTER_UNREACHABLE' })
    expect(error.message).toContain(hosts)
    expect(error.message).toContain('ECONNREFUSED')
  })

  test('several addresses: each with its own reason', async () => {
    const [one, two] = [await closedPort(), await closedPort()]
    const error = await refusal({ hosts: [one, two, 'no-such-host.invalid:3000'] })
    for (const host of [one, two, 'no-such-host.invalid:3000']) expect(error.message).toContain(host)
    expect(error.errors).toHaveLength(3)
  })

  test('a host that does not exist', async () => {
    const error = await refusal({ hosts: 'no-such-host.invalid' })
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(error.message).toContain('no-such-host.invalid')
  })

  test.each<[string, (socket: Socket) => void]>([
    [
      'an HTTP server',
      (socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')),
    ],
    ['a TLS port', (socket) => socket.once('data', () => socket.end(Buffer.from('15030300020232', 'hex')))],
    ['a server that speaks first', (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n')],
    ['a server that hangs up', (socket) => socket.end()],
    ['a server that hangs up on the first word', (socket) => socket.once('data', () => socket.destroy())],
    ['a server that says nothing', (socket) => socket.resume()],
    [
      'a server with a frame of another kind',
      (socket) => socket.once('data', () => socket.write(Buffer.from('0203000000000002ffff', 'hex'))),
    ],
    [
      'a server whose frame is larger than any',
      (socket) => socket.once('data', () => socket.write(Buffer.from('0201ffffffffffff', 'hex'))),
    ],
  ])('%s: one clear error, in time', async (_name, onSocket) => {
    const hosts = await listen(onSocket)
    const error = await refusal({ hosts })
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(error.message).toContain(hosts)
  })

  test('the first command of a client that was never connected says the same', async () => {
    const client = new Client({ ...SHORT, hosts: await closedPort() })
    const keys = [freshKey(), freshKey()]
    const errors = await Promise.all(keys.map((key) => failure(client.get(key, { timeout: 0 }))))
    expect(errors[0]).not.toBe(errors[1])
    for (const [i, error] of errors.entries()) {
      expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE', key: keys[i]!.toString() })
    }
    await client.close()
  })

  test('a cluster that is not found fails each call with an error of its own', async () => {
    const client = new Client({ hosts: '127.0.0.1:1' })
    const key = freshKey()
    const calls = [
      client.get(key),
      client.put(key, { a: 1 }),
      client.getMany([key]),
      client.query('test').toArray(),
      client.listIndexes(),
    ]
    const errors = (await Promise.all(
      calls.map((call: Promise<unknown>) => failure(call)),
    )) as AerospikeError[]
    expect(errors.map(({ code }) => code)).toEqual(calls.map(() => 'CLUSTER_UNREACHABLE'))
    expect(new Set(errors).size).toBe(calls.length)
    expect(errors.map(({ key: of }) => of)).toEqual([
      key.toString(),
      key.toString(),
      undefined,
      undefined,
      undefined,
    ])
    await client.close()
  })

  test('a client that failed to connect finds the cluster when it is there', async () => {
    const late = await startTestServer()
    const client = new Client({ ...SHORT, hosts: [await closedPort(), late.hosts] })
    await client.connect()
    expect(await client.get(freshKey())).toBeNull()
    await client.close()
    await late.close()
  })
})

describe('on a good cluster', () => {
  let server: TestServer
  let client: Client

  beforeAll(async () => {
    server = await startTestServer()
    client = await open(server)
  })

  afterAll(async () => {
    await client.close()
    await server.close()
  })

  async function rejects(promise: Promise<unknown>, code: string, ...words: string[]): Promise<void> {
    const error = (await failure(promise)) as BinError
    expect(error).toMatchObject({ code, inDoubt: false })
    for (const word of words) expect(error.message).toContain(word)
    expect(error.stack).toContain('bad-input.test.ts')
  }

  test('of another name', async () => {
    const error = await refusal({ hosts: server.hosts, clusterName: 'other' })
    expect(error).toMatchObject({ code: 'CLUSTER_NAME_MISMATCH' })
    expect(error.message).toContain('other')
  })

  test('an unknown namespace', async () => {
    await rejects(client.get(new Key('nope', 'set', 1)), 'NAMESPACE_NOT_FOUND', 'nope', 'test')
    await rejects(client.put(new Key('nope', 'set', 1), { a: 1 }), 'NAMESPACE_NOT_FOUND', 'nope')
  })

  test('a bin name over 15 bytes', async () => {
    const name = 'longer_than_that'
    await rejects(client.put(freshKey(), { [name]: 1 }), 'INVALID_BIN_NAME', name, '15')
    await rejects(client.get(freshKey(), { bins: [name] }), 'INVALID_BIN_NAME', name)
    expect(() => ops.read(name)).toThrow(/15/)
  })

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a fraction', 1.5],
    ['NaN', NaN],
    ['an object', {}],
    ['a boolean', true],
    ['an integer beyond 2^53', 2 ** 60],
    ['a bigint beyond 64 bits', 2n ** 63n],
  ])('a key that is %s', (_kind, userKey) => {
    expect(() => new Key('test', 'set', userKey as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_KEY' }),
    )
  })

  test.each([
    ['a namespace that is empty', ['', 's']],
    ['a namespace over 31 bytes', ['n'.repeat(32), 's']],
    ['a namespace that is no text', [1, 's']],
    ['a set over 63 bytes', ['test', 's'.repeat(64)]],
    ['a set that is no text', ['test', 1]],
  ])('%s', (_kind, [namespace, set]) => {
    expect(() => new Key(namespace as string, set as string, 1)).toThrow(
      expect.objectContaining({ code: 'INVALID_KEY' }),
    )
  })

  test('no key at all', async () => {
    for (const none of [undefined, null, 'key', { namespace: 'test', set: 's', userKey: 1 }]) {
      await rejects(client.get(none as unknown as Key), 'INVALID_KEY')
      await rejects(client.put(none as unknown as Key, { a: 1 }), 'INVALID_KEY')
    }
  })

  test('a key that UTF-8 cannot hold', async () => {
    const key = new Key('test', 'set', 'half \ud800')
    await rejects(client.get(key), 'INVALID_VALUE')
    expect(client.stats().inFlight).toBe(0)
  })

  test('a record that is too large for the server', async () => {
    await rejects(client.put(freshKey(), { a: Buffer.alloc(9 * 1024 * 1024) }), 'RECORD_TOO_BIG')
  })

  test('a record that is too large for the protocol is not sent', async () => {
    await rejects(
      client.put(freshKey(), { a: Buffer.alloc(129 * 1024 * 1024) }),
      'REQUEST_TOO_LARGE',
      'bytes',
    )
    expect(await client.get(freshKey())).toBeNull()
  })

  test('values that cannot be stored say the bin and the place', async () => {
    const bad = [undefined, () => 1, Symbol('x'), new Date(), new WeakMap(), Promise.resolve()]
    for (const value of bad) {
      await rejects(
        client.put(freshKey(), { good: 1, bad: value as unknown as Value }),
        'INVALID_VALUE',
        '"bad"',
      )
      await rejects(
        client.put(freshKey(), { deep: { good: 1, a: [0, value] } as unknown as Value }),
        'INVALID_VALUE',
        '"deep"{1}[1]',
      )
    }
  })

  test('bins that are no object', async () => {
    for (const bins of [undefined, null, 5, 'x', [], [1]]) {
      await rejects(client.put(freshKey(), bins as unknown as { a: 1 }), 'INVALID_ARGUMENT')
    }
    await rejects(client.put(freshKey(), {}), 'INVALID_ARGUMENT', 'no bins')
  })

  test('operations that are none', async () => {
    const key = freshKey()
    await rejects(client.operate(key, []), 'INVALID_ARGUMENT')
    await rejects(client.operate(key, undefined as unknown as []), 'INVALID_ARGUMENT')
    await rejects(client.operate(key, [ops.touch(), {} as never]), 'INVALID_ARGUMENT', 'operations[1]')
    await rejects(client.operate(key, [lists.size('l'), ops.readAll()]), 'INVALID_ARGUMENT')
  })

  test('options that are none', async () => {
    await rejects(client.get(freshKey(), { tiemout: 1 } as object), 'INVALID_OPTION', 'tiemout', 'timeout')
    await rejects(client.get(freshKey(), { timeout: '1' } as object), 'INVALID_OPTION', 'timeout', '"1"')
    await rejects(client.get(freshKey(), null as unknown as object), 'INVALID_OPTION', 'null')
    await rejects(client.get(freshKey(), { filterExpression: '%%%' }), 'INVALID_OPTION', 'filterExpression')
    expect(() => new Client({ hots: 'x' } as ClientOptions)).toThrow(/hots/)
    expect(() => new Client({ hosts: 'x:y:z:3000' })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
    expect(() => new Client(5 as unknown as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
    await rejects(client.connect({ signal: {} as AbortSignal }), 'INVALID_OPTION', 'signal')
    await rejects(client.close({ timeout: -1 }), 'INVALID_OPTION', 'timeout')
    await rejects(client.close({ tiemout: 1 } as object), 'INVALID_OPTION', 'tiemout')
    expect(await client.get(freshKey())).toBeNull()
  })

  test('a filter that is no expression', async () => {
    const key = freshKey()
    await client.put(key, { a: 1 })
    await rejects(client.get(key, { filterExpression: Buffer.from([0xc1, 0xff]) }), 'PARAMETER')
  })

  test('a closed client', async () => {
    const other = await open(server)
    await other.close()
    const calls: (() => Promise<unknown>)[] = [
      () => other.get(freshKey()),
      () => other.put(freshKey(), { a: 1 }),
      () => other.connect(),
      () => other.operate(freshKey(), [ops.touch()]),
    ]
    for (const late of calls) {
      await rejects(late(), 'CLIENT_CLOSED')
    }
  })
})
