import { expect, test } from 'vitest'
import type { Node } from '../../../src/cluster/node.ts'
import { type FrameReceiver, StreamRequest } from '../../../src/execute/stream-request.ts'
import type { Scope } from '../../../src/execute/scope.ts'
import { Connection } from '../../../src/net/connection.ts'
import { FakeTransport, flushed, frame, settle } from '../net/fakes.ts'

const LIMIT = 20

function stream(
  socketTimeout: number,
  keep: (buffer: Buffer, start: number, end: number) => void = () => undefined,
): {
  connection: Connection
  request: StreamRequest
  read: string[]
  blamed: unknown[]
} {
  const connection = new Connection('127.0.0.1:3000')
  connection.open(new FakeTransport())
  const blamed: unknown[] = []
  const node = {
    connections: {
      acquireTimeout: 60_000,
      lease: () => Promise.resolve(connection),
      release: () => undefined,
      forgo: () => undefined,
    },
    errorRate: { count: (error: unknown) => blamed.push(error) },
    counters: { failed: () => undefined },
  }
  const read: string[] = []
  const receiver: FrameReceiver = {
    purpose: 'query',
    yielding: 'resume',
    heldUp: false,
    mayMove: false,
    encode: (writer) => writer.bytes(frame('query')),
    frame: (buffer, start, end) => {
      read.push(buffer.toString('latin1', start, end))
      keep(buffer, start, end)
      return read.at(-1) === 'last'
    },
  }
  const scope = {
    deadline: Infinity,
    session: { metrics: undefined },
    traffic: { requests: 0, bytesSent: 0, bytesReceived: 0 },
  }
  const request = new StreamRequest(
    scope as unknown as Scope,
    node as unknown as Node,
    receiver,
    socketTimeout,
  )
  return { connection, request, read, blamed }
}

function receive(connection: Connection, text: string): void {
  const bytes = frame(text)
  connection.data(bytes, bytes.length)
}

test('frames that came while the loop was blocked are in time', async () => {
  const { connection, request, read, blamed } = stream(LIMIT)
  await settle()
  // Twice: at the first look the limit is set, at the second it is set anew.
  for (const text of ['first', 'second']) {
    // In the phase of immediates: the next thing that the loop comes to is its timers.
    await flushed()
    const came = new Promise<void>((resolve) =>
      setImmediate(() => {
        receive(connection, text)
        resolve()
      }),
    )
    for (const until = performance.now() + 3 * LIMIT; performance.now() < until;);
    await Promise.race([came, request.done])
  }
  receive(connection, 'last')
  await request.done
  expect(read).toEqual(['first', 'second', 'last'])
  expect(blamed).toEqual([])
})

test('a node that sends nothing is late', async () => {
  const { request, blamed } = stream(1)
  await expect(request.done).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect(blamed).toHaveLength(1)
})

test('what is kept stays as it came, whether its buffer was lent or its own', async () => {
  const { connection, request } = stream(0, (buffer, start, end) => {
    request.keep(buffer, start, end)
  })
  await settle()
  const socket = Buffer.alloc(64)
  const texts = ['lent by the socket', 'own, in pieces', 'lent again', 'last']
  for (const [index, text] of texts.entries()) {
    const bytes = frame(text)
    for (const piece of index === 1 ? [bytes.subarray(0, 9), bytes.subarray(9)] : [bytes]) {
      piece.copy(socket)
      connection.data(socket, piece.length)
    }
  }
  await request.done
  expect(texts.map(() => request.take()?.toString())).toEqual(texts)
  expect(request.hasFrames).toBe(false)
})

test('a large frame of its own is kept without a copy, a short rest of it without the whole', async () => {
  const kept: [number, number][] = []
  const { connection, request } = stream(0, (buffer, start, end) => {
    for (const from of [start, end - 10]) {
      request.keep(buffer, from, end)
      const { byteLength } = request.take()?.buffer ?? {}
      kept.push([buffer.length, byteLength ?? 0])
    }
  })
  await settle()
  const bytes = frame('x'.repeat(100_000))
  connection.data(bytes.subarray(0, 5000), 5000)
  connection.data(bytes.subarray(5000), bytes.length - 5000)
  expect(kept).toEqual([
    [bytes.length, bytes.length],
    [bytes.length, 10],
  ])
})
