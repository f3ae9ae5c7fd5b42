import { describe, expect, test } from 'vitest'
import { WaitQueue } from '../../../src/net/wait-queue.ts'
import { FakeRequest } from './fakes.ts'

function filled(max: number, count: number): { queue: WaitQueue; requests: FakeRequest[] } {
  const queue = new WaitQueue(max)
  const requests = Array.from({ length: count }, (_, i) => new FakeRequest(`r${i}`))
  for (const request of requests) queue.add(request)
  return { queue, requests }
}

describe('the commands that wait', () => {
  test('go on in the order in which they came', () => {
    const { queue, requests } = filled(10, 3)
    expect(queue.peek()).toBe(requests[0])
    expect([queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual([...requests, undefined])
  })

  test('keep what they send', () => {
    const { requests } = filled(10, 2)
    expect(requests.map(({ held }) => held)).toEqual([true, true])
  })

  test('are no more than the limit', () => {
    const { queue } = filled(2, 2)
    expect(() => {
      queue.add(new FakeRequest('more'))
    }).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }))
    expect(queue.size).toBe(2)
  })

  test('are let in beyond the limit when they were let in before', () => {
    const { queue } = filled(2, 2)
    queue.readmit(new FakeRequest('back'))
    expect(queue.size).toBe(3)
  })

  test('that were given up make room, and nobody waits where all were', () => {
    const { queue, requests } = filled(2, 2)
    for (const request of requests) {
      request.abandoned = true
      queue.gaveUp()
    }
    expect(queue.isAwaited).toBe(false)
    const next = new FakeRequest('next')
    queue.add(next)
    expect(queue.isAwaited).toBe(true)
    expect(queue.drain()).toEqual([next])
  })

  test('that were given up are not among those taken out', () => {
    const { queue, requests } = filled(5, 3)
    requests[1]!.abandoned = true
    queue.gaveUp()
    expect(queue.drain()).toEqual([requests[0], requests[2]])
    expect([queue.size, queue.isAwaited]).toEqual([0, false])
  })
})
