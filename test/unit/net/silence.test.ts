import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Silence } from '../../../src/net/silence.ts'
import { flushed } from './fakes.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

let watched: { heard: boolean; pending: number }[]
let silence: Silence
let log: string[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  log = []
  watched = [{ heard: false, pending: 1 }]
})

afterEach(() => {
  silence.close()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

function start(limit = 500): void {
  silence = new Silence(limit, () => watched)
  silence.listener = {
    suspected: () => log.push('suspected'),
    changed: (silent) => log.push(silent ? 'silent' : 'heard'),
  }
  silence.watch()
}

async function looks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    vi.advanceTimersByTime(100)
    await flushed()
  }
}

describe('a node that owes answers', () => {
  test('is asked first, and is silent when it does not say a word', async () => {
    start()
    await looks(2)
    expect(log).toEqual([])
    await looks(1)
    expect(log).toEqual(['suspected'])
    await looks(2)
    expect(log).toEqual(['suspected', 'silent'])
    expect(silence.silent).toBe(true)
    await looks(5)
    expect(log).toHaveLength(2)
  })

  test('and answers when asked is slow, and is asked again', async () => {
    start()
    await looks(3)
    silence.heard()
    await looks(3)
    expect(log).toEqual(['suspected', 'suspected'])
  })

  test('and sends anything on any connection is not silent, or not any more', async () => {
    watched.push({ heard: false, pending: 0 })
    start()
    await looks(4)
    watched[1]!.heard = true
    await looks(4)
    expect(log).toEqual(['suspected', 'suspected'])
    await looks(2)
    expect(silence.silent).toBe(true)
    watched[1]!.heard = true
    await looks(1)
    expect(log.slice(2)).toEqual(['silent', 'heard'])
  })

  test('is not silent because the process itself stood still', async () => {
    start()
    // One long block of the event loop: a timer fires once behind it.
    vi.advanceTimersByTime(100)
    await flushed()
    expect(log).toEqual([])
    await looks(1)
    expect(log).toEqual([])
  })
})

describe('a node that owes nothing', () => {
  test('may say nothing for as long as it likes', async () => {
    watched = [{ heard: false, pending: 0 }]
    start()
    await looks(20)
    expect(log).toEqual([])
  })

  test('is silent when it does not answer what it is asked', () => {
    watched = []
    start()
    silence.missed()
    expect(log).toEqual(['silent'])
    silence.heard()
    expect(log).toEqual(['silent', 'heard'])
  })
})

test('where answers come, one that was missed elsewhere proves nothing', async () => {
  start()
  await looks(1)
  watched[0]!.heard = true
  await looks(1)
  silence.missed()
  expect(log).toEqual([])
  await looks(1)
  silence.missed()
  expect(log).toEqual(['silent'])
})

test('without a limit, or without anybody who can ask, nobody is silent', async () => {
  start(0)
  await looks(20)
  silence.missed()
  expect(log).toEqual([])
  silence.close()
  start()
  silence.listener = undefined
  await looks(20)
  expect(silence.silent).toBe(false)
})

test('the watch ends with the last connection, and begins anew', async () => {
  start()
  watched = []
  await looks(1)
  expect(vi.getTimerCount()).toBe(0)
  watched = [{ heard: false, pending: 1 }]
  silence.watch()
  await looks(5)
  expect(silence.silent).toBe(true)
})
