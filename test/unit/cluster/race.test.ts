import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TendTimer } from '../../../src/cluster/tend-timer.ts'
import { race } from '../../../src/cluster/race.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Each candidate: after how many ms it gives its name, or fails when the name begins with `!`. */
function runners(
  plan: Record<string, number>,
  more: { isDoubtful?: (name: string) => boolean; signal?: AbortSignal } = {},
) {
  const started: string[] = []
  const discarded: string[] = []
  const aborted: string[] = []
  const { signal = new AbortController().signal, ...rules } = more
  const result = race(
    Object.keys(plan),
    (name, ended) => {
      started.push(name)
      ended.addEventListener('abort', () => aborted.push(name))
      return new Promise<string>((resolve, reject) => {
        setTimeout(() => {
          if (name.startsWith('!')) reject(new Error(name))
          else resolve(name)
        }, plan[name])
      })
    },
    { ...rules, discard: (name) => discarded.push(name), signal },
  )
  return { result, started, discarded, aborted }
}

describe('race', () => {
  it('starts the next at once after a failure', async () => {
    const { result, started } = runners({ '!a': 10, b: 10, c: 10 })
    await vi.advanceTimersByTimeAsync(20)
    expect(await result).toMatchObject({ winner: 'b', errors: [{ message: '!a' }] })
    expect(started).toEqual(['!a', 'b'])
  })

  it('does not wait for a silent one for longer than 250 ms, and gives it up when another wins', async () => {
    const { result, started, discarded, aborted } = runners({ a: 5000, b: 10 })
    await vi.advanceTimersByTimeAsync(249)
    expect(started).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(11)
    expect((await result).winner).toBe('b')
    expect(aborted).toContain('a')
    await vi.advanceTimersByTimeAsync(5000)
    expect(discarded).toEqual(['a'])
  })

  it('still takes the first when it answers before the second', async () => {
    const { result } = runners({ a: 300, b: 300 })
    await vi.advanceTimersByTimeAsync(300)
    expect((await result).winner).toBe('a')
  })

  it('has no winner when all fail, or nobody runs', async () => {
    const { result } = runners({ '!a': 1, '!b': 1 })
    await vi.advanceTimersByTimeAsync(10)
    const { winner, errors } = await result
    expect([winner, ...errors.map(({ message }) => message)]).toEqual([undefined, '!a', '!b'])
    expect((await runners({}).result).winner).toBeUndefined()
  })

  it('prefers a result without doubt, which may come later', async () => {
    const { result, discarded } = runners(
      { 'a?': 1, 'b?': 1, c: 100 },
      { isDoubtful: (name) => name.endsWith('?') },
    )
    await vi.advanceTimersByTimeAsync(120)
    expect((await result).winner).toBe('c')
    expect(discarded).toEqual(['b?', 'a?'])
  })

  it('takes a doubtful one when nothing better is left, or comes in time', async () => {
    const alone = runners({ 'a?': 1, '!b': 1 }, { isDoubtful: () => true })
    await vi.advanceTimersByTimeAsync(5)
    expect((await alone.result).winner).toBe('a?')
    const late = runners({ 'a?': 1, b: 60_000 }, { isDoubtful: (name) => name.endsWith('?') })
    await vi.advanceTimersByTimeAsync(1001)
    expect((await late.result).winner).toBe('a?')
  })

  it('ends without a winner when aborted', async () => {
    const abort = new AbortController()
    const { result, discarded } = runners({ a: 10 }, { signal: abort.signal })
    abort.abort()
    expect((await result).winner).toBeUndefined()
    await vi.advanceTimersByTimeAsync(10)
    expect(discarded).toEqual(['a'])
    const aborted = runners({ a: 10 }, { signal: abort.signal })
    expect((await aborted.result).winner).toBeUndefined()
    expect(aborted.started).toEqual([])
  })
})

describe('TendTimer', () => {
  it('beats at once, then at the interval, until it is stopped', () => {
    let rounds = 0
    const timer = new TendTimer(
      () => 1000,
      () => rounds++,
    )
    timer.start()
    timer.start()
    expect(rounds).toBe(1)
    vi.advanceTimersByTime(999)
    expect(rounds).toBe(1)
    vi.advanceTimersByTime(1)
    expect(rounds).toBe(2)
    timer.stop()
    vi.advanceTimersByTime(5000)
    expect([rounds, vi.getTimerCount()]).toEqual([2, 0])
  })

  it('makes many wishes one early round, never closer than 100 ms to another', () => {
    let rounds = 0
    const timer = new TendTimer(
      () => 1000,
      () => rounds++,
    )
    timer.hurry()
    expect(rounds).toBe(0)
    timer.start()
    for (let i = 0; i < 50; i++) timer.hurry()
    vi.advanceTimersByTime(99)
    expect(rounds).toBe(1)
    vi.advanceTimersByTime(1)
    expect(rounds).toBe(2)
    vi.advanceTimersByTime(300)
    timer.hurry()
    expect(rounds).toBe(3)
    vi.advanceTimersByTime(1000)
    expect(rounds).toBe(4)
  })
})
