import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Deadlines, type Timed } from '../../../src/execute/deadlines.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

class Entry implements Timed {
  dueAt: number
  readonly fired: number[] = []
  onDue: ((now: number) => void) | undefined
  timerSlot = -1
  timerPrevious: Timed | undefined
  timerNext: Timed | undefined

  constructor(dueAt: number) {
    this.dueAt = dueAt
  }

  due(now: number): void {
    this.fired.push(now)
    this.onDue?.(now)
  }
}

let deadlines: Deadlines

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'performance'],
  })
  deadlines = new Deadlines()
})

afterEach(() => {
  vi.useRealTimers()
})

function armed(...inMs: number[]): Entry[] {
  return inMs.map((ms) => {
    const entry = new Entry(performance.now() + ms)
    deadlines.add(entry)
    return entry
  })
}

const LATE_AT_MOST = 10

function expectOnTime(entries: readonly Entry[]): void {
  for (const { dueAt, fired } of entries) {
    expect(fired).toHaveLength(1)
    expect(fired[0]! - dueAt).toBeGreaterThanOrEqual(0)
    expect(fired[0]! - dueAt).toBeLessThanOrEqual(LATE_AT_MOST)
  }
}

describe('deadlines', () => {
  test('thousands of them are each told once, never early and hardly late', () => {
    const entries = armed(...Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 20_000))
    vi.advanceTimersByTime(20_100)
    expectOnTime(entries)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('armed at different times, also while the wheel turns', () => {
    const entries: Entry[] = []
    for (let i = 0; i < 400; i++) {
      entries.push(...armed(i % 50, 4_096 - (i % 17), 4_096 + (i % 23)))
      vi.advanceTimersByTime(i % 13)
    }
    vi.advanceTimersByTime(9_000)
    expectOnTime(entries)
  })

  test('far beyond the turn of the wheel', () => {
    const entries = armed(4_095, 4_096, 4_097, 60_000, 300_000)
    vi.advanceTimersByTime(300_100)
    expectOnTime(entries)
  })

  test('that are removed are never told, and the timer ends with the last one', () => {
    const entries = armed(...Array.from({ length: 100 }, (_, i) => i))
    for (const entry of entries) deadlines.remove(entry)
    for (const entry of entries) deadlines.remove(entry)
    vi.advanceTimersByTime(200)
    expect(entries.every(({ fired }) => fired.length === 0)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('start anew after a rest of any length', () => {
    armed(5)
    vi.advanceTimersByTime(100_003)
    const entries = armed(5, 50, 5_000)
    vi.advanceTimersByTime(5_100)
    expectOnTime(entries)
  })

  test('after a block of the loop longer than the wheel, all that are due are told at once', () => {
    const entries = armed(1, 100, 4_000, 5_000, 9_999)
    const later = armed(30_000)
    const { now } = performance
    vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 10_000)
    vi.advanceTimersByTime(20)
    expect(entries.map(({ fired }) => fired.length)).toEqual([1, 1, 1, 1, 1])
    expect(later[0]!.fired).toEqual([])
    vi.advanceTimersByTime(20_100)
    expect(later[0]!.fired).toHaveLength(1)
  })

  test('one that is due may remove any other of the same moment', () => {
    for (const victim of [0, 1, 2, 3, 4]) {
      const entries = armed(50, 50, 50, 50, 50)
      const killer = entries[2]!
      killer.onDue = () => deadlines.remove(entries[victim]!)
      vi.advanceTimersByTime(100)
      const fired = entries.map((entry) => entry.fired.length)
      expect(fired.every((count, i) => count === 1 || (i === victim && count === 0))).toBe(true)
      expect(vi.getTimerCount()).toBe(0)
    }
  })

  test('one that is due may remove all others and arm them anew', () => {
    const entries = armed(50, 50, 50, 50)
    const told: number[] = []
    for (const [index, entry] of entries.entries()) {
      entry.onDue = () => {
        told.push(index)
        entry.onDue = undefined
        for (const other of entries) {
          if (other === entry || other.fired.length > 0) continue
          deadlines.remove(other)
          other.dueAt = performance.now() + 500
          deadlines.add(other)
        }
      }
    }
    vi.advanceTimersByTime(100)
    expect(told).toHaveLength(1)
    vi.advanceTimersByTime(5_000)
    expect(entries.map(({ fired }) => fired.length)).toEqual([1, 1, 1, 1])
  })

  test('one that is due may be armed again for a time that has passed: it is told in the next round', () => {
    const [entry] = armed(20)
    let rounds = 0
    entry!.onDue = () => {
      if (++rounds < 5) deadlines.add(entry!)
    }
    vi.advanceTimersByTime(200)
    expect(rounds).toBe(5)
  })
})
