import { describe, expect, test } from 'vitest'
import type { Connection, ConnectionOwner } from '../../../src/net/connection.ts'
import { SharedConnections } from '../../../src/net/shared-connections.ts'
import { FakeRequest, flushed, openFake } from './fakes.ts'

interface Shared {
  readonly shared: SharedConnections
  readonly connections: readonly Connection[]
}

function shared(count: number, maxDepth = 128): Shared {
  const shared = new SharedConnections({ maxDepth, maxIdle: 55_000 })
  const connections = Array.from({ length: count }, () => openFake().connection)
  for (const connection of connections) shared.add(connection)
  return { shared, connections }
}

/** Gives so many commands of one turn a connection each; returns how many each connection got. */
function spread(count: number, rows: number, width: number, { shared, connections }: Shared): number[] {
  for (let i = 0; i < count; i++) {
    const connection = shared.filling(rows, width, i) ?? shared.fillNext(rows, width)
    if (connection === undefined) break
    connection.send(new FakeRequest(`r${i}`))
    connection.turnCount++
  }
  return connections.map(({ pending }) => pending)
}

describe('which connection a command goes to', () => {
  test('by itself: an equal share for each', () => {
    expect(spread(40, 1, 4, shared(4))).toEqual([10, 10, 10, 10])
  })

  test('together: portions of 64, so that few travel on one connection', () => {
    expect(spread(40, 1_000, 4, shared(4))).toEqual([40, 0, 0, 0])
    expect(spread(100, 1_000, 4, shared(4))).toEqual([64, 36, 0, 0])
    expect(spread(300, 1_000, 4, shared(4))).toEqual([64, 64, 64, 108])
  })

  test('no more connections than the width', () => {
    expect(spread(40, 1, 2, shared(4))).toEqual([20, 20, 0, 0])
  })

  test('no more than may be written ahead, and where they travel together no more than rows', () => {
    expect(spread(40, 1, 2, shared(2, 8))).toEqual([8, 8])
    expect(spread(400, 100, 2, shared(2, 8))).toEqual([100, 100])
  })

  test('the next turn begins with what has the least on it', async () => {
    const both = shared(2)
    expect(spread(3, 1, 2, both)).toEqual([1, 2])
    await flushed()
    expect(both.shared.filling(1, 2, 3)).toBeUndefined()
    expect(both.shared.fillNext(1, 2)).toBe(both.connections[0])
  })

  test('none that was quiet for longer than maxIdle, as that is at the time', () => {
    const options = { maxDepth: 128, maxIdle: 55_000 }
    const list = new SharedConnections(options)
    const { connection } = openFake()
    list.add(connection)
    expect(list.fillNext(1, 1)).toBe(connection)
    options.maxIdle = -1
    connection.owner = {
      gone: (gone: Connection) => list.remove(gone),
    } as Partial<ConnectionOwner> as ConnectionOwner
    expect(list.fillNext(1, 1)).toBeUndefined()
    expect(list.size).toBe(0)
  })

  test('one that owes the answer of a command that was given up gets no more', () => {
    const both = shared(2)
    const given = new FakeRequest('given up')
    both.connections[0]!.send(given)
    given.abandoned = true
    both.connections[1]!.send(new FakeRequest('a'))
    both.connections[1]!.send(new FakeRequest('b'))
    expect(both.shared.fillNext(1, 2)).toBe(both.connections[1])
    expect(both.shared.serving).toBe(1)
  })
})

test('an idle one is another one, and owes nothing', () => {
  const { shared: both, connections } = shared(2)
  const [first, second] = connections as [Connection, Connection]
  expect(both.idle(2, first)).toBe(second)
  expect(both.idle(1, first)).toBeUndefined()
  second.send(new FakeRequest('a'))
  expect(both.idle(2, first)).toBeUndefined()
})

test('the least needed is the one with the least on it, the first only where it is alone', () => {
  const { shared: three, connections } = shared(3)
  const [first, second, third] = connections as [Connection, Connection, Connection]
  second.send(new FakeRequest('a'))
  expect(three.leastNeeded).toBe(third)
  three.remove(third)
  expect(three.leastNeeded).toBe(second)
  three.remove(second)
  expect(three.leastNeeded).toBe(first)
  expect([three.remove(first), three.remove(first), three.leastNeeded, three.size]).toEqual([
    true,
    false,
    undefined,
    0,
  ])
})
