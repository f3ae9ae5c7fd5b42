import { afterEach, describe, expect, test, vi } from 'vitest'
import { BatchSize } from '../../../src/net/batch-size.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

afterEach(() => {
  vi.useRealTimers()
})

/** What a size is after many answers of so many bytes. */
function after(bytes: number, max = 1_000): number {
  const size = new BatchSize(max)
  for (let i = 0; i < 100; i++) size.answered(10, 10 * bytes)
  return size.current
}

describe('how many commands share a batch', () => {
  test('as many as allowed while nothing is known, and where answers are small', () => {
    expect([new BatchSize(500).current, after(100, 500)]).toEqual([500, 500])
  })

  test('the fewer the larger the answers are, and none where they are large', () => {
    expect(after(10_000)).toBe(105)
    expect(after(100_000)).toBe(1)
  })

  test('half as many after a refusal, each time, and all again after a while', () => {
    vi.useFakeTimers()
    const size = new BatchSize(1_000)
    size.refused(800)
    expect(size.current).toBe(400)
    size.refused(400)
    expect(size.current).toBe(200)
    size.refused(1)
    expect(size.current).toBe(1)
    vi.advanceTimersByTime(10_001)
    expect(size.current).toBe(1_000)
  })
})
