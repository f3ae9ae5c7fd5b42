import fastifyRateLimit from '@fastify/rate-limit'
import express5 from 'express'
import { rateLimit } from 'express-rate-limit'
import express4 from 'express4'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Client, connect, Key } from '../../../src/index.ts'
import {
  createFastifyRateLimitStore,
  createRateLimitStore,
  type RateLimitStore,
  type RateLimitStoreOptions,
} from '../../../src/rate-limit.ts'
import { startMemoryServer } from '../../../src/testing/index.ts'
import { failure, freshSet, hasFor, open, startTestServer, type TestServer, TOPOLOGIES } from '../server.ts'
import { serve, type Site } from './http.ts'

const EXPRESS = [
  ['4', express4],
  ['5', express5],
] as const

const MINUTE = 60_000

describe.runIf(hasFor('rate limits', ['expiry'])).each(TOPOLOGIES)(
  'stores of rate limiters, %s',
  (_, nodes) => {
    let server: TestServer
    let client: Client
    let set: string

    beforeAll(async () => {
      server = await startTestServer(nodes)
      client = await open(server)
    })
    beforeEach(() => {
      set = freshSet('limits')
    })
    afterEach(async () => {
      vi.useRealTimers()
      await client.truncate('test', set)
    })
    afterAll(async () => {
      await client.close()
      await server.close()
    })

    const make = (options: Partial<RateLimitStoreOptions> = {}, windowMs = MINUTE): RateLimitStore => {
      const store = createRateLimitStore({ client, namespace: 'test', set, ...options })
      store.init({ windowMs })
      return store
    }

    /** Date alone is the test's: sockets and deadlines go on. */
    const at = (now: number): void => {
      vi.useFakeTimers({ toFake: ['Date'], now })
    }

    describe('the store of express-rate-limit', () => {
      test('counts up, down to none, and forgets', async () => {
        const store = make()
        expect(await store.get('a')).toBeUndefined()
        const before = Date.now()
        const first = await store.increment('a')
        expect(first.totalHits).toBe(1)
        expect(first.resetTime.getTime()).toBeGreaterThanOrEqual(before + MINUTE)
        expect(await store.increment('a')).toEqual({ totalHits: 2, resetTime: first.resetTime })
        expect(await store.get('a')).toEqual({ totalHits: 2, resetTime: first.resetTime })
        await store.decrement('a')
        expect(await store.get('a')).toEqual({ totalHits: 1, resetTime: first.resetTime })
        for (let n = 0; n < 3; n++) await store.decrement('a')
        expect(await store.get('a')).toEqual({ totalHits: 0, resetTime: first.resetTime })
        await store.resetKey('a')
        expect(await store.get('a')).toBeUndefined()
        await store.decrement('a')
        expect(await store.get('a')).toBeUndefined()
        expect((await store.increment('a')).totalHits).toBe(1)
      })

      test('has a window of a minute before it is told another', async () => {
        const start = Date.now()
        at(start)
        const store = createRateLimitStore({ client, namespace: 'test', set })
        expect((await store.increment('a')).resetTime).toEqual(new Date(start + MINUTE))
      })

      test('a window ends to the millisecond, and the next begins with the next hit', async () => {
        const start = Date.now()
        const store = make({}, 1_500)
        at(start)
        await store.increment('a')
        at(start + 1_499)
        expect(await store.increment('a')).toEqual({ totalHits: 2, resetTime: new Date(start + 1_500) })
        at(start + 1_500)
        expect(await store.get('a')).toBeUndefined()
        at(start + 1_700)
        expect(await store.increment('a')).toEqual({ totalHits: 1, resetTime: new Date(start + 3_200) })
      })

      test('the record lives as long as its window, and a little longer', async () => {
        await make({}, 100_000).increment('a')
        const record = await client.get(new Key('test', set, 'a'))
        expect(record?.ttl).toBeGreaterThan(70)
        expect(record?.ttl).toBeLessThanOrEqual(101)
      })

      test('no hit of many at once is lost, from any number of clients', async () => {
        const others = await Promise.all([open(server), open(server)])
        const stores = [client, ...others].map((used) => make({ client: used }))
        const hits = await Promise.all(
          Array.from({ length: 150 }, (_each, n) => stores[n % 3]!.increment('hot')),
        )
        expect(hits.map(({ totalHits }) => totalHits).sort((one, other) => one - other)).toEqual(
          Array.from({ length: 150 }, (_each, n) => n + 1),
        )
        expect(new Set(hits.map(({ resetTime }) => resetTime.getTime())).size).toBe(1)
        await Promise.all(others.map((other) => other.close()))
      })

      test('many at the end of a window open one new one', async () => {
        const start = Date.now()
        const store = make({}, 1_000)
        at(start)
        for (let n = 0; n < 3; n++) await store.increment('a')
        at(start + 1_000)
        const hits = await Promise.all(Array.from({ length: 40 }, () => store.increment('a')))
        expect(Math.max(...hits.map(({ totalHits }) => totalHits))).toBe(40)
        expect(new Set(hits.map(({ totalHits }) => totalHits)).size).toBe(40)
      })

      test('a sliding window lets the one before fade', async () => {
        const start = Date.now()
        const store = make({ window: 'sliding' }, 1_000)
        const totals: number[] = []
        const hit = async (now: number): Promise<void> => {
          at(now)
          totals.push((await store.increment('a')).totalHits)
        }
        for (let n = 0; n < 4; n++) await hit(start)
        // The next window: all four count, three of four, one of four.
        await hit(start + 1_000)
        await hit(start + 1_250)
        await hit(start + 1_750)
        expect(totals).toEqual([1, 2, 3, 4, 5, 5, 4])
        // The window after that, in its middle: half of three.
        await hit(start + 2_500)
        expect(totals.at(-1)).toBe(2)
        // Two windows without a hit are forgotten.
        await hit(start + 5_000)
        expect(totals.at(-1)).toBe(1)
        expect((await store.get('a'))?.totalHits).toBe(1)
      })

      test('resetAll forgets what is counted under the prefix', async () => {
        const east = make({ prefix: 'east ' })
        const west = make({ prefix: 'west ' })
        expect([east.prefix, east.localKeys]).toEqual(['east ', false])
        for (const store of [east, west]) for (const key of ['a', 'b']) await store.increment(key)
        await east.resetAll()
        expect([await east.get('a'), await east.get('b')]).toEqual([undefined, undefined])
        expect((await west.get('a'))?.totalHits).toBe(1)
      })

      test('a window that is none is refused, and so are wrong options', () => {
        for (const windowMs of [0, -1, Number.NaN, '1' as never])
          expect(() => make({}, windowMs)).toThrow('windowMs must be milliseconds')
        expect(() => make({ window: 'rolling' as never })).toThrow('window must be one of fixed, sliding')
        expect(() => make({ windowMs: 1 } as never)).toThrow('there is no option "windowMs"')
        expect(() => createFastifyRateLimitStore({ client } as never)).toThrow('namespace is missing')
      })
    })

    describe.each(EXPRESS)('express-rate-limit with Express %s', (_version, express) => {
      let site: Site
      afterEach(() => site.close())

      const start = async (options: Parameters<typeof rateLimit>[0], used = client): Promise<void> => {
        const app = express()
        const store = createRateLimitStore({ client: used, namespace: 'test', set })
        app.use(rateLimit({ windowMs: MINUTE, limit: 3, standardHeaders: 'draft-7', store, ...options }))
        app.get('/', (_request, response) => void response.send('Hi'))
        app.get('/bad', (_request, response) => void response.status(400).send('Bad'))
        app.use(((error: { code?: string }, _request, response, _next) => {
          response.status(500).send(error.code)
        }) as express5.ErrorRequestHandler)
        site = await serve(app)
      }

      test('three pass, the fourth does not', async () => {
        await start({})
        const answers = []
        for (let n = 0; n < 4; n++) answers.push(await site.get('/'))
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
        expect(
          answers.map(({ headers }) => /remaining=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]),
        ).toEqual(['2', '1', '0', '0'])
        expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0)
      })

      test('failed requests can be left out', async () => {
        await start({ skipFailedRequests: true })
        for (let n = 0; n < 5; n++) {
          expect((await site.get('/bad')).status).toBe(400)
          // It is taken back when the answer has gone out.
          await vi.waitFor(async () => {
            const [record] = await client.query('test', set).toArray()
            expect(record?.bins['hits']).toBe(0)
          })
        }
      })

      test('a cluster that is away: the error handler, or passOnStoreError', async () => {
        const away = await startMemoryServer()
        const lost = await connect({ hosts: away.hosts, defaults: { operate: { timeout: 300 } } })
        await start({}, lost)
        await away.close()
        const answer = await site.get('/')
        expect(answer.status).toBe(500)
        expect(answer.text).toMatch(/^[A-Z_]+$/)
        await site.close()
        await start(
          { passOnStoreError: true, logger: { error: () => undefined, warn: () => undefined } },
          lost,
        )
        expect((await site.get('/')).status).toBe(200)
        await lost.close()
      })
    })

    describe('@fastify/rate-limit', () => {
      let app: FastifyInstance
      beforeEach(() => {
        app = fastify()
      })
      afterEach(() => app.close())

      const register = async (options: object, used = client): Promise<void> => {
        const store = createFastifyRateLimitStore({ client: used, namespace: 'test', set })
        await app.register(fastifyRateLimit, { max: 2, timeWindow: 1_000, store: store, ...options })
      }
      const hit = async (url = '/') => {
        const { statusCode, headers } = await app.inject(url)
        const [left, reset] = ['x-ratelimit-remaining', 'x-ratelimit-reset'].map((name) =>
          Number(headers[name]),
        )
        return { statusCode, left, reset }
      }

      test('two pass, the third does not, the next window is free', async () => {
        const start = Date.now()
        await register({})
        app.get('/', async () => 'Hi')
        at(start)
        expect(await hit()).toEqual({ statusCode: 200, left: 1, reset: 1 })
        expect(await hit()).toEqual({ statusCode: 200, left: 0, reset: 1 })
        expect((await hit()).statusCode).toBe(429)
        at(start + 1_000)
        expect(await hit()).toEqual({ statusCode: 200, left: 1, reset: 1 })
      })

      test('routes with limits of their own count by themselves, groups together', async () => {
        await register({})
        const config = { rateLimit: { max: 1, timeWindow: MINUTE } }
        const group = { rateLimit: { max: 1, timeWindow: MINUTE, groupId: 'otp' } }
        app.get('/', async () => 'Hi')
        app.get('/own', { config }, async () => 'Hi')
        app.get('/other', { config }, async () => 'Hi')
        app.get('/send', { config: group }, async () => 'Hi')
        app.get('/resend', { config: group }, async () => 'Hi')
        const statuses = []
        for (const url of ['/', '/own', '/other', '/own', '/send', '/resend'])
          statuses.push((await hit(url)).statusCode)
        expect(statuses).toEqual([200, 200, 200, 429, 200, 429])
      })

      test('continueExceeding begins the window anew with each hit above', async () => {
        const start = Date.now()
        await register({ continueExceeding: true, timeWindow: 10_000 })
        app.get('/', async () => 'Hi')
        at(start)
        await hit()
        at(start + 4_000)
        expect((await hit()).reset).toBe(6)
        expect(await hit()).toMatchObject({ statusCode: 429, reset: 10 })
        at(start + 13_000)
        expect((await hit()).statusCode).toBe(429)
        at(start + 23_000)
        expect((await hit()).statusCode).toBe(200)
      })

      test('exponentialBackoff doubles it, and the record lasts as long', async () => {
        const start = Date.now()
        await register({ exponentialBackoff: true, timeWindow: 10_000 })
        app.get('/', async () => 'Hi')
        at(start)
        const resets = []
        for (let n = 0; n < 6; n++) resets.push((await hit()).reset)
        expect(resets).toEqual([10, 10, 10, 20, 40, 80])
        const [record] = await client.query('test', set).toArray()
        expect(record?.ttl).toBeGreaterThan(50)
        at(start + 79_999)
        expect((await hit()).statusCode).toBe(429)
        at(start + 79_999 + 160_000)
        expect((await hit()).statusCode).toBe(200)
      })

      test('exponentialBackoff ends at a year', async () => {
        const Store = createFastifyRateLimitStore({ client, namespace: 'test', set })
        const store = new Store({ exponentialBackoff: true })
        const answers: number[] = []
        for (let n = 0; n < 60; n++)
          answers.push(
            await new Promise((resolve, reject) =>
              store.incr(
                'a',
                (error, result) => (error ? reject(error) : resolve(result?.ttl ?? 0)),
                60_000,
                1,
              ),
            ),
          )
        expect(Math.max(...answers)).toBeLessThanOrEqual(31_536_000_000)
        expect(answers.at(-1)).toBeGreaterThan(31_535_000_000)
      })

      test('a window that no record can outlive is ten years', async () => {
        const Store = createFastifyRateLimitStore({ client, namespace: 'test', set })
        const store = new Store({ exponentialBackoff: true })
        const ttls: number[] = []
        for (let n = 0; n < 4; n++)
          ttls.push(
            await new Promise((resolve, reject) =>
              store.incr(
                'a',
                (error, result) => (error ? reject(error) : resolve(result?.ttl ?? 0)),
                9e15,
                1,
              ),
            ),
          )
        for (const ttl of ttls) {
          expect(ttl).toBeGreaterThan(315_300_000_000)
          expect(ttl).toBeLessThanOrEqual(315_360_000_000)
        }
      })

      test('looking at a limit counts nothing', async () => {
        await register({ global: false })
        const check = app.createRateLimit({ max: 5, timeWindow: MINUTE })
        app.get('/peek', async (request) => check(request, { increment: false }))
        app.get('/hit', async (request) => check(request))
        const peek = async (url: string) => (await app.inject(url)).json<{ remaining: number; ttl: number }>()
        expect(await peek('/peek')).toMatchObject({ remaining: 5, ttl: 0 })
        expect(await peek('/hit')).toMatchObject({ remaining: 4 })
        expect(await peek('/peek')).toMatchObject({ remaining: 4 })
        expect((await peek('/peek')).ttl).toBeGreaterThan(0)
      })

      test('an error is told, or skipped', async () => {
        const closed = await open(server)
        await closed.close()
        await register({}, closed)
        app.get('/', async () => 'Hi')
        const answer = await app.inject('/')
        expect(answer.statusCode).toBe(500)
        expect(answer.json()).toMatchObject({ code: 'CLIENT_CLOSED' })
        await app.close()
        app = fastify()
        await register({ skipOnError: true }, closed)
        app.get('/', async () => 'Hi')
        expect((await app.inject('/')).statusCode).toBe(200)
      })
    })

    test('a client that was closed says so', async () => {
      const closed = await open(server)
      await closed.close()
      const store = make({ client: closed })
      for (const call of [store.increment('a'), store.get('a'), store.decrement('a'), store.resetAll()])
        expect(await failure(call)).toMatchObject({ code: 'CLIENT_CLOSED' })
    })
  },
)
