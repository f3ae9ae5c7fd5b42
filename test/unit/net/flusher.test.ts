import { describe, expect, test } from 'vitest'
import { currentTurn, scheduleFlush } from '../../../src/net/flusher.ts'
import { FakeRequest, flushed, openFake, receive, frame } from './fakes.ts'

describe('one write per connection and turn', () => {
  test('however many commands a turn brings', async () => {
    const { connection, transport } = openFake()
    for (const name of ['a', 'b', 'c']) connection.send(new FakeRequest(name))
    expect(transport.writes).toEqual([])
    await flushed()
    expect(transport.writes).toHaveLength(1)
    expect(transport.bodies).toEqual(['a', 'b', 'c'])
  })

  test('commands that follow from answers of one turn leave together', async () => {
    const { connection, transport } = openFake()
    connection.send(new FakeRequest('a'))
    connection.send(new FakeRequest('b'))
    await flushed()
    receive(connection, frame('1'))
    await Promise.resolve()
    connection.send(new FakeRequest('c'))
    receive(connection, frame('2'))
    await Promise.resolve()
    connection.send(new FakeRequest('d'))
    await flushed()
    expect(transport.writes).toHaveLength(2)
    expect(transport.bodies).toEqual(['a', 'b', 'c', 'd'])
  })

  test('turns are counted by what is written out', async () => {
    const before = currentTurn()
    await flushed()
    expect(currentTurn()).toBe(before)
    scheduleFlush({ flush: () => undefined })
    scheduleFlush({ flush: () => undefined })
    await flushed()
    expect(currentTurn()).toBe(before + 1)
  })

  test('what is scheduled while writing out is written by the next one', async () => {
    const turns: number[] = []
    scheduleFlush({
      flush: () => {
        turns.push(currentTurn())
        scheduleFlush({ flush: () => turns.push(currentTurn()) })
      },
    })
    expect(turns).toEqual([])
    await flushed()
    expect(turns).toEqual([turns[0], (turns[0] as number) + 1])
  })
})
