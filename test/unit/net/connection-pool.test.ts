import { afterEach, describe, expect, test, vi } from 'vitest'
import { ConnectionPool, type PoolOptions } from '../../../src/net/connection-pool.ts'
import { FakeDialer, FakeRequest, flushed, settle } from './fakes.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

const OPTIONS: PoolOptions = { maxConnections: 4, minConnections: 0, maxConnecting: 8, maxIdle: 55_000 }

const pools: ConnectionPool[] = []

function poolOf(dialer: FakeDialer, options: Partial<PoolOptions> = {}): ConnectionPool {
  const pool = new ConnectionPool(dialer.open, { ...OPTIONS, ...options })
  pools.push(pool)
  return pool
}

afterEach(() => {
  vi.useRealTimers()
  for (const pool of pools.splice(0)) pool.close()
})

describe('bounds', () => {
  test('never more than maxConnections; who comes too many waits for one to come back', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer)
    const leased = await Promise.all([1, 2, 3, 4].map(() => pool.acquire()))
    let fifth: unknown
    void pool.acquire().then((connection) => (fifth = connection))
    await settle()
    expect([dialer.dials, pool.size, pool.room, fifth]).toEqual([4, 4, -1, undefined])
    pool.release(leased[2]!)
    await settle()
    expect(fifth).toBe(leased[2])
    expect(dialer.dials).toBe(4)
  })

  test('room is what can be leased without waiting for a return, also while connections are being opened', async () => {
    const dialer = new FakeDialer()
    dialer.manual = true
    const pool = poolOf(dialer)
    expect(pool.room).toBe(4)
    void pool.acquire()
    void pool.acquire()
    expect(pool.room).toBe(2)
    await dialer.admit()
    expect(pool.room).toBe(2)
  })

  test('minConnections are opened without being asked for', async () => {
    const dialer = new FakeDialer()
    poolOf(dialer, { minConnections: 3 })
    await settle()
    expect(dialer.dials).toBe(3)
  })

  test('no more than maxConnecting are opened at a time', async () => {
    const dialer = new FakeDialer()
    dialer.manual = true
    const pool = poolOf(dialer, { maxConnections: 6, maxConnecting: 2 })
    const leases = Array.from({ length: 6 }, () => pool.acquire())
    await settle()
    expect(dialer.dials).toBe(2)
    await dialer.admit()
    expect(dialer.dials).toBe(3)
    leases[1]!.catch(() => undefined)
    await dialer.refuse(new Error('no'))
    expect(dialer.dials).toBe(4)
    while (dialer.waiting.length > 0) await dialer.admit()
    const results = await Promise.allSettled(leases)
    expect(results.map(({ status }) => status).sort()).toEqual([...Array(5).fill('fulfilled'), 'rejected'])
  })

  test('idle connections are closed before the server does it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const dialer = new FakeDialer()
    const pool = poolOf(dialer, { maxIdle: 20_000 })
    pool.release(await pool.acquire())
    vi.advanceTimersByTime(10_000)
    expect(dialer.opened[0]!.transport.destroyed).toBe(false)
    vi.advanceTimersByTime(10_000)
    expect(dialer.opened[0]!.transport.destroyed).toBe(true)
    await settle()
    expect(pool.size).toBe(0)
  })
})

describe('a dial that fails', () => {
  test('rejects the one who asked, once, and is not tried again by itself', async () => {
    const dialer = new FakeDialer()
    dialer.failure = new Error('refused')
    const pool = poolOf(dialer)
    await expect(pool.acquire()).rejects.toThrow('refused')
    await settle()
    expect([dialer.dials, pool.size]).toEqual([1, 0])
  })

  test('all who asked hear of it, each of a dial of its own', async () => {
    const dialer = new FakeDialer()
    dialer.failure = new Error('refused')
    const pool = poolOf(dialer)
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => pool.acquire()))
    expect(results.map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
    await settle()
    expect(dialer.dials).toBe(4)
  })

  test('leaves room for the next one', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer, { maxConnections: 1 })
    dialer.failure = new Error('refused')
    await expect(pool.acquire()).rejects.toThrow('refused')
    dialer.failure = undefined
    expect((await pool.acquire()).usable).toBe(true)
  })

  test('while connections are kept ready does not loop, and is not what a later caller hears', async () => {
    const dialer = new FakeDialer()
    dialer.failure = new Error('refused')
    const pool = poolOf(dialer, { minConnections: 2 })
    await settle()
    expect(dialer.dials).toBe(2)
    dialer.failure = undefined
    expect((await pool.acquire()).usable).toBe(true)
    expect(dialer.dials).toBeLessThan(6)
  })

  test('a caller that waits while all dials fail hears of it, with connections kept ready too', async () => {
    const dialer = new FakeDialer()
    dialer.failure = new Error('refused')
    const pool = poolOf(dialer, { minConnections: 2 })
    await settle()
    await expect(pool.acquire()).rejects.toThrow('refused')
    await settle()
    expect(dialer.dials).toBeLessThan(10)
  })
})

describe('what comes back', () => {
  test('is used again', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer)
    const connection = await pool.acquire()
    pool.release(connection)
    expect(await pool.acquire()).toBe(connection)
  })

  test('is ended when it still owes an answer', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer)
    const connection = await pool.acquire()
    connection.send(new FakeRequest('a'))
    await flushed()
    pool.release(connection)
    expect(dialer.opened[0]!.transport.destroyed).toBe(true)
    expect(await pool.acquire()).not.toBe(connection)
  })

  test('broken while idle, is never handed out', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer)
    const connection = await pool.acquire()
    pool.release(connection)
    connection.closed(undefined)
    const next = await pool.acquire()
    expect(next.usable).toBe(true)
    expect([dialer.dials, pool.size]).toEqual([2, 1])
  })

  test('twice counts once', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer, { maxConnections: 2 })
    const connection = await pool.acquire()
    pool.release(connection)
    pool.release(connection)
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    expect(one).not.toBe(two)
  })

  test('tells nobody any more', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer)
    const connection = await pool.acquire()
    connection.owner = {
      coalesceLimits: { rows: 1, requests: 1 },
      answered: () => undefined,
      gone: () => expect.unreachable(),
      takeOver: () => false,
      batchRefused: () => expect.unreachable(),
      sendLater: () => expect.unreachable(),
    }
    pool.release(connection)
    connection.closed(undefined)
  })
})

describe('closed', () => {
  test('ends what is leased and what is idle, and refuses the rest', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer, { maxConnections: 2 })
    const [leased, idle] = await Promise.all([pool.acquire(), pool.acquire()])
    pool.release(idle)
    pool.close()
    pool.close()
    expect(dialer.opened.map(({ transport }) => transport.destroyed)).toEqual([true, true])
    pool.release(leased)
    await expect(pool.acquire()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })

  test('tells those who wait for a connection', async () => {
    const dialer = new FakeDialer()
    const pool = poolOf(dialer, { maxConnections: 1 })
    const leased = await pool.acquire()
    const waiting = pool.acquire()
    pool.close()
    pool.release(leased)
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(dialer.dials).toBe(1)
  })

  test('a connection that opens too late is ended', async () => {
    const dialer = new FakeDialer()
    dialer.manual = true
    const pool = poolOf(dialer)
    const waiting = pool.acquire()
    await settle()
    pool.close()
    waiting.catch(() => undefined)
    await dialer.admit()
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(dialer.opened[0]!.transport.destroyed).toBe(true)
  })
})
