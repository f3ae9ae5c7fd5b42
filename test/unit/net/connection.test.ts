import { describe, expect, test } from 'vitest'
import { AerospikeError } from '../../../src/errors/index.ts'
import { Connection, type ConnectionOwner } from '../../../src/net/connection.ts'
import { FakeRequest, FakeTransport, flushed, frame, openFake, receive } from './fakes.ts'

function owner(): ConnectionOwner & { answers: number[]; ends: number } {
  return {
    answers: [],
    ends: 0,
    answered(_connection, count) {
      this.answers.push(count)
    },
    gone() {
      this.ends++
    },
    coalesceLimits: { rows: 1, requests: 128 },
    takeOver: () => false,
    batchRefused: () => expect.unreachable(),
    sendLater: () => expect.unreachable(),
  }
}

/** Sends requests by these names, in one turn, and lets them leave. */
async function sent(connection: Connection, ...names: string[]): Promise<FakeRequest[]> {
  const requests = names.map((name) => new FakeRequest(name))
  for (const request of requests) connection.send(request)
  await flushed()
  return requests
}

describe('answers', () => {
  test('reach the requests in their order, however the bytes are cut', async () => {
    const { connection } = openFake()
    const requests = await sent(connection, 'a', 'b', 'c')
    const bytes = Buffer.concat([frame('1'), frame('22'), frame('333')])
    for (const byte of bytes) connection.data(Buffer.from([byte]), 1)
    expect(requests.map(({ answers }) => answers)).toEqual([['1'], ['22'], ['333']])
    expect(connection.pending).toBe(0)
  })

  test('of several frames stay with their request until it has all', async () => {
    const { connection } = openFake()
    const [first, second] = [new FakeRequest('a'), new FakeRequest('b')]
    first.frames = 3
    connection.send(first)
    connection.send(second)
    await flushed()
    receive(connection, frame('1'), frame('2'))
    expect(connection.pending).toBe(2)
    receive(connection, frame('3'), frame('4'))
    expect([first.answers, second.answers]).toEqual([['1', '2', '3'], ['4']])
  })

  test('are told to the owner, by chunk', async () => {
    const { connection } = openFake()
    const told = owner()
    connection.owner = told
    await sent(connection, 'a', 'b', 'c')
    receive(connection, frame('1'), frame('2'))
    receive(connection, frame('3').subarray(0, 5))
    receive(connection, frame('3').subarray(5))
    expect(told.answers).toEqual([2, 1])
  })

  test('only the given length of a chunk counts: the rest of the buffer is old', async () => {
    const { connection } = openFake()
    const [a, b] = await sent(connection, 'a', 'b')
    const chunk = Buffer.concat([frame('1'), frame('old')])
    connection.data(chunk, frame('1').length)
    expect([a!.answers, b!.answers]).toEqual([['1'], []])
  })
})

describe('a request that cannot be encoded', () => {
  test('throws and leaves no byte and no place in the queue', async () => {
    const { connection, transport } = openFake()
    const bad = new FakeRequest('bad')
    bad.failsToEncode = new Error('no')
    connection.send(new FakeRequest('a'))
    expect(() => connection.send(bad)).toThrow('no')
    connection.send(new FakeRequest('b'))
    await flushed()
    expect(transport.bodies).toEqual(['a', 'b'])
    expect(connection.pending).toBe(2)
  })

  test('alone, writes nothing and does not hold the process', async () => {
    const { connection, transport } = openFake()
    const bad = new FakeRequest('bad')
    bad.failsToEncode = new Error('no')
    expect(() => connection.send(bad)).toThrow('no')
    await flushed()
    expect(transport.writes).toEqual([])
    expect(transport.referenced).toBe(false)
  })
})

describe('withdrawing', () => {
  test.each([0, 1, 2])('before the turn ends takes the bytes of request %i out', async (index) => {
    const { connection, transport } = openFake()
    const names = ['first', 'second one', 'x']
    const requests = names.map((name) => new FakeRequest(name))
    for (const request of requests) connection.send(request)
    expect(connection.withdraw(requests[index]!)).toBe(true)
    await flushed()
    const left = requests.filter((_, i) => i !== index)
    expect(transport.bodies).toEqual(left.map(({ name }) => name))
    receive(connection, frame('1'), frame('2'))
    expect(left.map(({ answers }) => answers)).toEqual([['1'], ['2']])
    expect(requests[index]!.sent).toBe(false)
  })

  test('several of one turn, in any order', async () => {
    const { connection, transport } = openFake()
    const requests = Array.from({ length: 30 }, (_, i) => new FakeRequest(`request ${i}${'.'.repeat(i)}`))
    for (const request of requests) connection.send(request)
    const gone = [29, 3, 4, 17, 0, 28].map((index) => requests[index]!)
    for (const request of gone) expect(connection.withdraw(request)).toBe(true)
    connection.send(new FakeRequest('late'))
    await flushed()
    const left = requests.filter((request) => !gone.includes(request))
    expect(transport.bodies).toEqual([...left.map(({ name }) => name), 'late'])
  })

  test('is too late once the bytes have left, and takes a request only once', async () => {
    const { connection } = openFake()
    const request = new FakeRequest('a')
    connection.send(request)
    await flushed()
    expect(request.sent).toBe(true)
    expect(connection.withdraw(request)).toBe(false)
    expect(connection.pending).toBe(1)
    const other = new FakeRequest('b')
    connection.send(other)
    expect([connection.withdraw(other), connection.withdraw(other)]).toEqual([true, false])
  })

  test('the only request writes nothing and does not hold the process', async () => {
    const { connection, transport } = openFake()
    const request = new FakeRequest('a')
    connection.send(request)
    expect(transport.referenced).toBe(true)
    connection.withdraw(request)
    expect(transport.referenced).toBe(false)
    await flushed()
    expect(transport.writes).toEqual([])
  })
})

describe('a request given up after it was sent', () => {
  test('stays as a placeholder: its late answer is thrown away and reaches nobody else', async () => {
    const { connection } = openFake()
    const [a, b, c] = await sent(connection, 'a', 'b', 'c')
    a!.abandoned = true
    expect(connection.owesAbandoned).toBe(true)
    receive(connection, frame('for a'), frame('for b'))
    b!.abandoned = true
    receive(connection, frame('for c'))
    expect([a!.answers, b!.answers, c!.answers]).toEqual([[], ['for b'], ['for c']])
    expect(connection.pending).toBe(0)
  })
})

describe('what is no answer', () => {
  test('a frame that nothing was asked for ends the connection', () => {
    const { connection, transport } = openFake()
    const told = owner()
    connection.owner = told
    receive(connection, frame('hello'))
    expect(connection.failure).toMatchObject({ code: 'PROTOCOL' })
    expect([transport.destroyed, connection.usable, told.ends]).toEqual([true, false, 1])
  })

  test('one answer too many ends it after the answers that were due', async () => {
    const { connection } = openFake()
    const [a] = await sent(connection, 'a')
    receive(connection, frame('1'), frame('2'))
    expect(a!.answers).toEqual(['1'])
    expect(a!.losses).toEqual([])
    expect(connection.usable).toBe(false)
  })

  test('a damaged frame fails everything on the connection, and nothing after it is read', async () => {
    const { connection } = openFake()
    const requests = await sent(connection, 'a', 'b', 'c')
    receive(connection, frame('1'), Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), frame('2'))
    expect(requests.map(({ answers }) => answers)).toEqual([['1'], [], []])
    expect(requests.map(({ losses }) => losses.length)).toEqual([0, 1, 1])
    expect(requests[1]!.losses[0]).toMatchObject({ code: 'PROTOCOL' })
    receive(connection, frame('2'))
    expect(requests[1]!.answers).toEqual([])
  })

  test('a frame of another type is not taken for an answer', async () => {
    const { connection } = openFake()
    const [a, b] = await sent(connection, 'a', 'b')
    receive(connection, frame('1', 1), frame('2'))
    expect([a!.answers, b!.answers]).toEqual([[], []])
    expect([a!.losses.length, b!.losses.length]).toEqual([1, 1])
  })
})

describe('a broken connection', () => {
  test('tells every request once, and who was sent', async () => {
    const { connection } = openFake()
    const told = owner()
    connection.owner = told
    const [a] = await sent(connection, 'a')
    const b = new FakeRequest('b')
    connection.send(b)
    connection.closed(new Error('reset'))
    connection.closed(undefined)
    connection.destroy(new Error('again'))
    expect([a!.losses.length, b.losses.length, told.ends]).toEqual([1, 1, 1])
    expect([a!.sent, b.sent]).toEqual([true, false])
    expect(a!.losses[0]).toMatchObject({
      code: 'CONNECTION_LOST',
      node: '10.0.0.1:3000',
      message: 'The connection to 10.0.0.1:3000 broke: reset',
    })
  })

  test('writes nothing of what was encoded and not sent', async () => {
    const { connection, transport } = openFake()
    const request = new FakeRequest('a')
    connection.send(request)
    connection.destroy(new AerospikeError('CONNECTION_LOST', 'over'))
    await flushed()
    expect(transport.writes).toEqual([])
    expect(request.sent).toBe(false)
  })

  test('before its transport was handed over, the transport is closed', () => {
    const connection = new Connection('node')
    const transport = new FakeTransport()
    receive(connection, frame('too early'))
    connection.open(transport)
    expect([transport.destroyed, connection.usable]).toEqual([true, false])
  })
})

describe('the process', () => {
  test('is held while answers are owed, and not longer', async () => {
    const { connection, transport } = openFake()
    expect(transport.referenced).toBe(false)
    await sent(connection, 'a', 'b')
    expect(transport.referenced).toBe(true)
    receive(connection, frame('1'))
    expect(transport.referenced).toBe(true)
    receive(connection, frame('2'))
    expect(transport.referenced).toBe(false)
  })
})

describe('what is written', () => {
  test('stays as it is until the kernel has taken it', async () => {
    const { connection, transport } = openFake()
    transport.slow = true
    await sent(connection, 'aaaa')
    const other = openFake()
    await sent(other.connection, 'bbbb')
    transport.drain()
    await sent(connection, 'cccc')
    expect(transport.bodies).toEqual(['aaaa', 'cccc'])
    expect(other.transport.bodies).toEqual(['bbbb'])
  })
})
