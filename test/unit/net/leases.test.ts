import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Connection } from '../../../src/net/connection.ts'
import { leaseLimits, Leases } from '../../../src/net/leases.ts'
import { FEW_BYTES, growthOf } from '../../heap-growth.ts'
import { FakeTenant, openFake, settle } from './fakes.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

/** Who got a connection, in their order. */
let served: FakeTenant[]
let connections: Map<FakeTenant, Connection>
let source: { acquire: () => Promise<Connection>; commandsStarve: boolean; silent: boolean }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  served = []
  connections = new Map()
  source = { acquire: () => Promise.resolve(openFake().connection), commandsStarve: false, silent: false }
})
afterEach(() => {
  vi.useRealTimers()
})

/** Has them wait for a connection each; what becomes of it can be seen in `served`. */
async function lease(leases: Leases, ...tenants: readonly FakeTenant[]): Promise<void> {
  for (const tenant of tenants) {
    leases.lease(tenant).then(
      (connection) => {
        served.push(tenant)
        connections.set(tenant, connection)
      },
      () => undefined,
    )
  }
  await settle()
}

async function giveBack(leases: Leases, tenant: FakeTenant): Promise<void> {
  leases.returned(connections.get(tenant) as Connection)
  await settle()
}

/** Has a tenant be held up since now, and leave when it is asked. */
function heldUp(leases: Leases, tenant: FakeTenant): void {
  tenant.pausedSince = performance.now()
  tenant.leaves = () => {
    leases.returned(connections.get(tenant) as Connection)
    return true
  }
}

const tenants = (count: number, purpose?: FakeTenant['purpose']): FakeTenant[] =>
  Array.from({ length: count }, () => new FakeTenant(purpose))

test('who gave back a connection does not outlive the young while others have one', async () => {
  vi.useRealTimers()
  const leases = new Leases(source, 100)
  let last = await leases.lease(new FakeTenant('batch'))
  const grown = await growthOf(async (payload) => {
    const next = await leases.lease(Object.assign(new FakeTenant('batch'), { payload }))
    leases.returned(last)
    last = next
  })
  expect(grown).toBeLessThan(FEW_BYTES)
})

describe('how many connections are leased', () => {
  test.each([
    [1, 1, 1],
    [2, 1, 1],
    [3, 2, 1],
    [4, 3, 2],
    [10, 9, 8],
    [20, 18, 16],
    [100, 90, 80],
  ])('of %d: %d, and %d of them for streams', (maxConnections, all, streams) => {
    expect(leaseLimits(maxConnections)).toEqual({ all, streams })
  })

  test('batches have some that streams cannot take', async () => {
    const leases = new Leases(source, 4)
    const [first, second, third] = tenants(3) as [FakeTenant, FakeTenant, FakeTenant]
    const [batch] = tenants(1, 'batch') as [FakeTenant]
    await lease(leases, first, second, third, batch)
    expect(served).toEqual([first, second, batch])
    leases.close(() => new Error('closed'))
  })
})

describe('who waits', () => {
  test('is served in turn', async () => {
    const leases = new Leases(source, 2)
    const [a, b, c] = tenants(3) as [FakeTenant, FakeTenant, FakeTenant]
    await lease(leases, a, b, c)
    await giveBack(leases, a)
    await giveBack(leases, b)
    expect(served).toEqual([a, b, c])
    leases.close(() => new Error('closed'))
  })

  test('is passed over when it gave up, and rejected', async () => {
    const leases = new Leases(source, 2)
    const [a, b, c] = tenants(3) as [FakeTenant, FakeTenant, FakeTenant]
    await lease(leases, a)
    const withdrawn = expect(leases.lease(b)).rejects.toMatchObject({ code: 'ABORTED' })
    await lease(leases, c)
    leases.withdraw(b)
    await withdrawn
    await giveBack(leases, a)
    expect(served).toEqual([a, c])
    leases.close(() => new Error('closed'))
  })

  test('gets the place of one whose connection could not be opened', async () => {
    const leases = new Leases(source, 2)
    const [a, b] = tenants(2) as [FakeTenant, FakeTenant]
    const { acquire } = source
    source.acquire = () => Promise.reject(new Error('refused'))
    const refused = expect(leases.lease(a)).rejects.toThrow('refused')
    source.acquire = acquire
    await lease(leases, b)
    await refused
    expect(served).toEqual([b])
    leases.close(() => new Error('closed'))
  })

  test('is rejected when all is closed', async () => {
    const leases = new Leases(source, 2)
    const [a, b] = tenants(2) as [FakeTenant, FakeTenant]
    await lease(leases, a)
    const closed = expect(leases.lease(b)).rejects.toThrow('closed')
    leases.close(() => new Error('closed'))
    await closed
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is told who holds the connections', async () => {
    const leases = new Leases(source, 10)
    const holders = [...tenants(2), ...tenants(1, 'aggregation'), ...tenants(1, 'batch')]
    const waiting = tenants(7)
    await lease(leases, ...holders, ...waiting)
    const last = waiting.at(-1) as FakeTenant
    ;(holders[0] as FakeTenant).pausedSince = performance.now()
    vi.advanceTimersByTime(1_500)
    expect(leases.busy(last)).toMatchObject({
      code: 'CONNECTIONS_BUSY',
      message: expect.stringContaining(
        'query: no connection to the node came free for 1500 ms. They are held by 7 queries (1 held up by what consumes it, the longest for 1500 ms), 1 aggregation, 1 batch; 1 more wait',
      ) as string,
    })
    expect(leases.busy(holders[0] as FakeTenant)).toBeUndefined()
    leases.close(() => new Error('closed'))
  })
})

describe('who holds a connection while another waits', () => {
  test('is told that others wait, and that none does any more', async () => {
    const leases = new Leases(source, 2)
    const [a, b] = tenants(2) as [FakeTenant, FakeTenant]
    await lease(leases, a)
    expect([a.pressed, vi.getTimerCount()]).toEqual([false, 0])
    await lease(leases, b)
    vi.advanceTimersByTime(20)
    expect(a.pressed).toBe(true)
    leases.withdraw(b)
    vi.advanceTimersByTime(20)
    expect([a.pressed, vi.getTimerCount()]).toEqual([false, 0])
  })

  test('gives it up when it is held up by its consumer: as many as wait, the longest first', async () => {
    const leases = new Leases(source, 5)
    const [a, b, c, d, e] = tenants(5) as [FakeTenant, FakeTenant, FakeTenant, FakeTenant, FakeTenant]
    await lease(leases, a, b, c)
    for (const tenant of [a, b, c]) heldUp(leases, tenant)
    await lease(leases, d, e)
    vi.advanceTimersByTime(40)
    await settle()
    expect(served).toEqual([a, b, c, d, e])
    expect([a.asked, b.asked, c.asked]).toEqual([['paused'], ['paused'], []])
  })

  test('keeps it when it goes on by itself, until it had it for long', async () => {
    const leases = new Leases(source, 2)
    const [a, b] = tenants(2) as [FakeTenant, FakeTenant]
    await lease(leases, a)
    heldUp(leases, a)
    a.pausedSince = undefined
    await lease(leases, b)
    vi.advanceTimersByTime(240)
    expect(a.asked).toEqual([])
    vi.advanceTimersByTime(40)
    await settle()
    expect([a.asked, served]).toEqual([['long'], [a, b]])
  })

  test('keeps it when it cannot go on later', async () => {
    const leases = new Leases(source, 2)
    const [a, b] = tenants(2) as [FakeTenant, FakeTenant]
    await lease(leases, a, b)
    a.pausedSince = performance.now()
    vi.advanceTimersByTime(1_000)
    await settle()
    expect(a.asked).toContain('paused')
    expect(served).toEqual([a])
    leases.close(() => new Error('closed'))
  })

  test('gives it up for commands that have none', async () => {
    const leases = new Leases(source, 1)
    const [a] = tenants(1) as [FakeTenant]
    await lease(leases, a)
    heldUp(leases, a)
    source.commandsStarve = true
    leases.watch()
    vi.advanceTimersByTime(40)
    expect(a.asked).toEqual(['paused'])
    source.commandsStarve = false
    vi.advanceTimersByTime(20)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('when the node has no room for more queries', () => {
  test('one that is held up gives its connection up', async () => {
    const leases = new Leases(source, 10)
    const [batch] = tenants(1, 'batch stream') as [FakeTenant]
    const [a, b, c] = tenants(3) as [FakeTenant, FakeTenant, FakeTenant]
    await lease(leases, batch, a, b, c)
    for (const tenant of [batch, b, c]) heldUp(leases, tenant)
    leases.relieve('query')
    expect([b.asked, c.asked]).toEqual([[], []])
    vi.advanceTimersByTime(20)
    leases.relieve('query')
    expect([batch.asked, a.asked, b.asked, c.asked]).toEqual([[], [], ['paused'], []])
    leases.relieve('query')
    expect([b.asked, c.asked]).toEqual([['paused'], ['paused']])
  })
})
