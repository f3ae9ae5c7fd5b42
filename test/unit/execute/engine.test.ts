import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { exists, get, put } from '../../../src/commands/index.ts'
import type { AerospikeError } from '../../../src/errors/index.ts'
import { clientError } from '../../../src/errors/index.ts'
import { Key } from '../../../src/key.ts'
import {
  GET_DEFAULTS,
  READ_DEFAULTS,
  type ReadPolicy,
  WRITE_DEFAULTS,
  type WritePolicy,
} from '../../../src/policy/command.ts'
import { flushed, frame, receive, settle } from '../net/fakes.ts'
import { type Engine, engineOf, engineOn, FakeHost, FakeNode } from './bench.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

const key = new Key('test', 'set', 'k')

function write(engine: Engine, policy: Partial<WritePolicy> = {}, bins = { a: 1 }): Promise<unknown> {
  return caught(engine.execute(put, key, bins, { ...WRITE_DEFAULTS, timeout: 0, ...policy }))
}

function read(engine: Engine, policy: Partial<ReadPolicy> = {}): Promise<unknown> {
  return caught(engine.execute(exists, key, undefined, { ...READ_DEFAULTS, timeout: 0, ...policy }))
}

/** The value, or the error that came instead. */
function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.then(() => (settled = true))
  await settle()
  return settled
}

function fakeTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
}

async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms)
  await settle()
}

afterEach(() => {
  vi.useRealTimers()
})

const closedError = () => clientError('CLIENT_CLOSED', 'closed')

describe('one attempt', () => {
  test('answers', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = write(engine)
    await settle()
    node.answer()
    expect(await result).toEqual({ generation: 1, ttl: -1 })
    expect(engine.session.inFlight).toBe(0)
  })

  test('refused: says what, where, on which record, and how often it was tried', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = write(engine)
    await settle()
    node.answer(3)
    expect(await result).toMatchObject({
      code: 'GENERATION',
      resultCode: 3,
      node: 'A 10.0.0.1:3000',
      attempts: 1,
      inDoubt: false,
      key: key.toString(),
      errors: [],
    })
  })
})

describe('in doubt', () => {
  interface Case {
    readonly name: string
    readonly inDoubt: boolean
    /** Brings the write about, and ends it. */
    readonly play: (node: FakeNode, engine: Engine) => Promise<unknown>
  }

  async function afterSending(engine: Engine, policy?: Partial<WritePolicy>): Promise<Promise<unknown>[]> {
    const result = write(engine, policy)
    await settle()
    return [result]
  }

  const cases: Case[] = [
    {
      name: 'the node cannot be dialed',
      inDoubt: false,
      play: async (node, engine) => {
        node.dialer.failure = clientError('CONNECT_FAILED', 'refused')
        return write(engine)
      },
    },
    {
      name: 'the connection breaks before the bytes left',
      inDoubt: false,
      play: async (node, engine) => {
        const first = read(engine)
        await settle()
        node.answer()
        await first
        const result = write(engine)
        node.break()
        return result
      },
    },
    {
      name: 'the connection breaks after the bytes left',
      inDoubt: true,
      play: async (node, engine) => {
        const [result] = await afterSending(engine)
        node.break()
        return result
      },
    },
    {
      name: 'the connection breaks in the middle of the answer',
      inDoubt: true,
      play: async (node, engine) => {
        const [result] = await afterSending(engine)
        const half = frame('half an answer').subarray(0, 12)
        node.dialer.opened[0]!.connection.data(half, half.length)
        node.break()
        return result
      },
    },
    {
      name: 'the answer is damaged',
      inDoubt: true,
      play: async (node, engine) => {
        const [result] = await afterSending(engine)
        receive(node.dialer.opened[0]!.connection, Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'))
        return result
      },
    },
    {
      name: 'the answer is a frame of another type',
      inDoubt: true,
      play: async (node, engine) => {
        const [result] = await afterSending(engine)
        receive(node.dialer.opened[0]!.connection, frame('test\tanswer\n', 1))
        return result
      },
    },
    {
      name: 'the answer is too short',
      inDoubt: true,
      play: async (node, engine) => {
        const [result] = await afterSending(engine)
        receive(node.dialer.opened[0]!.connection, frame('short'))
        return result
      },
    },
    {
      name: 'the server refuses',
      inDoubt: false,
      play: async (node, engine) => {
        const [result] = await afterSending(engine)
        node.answer(5)
        return result
      },
    },
    {
      name: 'the server ran out of time',
      inDoubt: true,
      play: async (node, engine) => {
        const [result] = await afterSending(engine)
        node.answer(9)
        return result
      },
    },
    {
      name: 'the device is overloaded',
      inDoubt: false,
      play: async (node, engine) => {
        const [result] = await afterSending(engine)
        node.answer(18)
        return result
      },
    },
    {
      name: 'an attempt before was lost, and the next is refused',
      inDoubt: true,
      play: async (node, engine) => {
        const [result] = await afterSending(engine, { maxRetries: 1 })
        node.break()
        await settle()
        node.answer(3)
        return result
      },
    },
    {
      name: 'an attempt before was lost, and the node cannot be dialed any more',
      inDoubt: true,
      play: async (node, engine) => {
        const [result] = await afterSending(engine, { maxRetries: 1 })
        node.dialer.failure = clientError('CONNECT_FAILED', 'refused')
        node.break()
        return result
      },
    },
    {
      name: 'an attempt before was refused for a passing reason, and the node cannot be dialed any more',
      inDoubt: false,
      play: async (node, engine) => {
        const [result] = await afterSending(engine, { maxRetries: 1 })
        node.dialer.manual = true
        node.answer(18)
        await settle()
        node.answer(18)
        return result
      },
    },
    {
      name: 'the client is closed while the write is sent',
      inDoubt: true,
      play: async (_node, engine) => {
        const [result] = await afterSending(engine)
        engine.session.cancelAll(closedError)
        return result
      },
    },
    {
      name: 'the client is closed while the write waits',
      inDoubt: false,
      play: async (node, engine) => {
        node.dialer.manual = true
        const [result] = await afterSending(engine)
        engine.session.cancelAll(closedError)
        return result
      },
    },
  ]

  test.each(cases)('$name: $inDoubt', async ({ play, inDoubt }) => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const error = (await play(node, engine)) as AerospikeError
    expect(error).toBeInstanceOf(Error)
    expect([error.code, error.inDoubt]).toEqual([error.code, inDoubt])
    expect(engine.session.inFlight).toBe(0)
  })

  test('a read never is', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = read(engine, { maxRetries: 0 })
    await settle()
    node.break()
    expect(await result).toMatchObject({ code: 'CONNECTION_LOST', inDoubt: false })
  })

  test('is said of each command of a broken connection by itself', async () => {
    const node = new FakeNode('A', { maxConnections: 1 })
    const { engine } = engineOf(node)
    const other = new Key('test', 'set', 'other')
    const warm = read(engine)
    await settle()
    node.answer()
    await warm
    const results = [write(engine), read(engine, { maxRetries: 0 })]
    await flushed()
    results.push(caught(engine.execute(put, other, { a: 1 }, { ...WRITE_DEFAULTS, timeout: 0 })))
    node.break()
    const errors = (await Promise.all(results)) as AerospikeError[]
    expect(new Set(errors).size).toBe(3)
    expect(errors.map(({ inDoubt }) => inDoubt)).toEqual([true, false, false])
    expect(errors.map((error) => error.key)).toEqual([key.toString(), key.toString(), other.toString()])
    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('CONNECTION_LOST'))
  })
})

describe('retries', () => {
  test('go on to the next copy, keep what failed before, and ask for a look at the cluster', async () => {
    const [a, b] = [new FakeNode('A'), new FakeNode('B')]
    const { engine, host } = engineOf(a, b)
    const result = read(engine)
    await settle()
    a.break()
    await settle()
    b.answer(11)
    await settle()
    expect([a.received, b.received]).toEqual([2, 1])
    a.answer(0)
    expect(await result).toBe(true)
    expect(host.refreshes).toBe(2)
  })

  test('after a connection broke open one new connection, no more', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = read(engine)
    await settle()
    node.break()
    await settle()
    node.answer()
    expect(await result).toBe(true)
    expect(node.dialer.dials).toBe(2)
  })

  test('end after maxRetries, with all that failed', async () => {
    const [a, b] = [new FakeNode('A'), new FakeNode('B')]
    const { engine } = engineOf(a, b)
    const result = read(engine, { maxRetries: 2 })
    for (const node of [a, b, a]) {
      await settle()
      node.answer(18)
    }
    const error = (await result) as AerospikeError
    expect(error).toMatchObject({ code: 'DEVICE_OVERLOAD', attempts: 3, node: 'A 10.0.0.1:3000' })
    expect(error.errors).toMatchObject([{ node: 'A 10.0.0.1:3000' }, { node: 'B 10.0.0.1:3000' }])
  })

  test('of a final answer there are none', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = read(engine, { maxRetries: 5 })
    await settle()
    node.answer(27)
    expect(await result).toMatchObject({ code: 'FILTERED_OUT', attempts: 1 })
    expect(node.received).toBe(1)
  })

  test('a write is not tried again unless asked for', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = write(engine)
    await settle()
    node.answer(18)
    expect(await result).toMatchObject({ code: 'DEVICE_OVERLOAD', attempts: 1 })
  })

  test('a write sends what it was given at first, whatever became of the bins', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const bins = { a: 1 }
    const result = write(engine, { maxRetries: 1 }, bins)
    bins.a = 2
    await settle()
    bins.a = 3
    node.answer(18)
    await settle()
    node.answer()
    await result
    const [first, second] = node.dialer.bodies.flat()
    expect(second).toBe(first)
    expect(first!.endsWith('\x01')).toBe(true)
  })

  test('wait as sleepBetweenRetries says', async () => {
    fakeTime()
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = read(engine, { sleepBetweenRetries: 300 })
    await settle()
    // The first one goes to another copy at once.
    node.answer(18)
    await settle()
    node.answer(18)
    await pass(290)
    expect(node.received).toBe(2)
    await pass(450 - 290 + 1)
    expect(node.received).toBe(3)
    node.answer()
    expect(await result).toBe(true)
  })

  test('move what reads away from a node that falls silent, where there is another copy', async () => {
    const [a, b] = [new FakeNode('A'), new FakeNode('B')]
    const { engine } = engineOf(a, b)
    const [reading, writing] = [read(engine), write(engine)]
    const patient = read(engine, { maxRetries: 0 })
    a.node.connections.listen({ suspected: () => undefined, changed: () => undefined })
    await settle()
    for (const { connection } of a.dialer.opened) connection.heard = false
    for (const { connection } of a.dialer.opened) connection.silenced()
    await settle()
    // Without a good copy to go to nothing moves: B is one only while it answers.
    expect([a.received, b.received]).toEqual([3, 1])
    b.answer()
    expect(await reading).toBe(true)
    expect(await isSettled(writing)).toBe(false)
    expect(await isSettled(patient)).toBe(false)
  })

  test('a rest between two attempts ends with the command, and its timer too', async () => {
    fakeTime()
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const controller = new AbortController()
    const result = read(engine, { sleepBetweenRetries: 3_600_000, signal: controller.signal })
    await settle()
    node.answer(18)
    await settle()
    node.answer(18)
    await settle()
    controller.abort()
    expect(await result).toMatchObject({ code: 'ABORTED', attempts: 2 })
    node.node.close()
    await pass(100)
    expect(vi.getTimerCount()).toBe(0)
    expect(node.received).toBe(2)
  })

  test('an answer to an attempt that was given up is thrown away', async () => {
    fakeTime()
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = read(engine, { socketTimeout: 100 })
    await settle()
    await pass(120)
    expect(node.received).toBe(2)
    // The late answer says that there is no record, the second that there is one.
    node.answer(2, 0)
    expect(await isSettled(result)).toBe(false)
    node.answer(0)
    expect(await result).toBe(true)
  })

  test('without a node for the partition wait for one', async () => {
    fakeTime()
    const node = new FakeNode('A')
    const { engine, host } = engineOf(node)
    const whole = host.state
    const table = whole.partitions.get('test')!
    host.state = { ...whole, partitions: new Map([['test', { ...table, replicas: [] }]]) }
    const result = read(engine)
    await settle()
    expect(host.refreshes).toBe(1)
    host.state = whole
    await pass(60)
    node.answer()
    expect(await result).toBe(true)
  })
})

describe('time', () => {
  test('`timeout` bounds everything, waiting for a connection too', async () => {
    fakeTime()
    const node = new FakeNode('A')
    node.dialer.manual = true
    const { engine } = engineOf(node)
    const result = write(engine, { timeout: 200 })
    await pass(190)
    expect(await isSettled(result)).toBe(false)
    await pass(30)
    expect(await result).toMatchObject({ code: 'TIMEOUT', attempts: 1, inDoubt: false })
    await dialed(node)
    expect(node.received).toBe(0)
  })

  test('`timeout` bounds all attempts together', async () => {
    fakeTime()
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = read(engine, { timeout: 250, socketTimeout: 100, maxRetries: 9 })
    await settle()
    for (let i = 0; i < 30; i++) await pass(10)
    const error = (await result) as AerospikeError
    expect([error.code, error.attempts, error.errors.length]).toEqual(['TIMEOUT', 3, 2])
    expect(error.message).toContain('250 ms')
    expect((error.errors[0] as Error).message).toContain('100 ms')
  })

  test('a sent write that runs out of time is in doubt', async () => {
    fakeTime()
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = write(engine, { timeout: 50 })
    await settle()
    await pass(70)
    expect(await result).toMatchObject({ code: 'TIMEOUT', inDoubt: true })
  })

  test('without a timeout nothing runs out', async () => {
    fakeTime()
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = write(engine, { timeout: 0, socketTimeout: 0 })
    await settle()
    await pass(10_000_000)
    expect(await isSettled(result)).toBe(false)
    node.answer()
    expect(await result).toMatchObject({ generation: 1 })
  })

  async function dialed(node: FakeNode): Promise<void> {
    await node.dialer.admit()
    await settle()
  }
})

describe('aborted', () => {
  const reason = new Error('enough')

  function controlled(): { controller: AbortController; signal: AbortSignal } {
    const controller = new AbortController()
    return { controller, signal: controller.signal }
  }

  const aborted = { code: 'ABORTED', cause: reason }

  test('before it begins', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const result = write(engine, { signal: AbortSignal.abort(reason) })
    expect(await result).toMatchObject({ ...aborted, attempts: 0, inDoubt: false })
    expect(node.dialer.dials).toBe(0)
  })

  test('while the client looks for the cluster', async () => {
    const node = new FakeNode('A')
    const host = new FakeHost(node)
    host.isReady = false
    const engine = engineOn(host)
    let found: () => void = () => undefined
    host.connecting = new Promise((resolve) => (found = resolve))
    const { controller, signal } = controlled()
    const result = write(engine, { signal })
    await settle()
    controller.abort(reason)
    expect(await result).toMatchObject({ ...aborted, attempts: 0, inDoubt: false })
    found()
    await settle()
    expect(node.dialer.dials).toBe(0)
  })

  test('while it waits for a connection', async () => {
    const node = new FakeNode('A')
    node.dialer.manual = true
    const { engine } = engineOf(node)
    const { controller, signal } = controlled()
    const result = write(engine, { signal })
    await settle()
    controller.abort(reason)
    expect(await result).toMatchObject({ ...aborted, inDoubt: false })
    await node.dialer.admit()
    expect(node.received).toBe(0)
  })

  test('while it is encoded and has not left', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const warm = read(engine)
    await settle()
    node.answer()
    await warm
    const { controller, signal } = controlled()
    const result = write(engine, { signal })
    const other = read(engine)
    controller.abort(reason)
    expect(await result).toMatchObject({ ...aborted, inDoubt: false })
    await settle()
    expect(node.received).toBe(2)
    for (let i = 0; i < node.dialer.opened.length; i++) {
      if (node.dialer.opened[i]!.connection.pending > 0) node.answer(0, i)
    }
    expect(await other).toBe(true)
  })

  test('after it was sent: in doubt, and its late answer reaches nobody', async () => {
    const node = new FakeNode('A', { maxConnections: 1 })
    const { engine } = engineOf(node)
    const { controller, signal } = controlled()
    const result = write(engine, { signal })
    await settle()
    controller.abort(reason)
    expect(await result).toMatchObject({ ...aborted, inDoubt: true, attempts: 1 })
    const next = read(engine)
    await settle()
    node.answer(2, 0)
    await settle()
    node.answer(0)
    expect(await next).toBe(true)
  })

  test('after it has ended, changes nothing and leaves no listener', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const { controller, signal } = controlled()
    const result = write(engine, { signal })
    await settle()
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    node.answer()
    expect(await result).toMatchObject({ generation: 1 })
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    controller.abort(reason)
    await settle()
    expect(engine.session.inFlight).toBe(0)
  })

  test('many at once: one listener, no warning, everything ends', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error): void => {
      warnings.push(warning)
    }
    process.on('warning', onWarning)
    const node = new FakeNode('A', { maxQueue: 100_000 })
    node.dialer.manual = true
    const { engine } = engineOf(node)
    const { controller, signal } = controlled()
    const results = Array.from({ length: 10_000 }, () => write(engine, { signal }))
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    controller.abort(reason)
    const errors = (await Promise.all(results)) as AerospikeError[]
    expect(errors.every(({ code }) => code === 'ABORTED')).toBe(true)
    expect([engine.session.inFlight, warnings.length]).toEqual([0, 0])
    process.off('warning', onWarning)
  })
})

describe('before anything is sent', () => {
  test('a command that cannot be written is refused, and nothing is counted', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const bad = { a: Symbol('x') as unknown as number }
    expect(await write(engine, {}, bad)).toMatchObject({ code: 'INVALID_VALUE', attempts: 0, inDoubt: false })
    expect(engine.session.inFlight).toBe(0)
    await settle()
    expect(node.received).toBe(0)
  })

  test('what a getter of the bins throws is the cause of an argument error', async () => {
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    const cause = new TypeError('the getter')
    const bins = {
      get a(): number {
        throw cause
      },
    }
    expect(await write(engine, {}, bins)).toMatchObject({ code: 'INVALID_ARGUMENT', cause, attempts: 0 })
  })

  test('a key of which no digest can be made is refused, and the engine does not wait for it', async () => {
    const { engine } = engineOf(new FakeNode('A'))
    const broken = new Key('test', 'set', '\ud800')
    expect(() => engine.execute(get, broken, undefined, GET_DEFAULTS)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
    expect(engine.session.inFlight).toBe(0)
    await engine.session.whenIdle(60_000, closedError)
  })

  test('a full queue refuses at once', async () => {
    const node = new FakeNode('A', { maxConnections: 1, maxQueue: 2 })
    node.dialer.manual = true
    const { engine } = engineOf(node)
    const waiting = [write(engine), write(engine)]
    expect(await write(engine)).toMatchObject({ code: 'QUEUE_FULL', inDoubt: false, attempts: 0 })
    engine.session.cancelAll(closedError)
    await Promise.all(waiting)
  })

  test('a namespace that the cluster does not have', async () => {
    const { engine } = engineOf(new FakeNode('A'))
    const result = caught(engine.execute(get, new Key('nope', '', 1), undefined, GET_DEFAULTS))
    expect(await result).toMatchObject({ code: 'NAMESPACE_NOT_FOUND', attempts: 0 })
  })

  test('a closed client refuses', async () => {
    const { engine } = engineOf(new FakeNode('A'))
    engine.session.refuse(closedError)
    expect(await write(engine)).toMatchObject({ code: 'CLIENT_CLOSED', attempts: 0 })
  })

  test('a cluster that is not found fails the command', async () => {
    const host = new FakeHost()
    host.isReady = false
    const engine = engineOn(host)
    host.connecting = Promise.reject(clientError('CLUSTER_UNREACHABLE', 'nobody', { hint: 'look' }))
    expect(await write(engine)).toMatchObject({ code: 'CLUSTER_UNREACHABLE', attempts: 0, hint: 'look' })
  })
})

describe('the end', () => {
  test('whenIdle waits for what is in flight, up to its limit', async () => {
    fakeTime()
    const node = new FakeNode('A')
    const { engine } = engineOf(node)
    await engine.session.whenIdle(0, closedError)
    const result = write(engine)
    const idle = engine.session.whenIdle(1_000, closedError)
    await settle()
    expect(await isSettled(idle)).toBe(false)
    node.answer()
    await result
    expect(await isSettled(idle)).toBe(true)
    const other = write(engine)
    const limited = engine.session.whenIdle(1_000, closedError)
    await pass(1_001)
    expect(await isSettled(limited)).toBe(true)
    engine.session.cancelAll(closedError)
    expect(await other).toMatchObject({ code: 'CLIENT_CLOSED', inDoubt: true })
  })
})

test('a placeholder keeps nothing of its command in memory', async () => {
  const node = new FakeNode('A')
  const { engine } = engineOf(node)
  const controller = new AbortController()
  let payload: object | undefined = { a: 'x'.repeat(100) }
  const held = new WeakRef(payload)
  const result = caught(
    engine.execute(put, key, payload as { a: string }, { ...WRITE_DEFAULTS, signal: controller.signal }),
  )
  payload = undefined
  await settle()
  controller.abort()
  await result
  expect(node.dialer.opened[0]!.connection.pending).toBe(1)
  const { setFlagsFromString } = await import('node:v8')
  const { runInNewContext } = await import('node:vm')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let i = 0; i < 20 && held.deref() !== undefined; i++) {
    await new Promise((resolve) => setTimeout(resolve))
    collect()
  }
  expect(held.deref()).toBeUndefined()
})
