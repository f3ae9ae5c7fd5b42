import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { get } from '../../../src/commands/index.ts'
import { Key } from '../../../src/key.ts'
import { NodeConnections, type NodeConnectionOptions } from '../../../src/net/node-connections.ts'
import { READ_DEFAULTS } from '../../../src/policy/command.ts'
import type { Writer } from '../../../src/wire/writer.ts'
import { FakeDialer, FakeRequest, FakeTenant, flushed, frame, receive, settle } from './fakes.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

const OPTIONS: NodeConnectionOptions = {
  maxConnections: 4,
  minConnections: 0,
  maxConnecting: 8,
  maxIdle: 55_000,
  maxDepth: 8,
  coalesceMax: 1,
  maxQueue: 100,
  drainTimeout: 3_000,
  acquireTimeout: 30_000,
  silenceLimit: 500,
}

/** A command that may share a batch. */
class CommandRequest extends FakeRequest {
  readonly coalesces = true

  override encode(writer: Writer): void {
    get.encode(writer, new Key('test', 'set', this.name), undefined, READ_DEFAULTS)
  }
}

let dialer: FakeDialer
const open: NodeConnections[] = []

beforeEach(() => {
  dialer = new FakeDialer()
})

afterEach(() => {
  vi.useRealTimers()
  for (const connections of open.splice(0)) connections.close()
})

function connectionsOf(options: Partial<NodeConnectionOptions> = {}): NodeConnections {
  const connections = new NodeConnections(dialer.open, { ...OPTIONS, ...options })
  open.push(connections)
  return connections
}

function submit(connections: NodeConnections, ...names: string[]): FakeRequest[] {
  return names.map((name) => {
    const request = new FakeRequest(name)
    connections.submit(request)
    return request
  })
}

function names(count: number, prefix = 'r'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`)
}

/** The node answers `count` of what it was sent on a connection, each with its own name. */
const answeredSoFar = new WeakMap<object, number>()
function answer(index: number, count = Infinity): void {
  const { connection, transport } = dialer.opened[index]!
  const from = answeredSoFar.get(connection) ?? 0
  const due = transport.bodies.slice(from, Math.min(from + count, transport.bodies.length))
  answeredSoFar.set(connection, from + due.length)
  if (due.length > 0) receive(connection, ...due.map((name) => frame(name)))
}

/** The node answers everything until nothing more comes. */
async function answerAll(): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet++) {
    await settle()
    for (const [index, { connection }] of dialer.opened.entries()) {
      if (connection.usable && connection.pending > 0) {
        answer(index)
        quiet = 0
      }
    }
  }
}

describe('commands', () => {
  test('that come before there is a connection wait for it, and go in their order', async () => {
    const connections = connectionsOf()
    const requests = submit(connections, 'a', 'b', 'c')
    expect(requests.every(({ held }) => held)).toBe(true)
    await settle()
    expect(dialer.bodies.flat().sort()).toEqual(['a', 'b', 'c'])
    await answerAll()
    expect(requests.map(({ answers }) => answers)).toEqual([['a'], ['b'], ['c']])
    expect(connections.load).toBe(0)
  })

  test('one at a time need one connection', async () => {
    const connections = connectionsOf()
    for (const name of names(20)) {
      const [request] = submit(connections, name)
      await settle()
      await answerAll()
      expect(request!.answers).toEqual([name])
    }
    expect(dialer.dials).toBe(1)
    expect(dialer.opened[0]!.transport.writes).toHaveLength(20)
  })

  test('many get their own answers over a few connections, never deeper than maxDepth', async () => {
    const connections = connectionsOf({ maxDepth: 8, maxQueue: 10_000 })
    const requests = submit(connections, ...names(2_000))
    let deepest = 0
    for (let i = 0; connections.load > 0 && i < 2_000; i++) {
      await settle()
      for (const [index, { connection }] of dialer.opened.entries()) {
        deepest = Math.max(deepest, connection.pending)
        answer(index, 3)
      }
    }
    expect(requests.every(({ name, answers }) => answers.length === 1 && answers[0] === name)).toBe(true)
    expect(deepest).toBeLessThanOrEqual(8)
    expect(dialer.dials).toBeLessThanOrEqual(4)
  })

  test('with maxDepth 1 go one by one', async () => {
    const connections = connectionsOf({ maxDepth: 1, maxConnections: 2 })
    const requests = submit(connections, ...names(10))
    for (let i = 0; i < 20; i++) {
      await settle()
      for (const [index, { connection }] of dialer.opened.entries()) {
        expect(connection.pending).toBeLessThanOrEqual(1)
        answer(index)
      }
    }
    expect(requests.every(({ name, answers }) => answers[0] === name)).toBe(true)
  })

  test('of one turn fill one write per connection', async () => {
    const connections = connectionsOf({ maxDepth: 100, maxConnections: 1 })
    submit(connections, 'warm up')
    await answerAll()
    submit(connections, ...names(50))
    await flushed()
    expect(dialer.opened[0]!.transport.writes).toHaveLength(2)
    await answerAll()
  })

  test('that cannot be encoded throw, and are not counted', async () => {
    const connections = connectionsOf()
    const bad = new FakeRequest('bad')
    bad.failsToEncode = new Error('no')
    expect(() => connections.submit(bad)).toThrow('no')
    submit(connections, 'good')
    await answerAll()
    expect(() => connections.submit(bad)).toThrow('no')
    expect(connections.load).toBe(0)
  })
})

describe('the queue', () => {
  test('refuses one more than maxQueue, at once, and takes more when it has emptied', async () => {
    const connections = connectionsOf({ maxConnections: 1, maxDepth: 2, maxQueue: 3 })
    submit(connections, 'warm up')
    await answerAll()
    const requests = submit(connections, ...names(5))
    const tooMany = new FakeRequest('too many')
    let refusal: unknown
    try {
      connections.submit(tooMany)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toMatchObject({ code: 'QUEUE_FULL', inDoubt: false })
    await answerAll()
    expect(requests.map(({ answers }) => answers.length)).toEqual([1, 1, 1, 1, 1])
    expect(tooMany.encoded).toBe(0)
    submit(connections, 'again')
  })

  test('is not kept full by commands that were given up', async () => {
    const connections = connectionsOf({ maxConnections: 1, maxDepth: 1, maxQueue: 20 })
    submit(connections, 'stuck')
    await settle()
    const waiting = submit(connections, ...names(20))
    for (const request of waiting.slice(0, 15)) {
      connections.withdraw(request)
      request.abandoned = true
    }
    const more = submit(connections, ...names(15, 'more'))
    expect(() => connections.submit(new FakeRequest('x'))).toThrow(/commands wait/)
    await answerAll()
    expect(dialer.bodies.flat()).toHaveLength(21)
    expect(more.every(({ answers }) => answers.length === 1)).toBe(true)
    expect(waiting.slice(0, 15).every(({ encoded, sent }) => encoded === 0 && !sent)).toBe(true)
  })

  test('a command in it that is given up is never sent', async () => {
    const connections = connectionsOf({ maxConnections: 1, maxDepth: 1 })
    const [, second, third] = submit(connections, 'a', 'b', 'c')
    await settle()
    connections.withdraw(second!)
    second!.abandoned = true
    await answerAll()
    expect(dialer.bodies).toEqual([['a', 'c']])
    expect(third!.answers).toEqual(['c'])
  })

  test('a command that is encoded and has not left can be taken back', async () => {
    const connections = connectionsOf({ maxConnections: 1 })
    submit(connections, 'warm up')
    await answerAll()
    const [a, b] = submit(connections, 'a', 'b')
    expect(connections.load).toBe(2)
    connections.withdraw(a!)
    expect(connections.load).toBe(1)
    await answerAll()
    expect(dialer.bodies).toEqual([['warm up', 'b']])
    expect([b!.answers, connections.load]).toEqual([['b'], 0])
  })
})

describe('connections', () => {
  test('grow in number while commands stand behind each other, never beyond maxConnections', async () => {
    const connections = connectionsOf({ maxConnections: 3 })
    submit(connections, ...names(40))
    await settle()
    expect(dialer.dials).toBe(3)
    expect(dialer.opened.every(({ connection }) => connection.pending > 0)).toBe(true)
    await answerAll()
  })

  test('no more are opened at a time than maxConnecting', async () => {
    dialer.manual = true
    const connections = connectionsOf({ maxConnecting: 2 })
    submit(connections, ...names(40))
    await settle()
    expect(dialer.dials).toBe(2)
    await dialer.admit()
    expect(dialer.dials).toBe(3)
  })

  test('that nobody needs go back to the pool', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const connections = connectionsOf()
    submit(connections, ...names(40))
    await answerAll()
    expect(connections.counts.shared).toBeGreaterThan(1)
    vi.advanceTimersByTime(2_000)
    expect(connections.counts.shared).toBe(0)
    await settle()
    expect(vi.getTimerCount()).toBe(0)
    const dials = dialer.dials
    submit(connections, 'later')
    await answerAll()
    expect(dialer.dials).toBe(dials)
  })

  test('when one breaks, its commands are told and the others go on', async () => {
    const connections = connectionsOf({ maxConnections: 2, maxDepth: 4 })
    const requests = submit(connections, ...names(20))
    await settle()
    const lost = dialer.opened[0]!.transport.bodies
    dialer.opened[0]!.connection.closed(new Error('reset'))
    await answerAll()
    for (const { name, answers, losses } of requests) {
      expect([name, answers.length, losses.length]).toEqual([
        name,
        ...(lost.includes(name) ? [0, 1] : [1, 0]),
      ])
    }
    expect(connections.load).toBe(0)
  })

  test('when all break, those that wait get a new one', async () => {
    const connections = connectionsOf({ maxConnections: 1, maxDepth: 2 })
    const requests = submit(connections, ...names(6))
    await settle()
    dialer.opened[0]!.connection.closed(undefined)
    await answerAll()
    expect(requests.map(({ answers, losses }) => answers.length + losses.length)).toEqual(Array(6).fill(1))
    expect(requests.slice(2).every(({ answers }) => answers.length === 1)).toBe(true)
  })

  test('when the busy ones break, those that wait go to the idle one', async () => {
    const connections = connectionsOf({ maxConnections: 4, maxDepth: 2 })
    submit(connections, ...names(8))
    await settle()
    const full = dialer.opened.length - 1
    expect(dialer.dials).toBe(4)
    const waiting = submit(connections, 'x', 'y')
    for (let i = 0; i < full; i++) dialer.opened[i]!.connection.closed(undefined)
    await answerAll()
    expect(waiting.map(({ answers }) => answers.length)).toEqual([1, 1])
  })
})

describe('a node that cannot be reached', () => {
  test('everybody who waits is told, and it is not dialed for ever', async () => {
    dialer.failure = new Error('refused')
    const connections = connectionsOf()
    const requests = submit(connections, ...names(10))
    await settle()
    expect(requests.every(({ losses }) => losses[0]?.message === 'refused')).toBe(true)
    expect(requests.every(({ sent }) => !sent)).toBe(true)
    expect([connections.load, dialer.dials <= 4]).toEqual([0, true])
  })

  test('as long as one connection works, nobody is told', async () => {
    const connections = connectionsOf({ maxDepth: 2 })
    submit(connections, 'warm up')
    await answerAll()
    dialer.failure = new Error('refused')
    const requests = submit(connections, ...names(10))
    await answerAll()
    expect(requests.map(({ losses }) => losses.length)).toEqual(Array(10).fill(0))
    expect(requests.map(({ answers }) => answers.length)).toEqual(Array(10).fill(1))
  })
})

describe('a connection that owes an answer nobody waits for', () => {
  async function stuck(options: Partial<NodeConnectionOptions> = {}): Promise<NodeConnections> {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const connections = connectionsOf(options)
    const [request] = submit(connections, 'slow')
    await settle()
    request!.abandoned = true
    return connections
  }

  test('gets no more commands: they go by another one', async () => {
    const connections = await stuck()
    const requests = submit(connections, 'a', 'b')
    await settle()
    expect(dialer.bodies[0]).toEqual(['slow'])
    expect(dialer.bodies.slice(1).flat().sort()).toEqual(['a', 'b'])
    for (let i = 1; i < dialer.opened.length; i++) answer(i)
    expect(requests.map(({ answers }) => answers)).toEqual([['a'], ['b']])
  })

  test('is used again when the answer has come', async () => {
    const connections = await stuck({ maxConnections: 1 })
    const [request] = submit(connections, 'a')
    await settle()
    expect(dialer.bodies).toEqual([['slow']])
    receive(dialer.opened[0]!.connection, frame('late'))
    answeredSoFar.set(dialer.opened[0]!.connection, 1)
    await answerAll()
    expect(dialer.bodies).toEqual([['slow', 'a']])
    expect(request!.answers).toEqual(['a'])
    expect(dialer.dials).toBe(1)
  })

  test('is ended after drainTimeout, and those that wait get a new one', async () => {
    const connections = await stuck({ maxConnections: 1, drainTimeout: 3_000 })
    const [request] = submit(connections, 'a')
    vi.advanceTimersByTime(2_900)
    expect(dialer.opened[0]!.transport.destroyed).toBe(false)
    vi.advanceTimersByTime(700)
    expect(dialer.opened[0]!.transport.destroyed).toBe(true)
    await answerAll()
    expect(request!.answers).toEqual(['a'])
  })

  test('is left alone while somebody waits for its next answer', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const connections = connectionsOf({ maxConnections: 1 })
    submit(connections, 'patient')
    await settle()
    vi.advanceTimersByTime(60_000)
    expect(dialer.opened[0]!.transport.destroyed).toBe(false)
  })

  test('noticed later, lets those that wait go by another one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const connections = connectionsOf({ maxConnections: 5, maxDepth: 1 })
    const first = submit(connections, ...names(4))
    await settle()
    expect(dialer.dials).toBe(4)
    const [waiting] = submit(connections, 'waits')
    for (const request of first) request.abandoned = true
    vi.advanceTimersByTime(600)
    await settle()
    answer(4)
    expect(waiting!.answers).toEqual(['waits'])
  })
})

describe('leases', () => {
  test('are connections of their own', async () => {
    const connections = connectionsOf()
    submit(connections, 'a')
    await settle()
    const lease = await connections.lease(new FakeTenant())
    expect(lease).not.toBe(dialer.opened[0]!.connection)
    submit(connections, ...names(10))
    await settle()
    expect(lease.pending).toBe(0)
    connections.release(lease)
  })

  test('take an idle shared connection when there is no other', async () => {
    const connections = connectionsOf({ maxConnections: 1 })
    submit(connections, 'a')
    await answerAll()
    const lease = await connections.lease(new FakeTenant())
    expect(lease).toBe(dialer.opened[0]!.connection)
    const [waiting] = submit(connections, 'b')
    await settle()
    expect(waiting!.encoded).toBe(0)
    connections.release(lease)
    await answerAll()
    expect(waiting!.answers).toEqual(['b'])
  })

  test('are not starved by commands that keep every connection busy', async () => {
    const connections = connectionsOf({ maxConnections: 2, maxDepth: 4, maxQueue: 10_000 })
    submit(connections, ...names(50))
    await settle()
    let lease: unknown
    connections.lease(new FakeTenant()).then(
      (connection) => (lease = connection),
      () => undefined,
    )
    let round = 0
    for (; round < 40 && lease === undefined; round++) {
      submit(connections, ...names(10, `more${round}-`))
      await settle()
      for (let i = 0; i < dialer.opened.length; i++) answer(i, 2)
    }
    expect(lease).toBeDefined()
    expect(connections.load).toBeGreaterThan(8)
  })

  test.each([
    [
      'taken back',
      (connections: NodeConnections, requests: readonly FakeRequest[]) => {
        for (const request of requests) connections.withdraw(request)
      },
    ],
    [
      'refused as a batch',
      () => {
        for (const { connection } of dialer.opened) {
          const end = Buffer.alloc(22)
          end.set([22, 0, 0, 1, 0, 152])
          if (connection.pending > 0) receive(connection, frame(end))
        }
      },
    ],
  ])('get a connection of commands also when these are %s', async (name, end) => {
    const connections = connectionsOf({ maxConnections: 1, maxDepth: 8, coalesceMax: 100 })
    submit(connections, 'a', 'b')
    await answerAll()
    expect(connections.counts.shared).toBe(1)
    const requests = names(8).map((name) => new CommandRequest(name))
    for (const request of requests) connections.submit(request)
    if (name !== 'taken back') await flushed()
    let leased = false
    connections.lease(new FakeTenant()).then(
      () => (leased = true),
      () => undefined,
    )
    await Promise.resolve()
    end(connections, requests)
    await settle()
    expect(leased).toBe(true)
  })

  test('leave commands a connection, unless there is only one', async () => {
    const connections = connectionsOf({ maxConnections: 2 })
    submit(connections, ...names(8))
    await settle()
    let leases = 0
    for (let i = 0; i < 3; i++)
      connections.lease(new FakeTenant()).then(
        () => leases++,
        () => undefined,
      )
    await answerAll()
    expect(leases).toBe(1)
    const [request] = submit(connections, 'still served')
    await answerAll()
    expect(request!.answers).toEqual(['still served'])
  })

  test('given back while they owe an answer, are ended', async () => {
    const connections = connectionsOf({ maxConnections: 1 })
    const lease = await connections.lease(new FakeTenant())
    lease.send(new FakeRequest('query'))
    await flushed()
    connections.release(lease)
    expect(lease.usable).toBe(false)
    const [request] = submit(connections, 'a')
    await settle()
    answer(1)
    expect(request!.answers).toEqual(['a'])
  })

  test('fail when the node cannot be dialed', async () => {
    dialer.failure = new Error('refused')
    await expect(connectionsOf().lease(new FakeTenant())).rejects.toThrow('refused')
  })
})

describe('closed', () => {
  test('tells everything in flight and waiting, and refuses the rest', async () => {
    const connections = connectionsOf({ maxConnections: 1, maxDepth: 2 })
    const requests = submit(connections, ...names(6))
    await settle()
    const lease = connections.lease(new FakeTenant())
    connections.close()
    connections.close()
    expect(requests.every(({ losses }) => losses.length === 1)).toBe(true)
    expect(requests.map(({ sent }) => sent)).toEqual([true, true, false, false, false, false])
    await expect(lease).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await expect(connections.lease(new FakeTenant())).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(() => connections.submit(new FakeRequest('late'))).toThrow(/left the cluster/)
  })

  test('a connection that opens too late is ended', async () => {
    dialer.manual = true
    const connections = connectionsOf()
    const [request] = submit(connections, 'a')
    await settle()
    connections.close()
    await dialer.admit()
    expect(dialer.opened[0]!.transport.destroyed).toBe(true)
    expect(request!.losses).toHaveLength(1)
  })
})
