import { EventEmitter } from 'node:events'
import express5 from 'express'
import express4 from 'express4'
import session from 'express-session'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSessionStore, type SessionStoreOptions } from '../../../src/express-session.ts'
import { type Client, connect, Key } from '../../../src/index.ts'
import { startMemoryServer } from '../../../src/testing/index.ts'
import { failure, freshSet, hasFor, open, startTestServer, type TestServer, TOPOLOGIES } from '../server.ts'
import { serve, type Site } from './http.ts'

declare module 'express-session' {
  interface SessionData {
    views?: number
    fat?: string
  }
}

const EXPRESS = [
  ['4', express4],
  ['5', express5],
] as const

describe.runIf(hasFor('sessions', ['expiry'])).each(TOPOLOGIES)(
  'a store for express-session, %s',
  (_, nodes) => {
    let server: TestServer
    let client: Client
    let set: string
    let store: ReturnType<typeof make>

    const make = (options: Partial<SessionStoreOptions> = {}) =>
      createSessionStore(session.Store, { client, namespace: 'test', set, ...options })

    /** A session whose cookie lasts so many milliseconds; one of the browser when left out. */
    const lasting = (maxAge?: number, more: object = {}) => {
      const cookie = { originalMaxAge: maxAge ?? null, path: '/' }
      const expires = maxAge === undefined ? null : new Date(Date.now() + maxAge)
      return { cookie: { ...cookie, expires }, ...more }
    }

    const recordOf = (sid: string, prefix = '') => client.get(new Key('test', set, prefix + sid))

    beforeAll(async () => {
      server = await startTestServer(nodes)
      client = await open(server)
    })
    beforeEach(() => {
      set = freshSet('sessions')
      store = make()
    })
    afterEach(() => client.truncate('test', set))
    afterAll(async () => {
      await client.close()
      await server.close()
    })

    describe('by itself', () => {
      test('keeps a session as it was', async () => {
        await store.set('a', lasting(60_000, { views: 3, deep: { list: [1, 'ü'] } }) as never)
        const found = await store.get('a')
        expect(found).toMatchObject({ views: 3, deep: { list: [1, 'ü'] }, cookie: { path: '/' } })
        expect(found?.cookie.expires).toBeInstanceOf(Date)
        expect(await store.get('b')).toBeNull()
        expect((await recordOf('a'))?.bins['session']).toContain('"views":3')
      })

      test('answers by callbacks, never within the call', async () => {
        const order: string[] = []
        await new Promise<void>((resolve, reject) => {
          store.set('a', lasting(60_000), (error?: unknown) => {
            order.push('answered')
            if (error) reject(new Error('refused', { cause: error }))
            else resolve()
          })
          order.push('called')
        })
        expect(order).toEqual(['called', 'answered'])
        const found = await new Promise((resolve, reject) =>
          store.get('a', (error, value) =>
            error ? reject(new Error('refused', { cause: error })) : resolve(value),
          ),
        )
        expect(found).toHaveProperty('cookie')
        await new Promise<void>((resolve) => store.destroy('a', () => resolve()))
        expect(await store.get('a')).toBeNull()
      })

      test.each([
        [
          'expires as text',
          { expires: new Date(Date.now() + 90_000).toISOString(), originalMaxAge: 90_000 },
          90,
        ],
        ['expires as a date', { expires: new Date(Date.now() + 90_000), originalMaxAge: 90_000 }, 90],
        ['maxAge', { maxAge: 90_000 }, 90],
        ['originalMaxAge', { originalMaxAge: 90_000 }, 90],
        ['neither', { originalMaxAge: null, expires: null }, 86_400],
        ['expires that is no time', { expires: 'soon' }, 86_400],
        ['longer than servers take', { originalMaxAge: 1e12 }, 315_360_000],
      ])('the ttl is that of the cookie: %s', async (_name, cookie, ttl) => {
        await store.set('a', { cookie } as never)
        const record = await recordOf('a')
        expect(record?.ttl).toBeLessThanOrEqual(ttl + 1)
        expect(record?.ttl).toBeGreaterThan(ttl - 30)
        expect(await store.get('a')).not.toBeNull()
      })

      test('a ttl of its own, for ever, or by a function', async () => {
        await make({ ttl: 100 }).set('a', lasting())
        expect((await recordOf('a'))?.ttl).toBeGreaterThan(70)
        await make({ ttl: -1 }).set('a', lasting())
        expect((await recordOf('a'))?.ttl).toBe(-1)
        await make({ ttl: () => 200 }).set('a', lasting(5_000_000))
        expect((await recordOf('a'))?.ttl).toBeLessThanOrEqual(201)
        expect(await failure(make({ ttl: () => 0.5 }).set('a', lasting()))).toMatchObject({
          code: 'INVALID_OPTION',
        })
      })

      test('a session whose cookie has ended is gone, to the millisecond', async () => {
        await store.set('a', lasting(60_000))
        await store.set('a', lasting(-1))
        expect(await recordOf('a')).toBeNull()
        await store.set('b', lasting(5))
        await new Promise((resolve) => setTimeout(resolve, 20))
        expect(await store.get('b')).toBeNull()
        expect(await store.all()).toEqual({})
        expect(await store.length()).toBe(0)
        expect(await store.ids()).toEqual([])
      })

      test('touch renews the end, and leaves what others wrote meanwhile', async () => {
        const old = lasting(20_000, { views: 1 })
        await store.set('a', old)
        await store.set('a', lasting(20_000, { views: 2 }))
        const later = lasting(900_000, { views: 1 })
        await store.touch('a', later)
        const record = await recordOf('a')
        expect(record?.ttl).toBeGreaterThan(800)
        expect(await store.get('a')).toMatchObject({ views: 2, cookie: { expires: later.cookie.expires } })
        await store.touch('a', lasting())
        expect((await recordOf('a'))?.ttl).toBeGreaterThan(80_000)
        expect(await store.get('a')).not.toBeNull()
        await store.touch('a', lasting(-5))
        expect(await recordOf('a')).toBeNull()
      })

      test('touch does not bring back a session that is gone', async () => {
        await store.touch('none', lasting(60_000))
        expect(await recordOf('none')).toBeNull()
      })

      test('disableTouch leaves the end as it is', async () => {
        const still = make({ disableTouch: true })
        await still.set('a', lasting(20_000))
        await still.touch('a', lasting(900_000))
        expect((await recordOf('a'))?.ttl).toBeLessThanOrEqual(21)
      })

      test('all, ids, length and clear are those of the prefix', async () => {
        const east = make({ prefix: 'east:' })
        const west = make({ prefix: 'west:' })
        for (const sid of ['a', 'b']) await east.set(sid, lasting(60_000, { views: 1 }))
        await west.set('c', lasting())
        expect(Object.keys(await east.all()).sort()).toEqual(['a', 'b'])
        expect((await east.all())['a']).toMatchObject({ views: 1 })
        expect((await east.ids()).sort()).toEqual(['a', 'b'])
        expect([await east.length(), await west.length(), await store.length()]).toEqual([2, 1, 3])
        await east.clear()
        expect([await east.length(), await west.length()]).toEqual([0, 1])
      })

      test('another serializer, of bytes too; what it throws comes out', async () => {
        const bytes = make({
          serializer: {
            stringify: (value) => Buffer.from(JSON.stringify(value)).toReversed(),
            parse: (stored: Buffer) => JSON.parse(Buffer.from(stored.toReversed()).toString()) as unknown,
          },
        })
        await bytes.set('a', lasting(60_000, { views: 4 }))
        expect((await recordOf('a'))?.bins['session']).toBeInstanceOf(Buffer)
        expect(await bytes.get('a')).toMatchObject({ views: 4 })
        expect(await failure(store.get('a'))).toBeInstanceOf(SyntaxError)
      })

      test('a session that is too big is an error that says so', async () => {
        expect(await failure(store.set('a', lasting(60_000, { fat: 'x'.repeat(9_000_000) })))).toMatchObject({
          code: expect.stringMatching(/RECORD_TOO_BIG|REQUEST_TOO_LARGE/),
        })
      })

      test('one hundred at once', async () => {
        const sids = Array.from({ length: 100 }, (_each, n) => `s${n}`)
        await Promise.all(sids.map((sid) => store.set(sid, lasting(60_000))))
        expect(await store.length()).toBe(100)
        await Promise.all(sids.map((sid) => store.destroy(sid)))
        expect(await store.length()).toBe(0)
      })

      test('is made of any class of event emitters', async () => {
        const plain = createSessionStore(EventEmitter, { client, namespace: 'test', set })
        await plain.set('a', lasting(60_000, { views: 1 }))
        expect(plain).toBeInstanceOf(EventEmitter)
        expect(await store.get('a')).toMatchObject({ views: 1 })
      })
    })

    describe.each(EXPRESS)('with Express %s', (_version, express) => {
      let site: Site
      /** What the application's error handler was given. */
      let errors: { code?: string }[]

      const start = async (options: Partial<session.SessionOptions> = {}, used: session.Store = store) => {
        errors = []
        const app = express()
        app.use(
          session({
            store: used,
            secret: 'k',
            resave: false,
            saveUninitialized: false,
            ...options,
          }),
        )
        app.get('/count', (request, response) => {
          request.session.views = (request.session.views ?? 0) + 1
          response.send(String(request.session.views))
        })
        app.get('/look', (request, response) => void response.send(String(request.session.views)))
        app.get('/fat', (request, response) => {
          request.session.fat = 'x'.repeat(9_000_000)
          response.send('fat')
        })
        app.get('/renew', (request, response, next) => {
          request.session.regenerate((error) => (error ? next(error) : response.send(request.sessionID)))
        })
        app.get('/leave', (request, response) => {
          request.session.destroy(() => response.send('left'))
        })
        app.get('/leave-at-once', (request, response) => {
          request.session.destroy(undefined as never)
          response.send('left')
        })
        app.use(((error: { code?: string }, _request, response, _next) => {
          errors.push(error)
          if (!response.headersSent) response.status(500).send(error.code)
        }) as express5.ErrorRequestHandler)
        site = await serve(app)
      }
      afterEach(() => site.close())

      test('a visitor is known again, and two are told apart', async () => {
        await start()
        expect((await site.get('/count')).text).toBe('1')
        expect((await site.get('/count')).text).toBe('2')
        const first = site.cookie
        site.cookie = ''
        expect((await site.get('/count')).text).toBe('1')
        site.cookie = first
        expect((await site.get('/look')).text).toBe('2')
        expect(await store.length()).toBe(2)
      })

      test('reading touches, without writing the session', async () => {
        await start({ cookie: { maxAge: 600_000 } })
        await site.get('/count')
        const [sid = ''] = await store.ids()
        const before = await recordOf(sid)
        await site.get('/look')
        const after = await recordOf(sid)
        expect(after?.generation).toBe(2)
        expect(after?.bins['session']).toBe(before?.bins['session'])
        expect(after?.bins['expires']).toBeGreaterThanOrEqual(before?.bins['expires'] as number)
        expect((await store.get(sid))?.cookie.expires).toEqual(new Date(after?.bins['expires'] as number))
      })

      test('rolling sends the cookie anew each time', async () => {
        await start({ rolling: true, cookie: { maxAge: 600_000 } })
        await site.get('/count')
        expect((await site.get('/look')).headers.getSetCookie()).toHaveLength(1)
      })

      test('regenerating and leaving take the old session away', async () => {
        await start()
        await site.get('/count')
        const [old] = await store.ids()
        const { text } = await site.get('/renew')
        expect(text).not.toBe(old)
        expect(await store.ids()).not.toContain(old)
        await site.get('/count')
        await site.get('/leave')
        expect(await store.length()).toBe(0)
      })

      test('a session that is too big goes to the error handler', async () => {
        await start()
        await site.get('/fat')
        // Express tells of it when the answer has gone out.
        await vi.waitFor(() =>
          expect(errors).toMatchObject([{ code: expect.stringMatching(/RECORD_TOO_BIG|REQUEST_TOO_LARGE/) }]),
        )
        expect(await store.length()).toBe(0)
      })

      test('a client that was closed goes to the error handler', async () => {
        await start()
        await site.get('/count')
        await site.close()
        const closed = await open(server)
        const gone = createSessionStore(session.Store, { client: closed, namespace: 'test', set })
        const { cookie } = site
        await start({}, gone)
        await closed.close()
        site.cookie = cookie
        expect(await site.get('/look')).toMatchObject({ status: 500, text: 'CLIENT_CLOSED' })
      })

      test('a cluster that is away goes to the error handler, also where nobody waits', async () => {
        const away = await startMemoryServer()
        const lost = await connect({
          hosts: away.hosts,
          defaults: { read: { timeout: 300 }, write: { timeout: 300 } },
        })
        const used = createSessionStore(session.Store, { client: lost, namespace: 'test', set })
        await start({}, used)
        expect((await site.get('/count')).text).toBe('1')
        const unhandled: unknown[] = []
        const listener = (reason: unknown): number => unhandled.push(reason)
        process.on('unhandledRejection', listener)
        await away.close()
        const answer = await site.get('/look')
        expect(answer.status).toBe(500)
        expect(answer.text).toMatch(/^[A-Z_]+$/)
        site.cookie = ''
        expect((await site.get('/leave-at-once')).text).toBe('left')
        await lost.close()
        await new Promise((resolve) => setImmediate(resolve))
        process.off('unhandledRejection', listener)
        expect(unhandled).toEqual([])
      })
    })

    test('stores that share a client go on when one is done', async () => {
      const other = make({ prefix: 'x' })
      await Promise.all([store.set('a', lasting()), other.set('a', lasting(60_000, { views: 1 }))])
      expect(await other.get('a')).toMatchObject({ views: 1 })
      expect(await store.get('a')).not.toHaveProperty('views')
    })

    test.each<[words: string, options: object | undefined]>([
      ['client is missing', undefined],
      ['client is missing', { namespace: 'test' }],
      ['namespace is missing', { client: 'client' }],
      ['client must be a client', { client: {}, namespace: 'test' }],
      ['client must be a client', { client: null, namespace: 'test' }],
      ['namespace must be a name', { client: 'client', namespace: '' }],
      ['namespace is longer than 31 bytes', { client: 'client', namespace: 'n'.repeat(32) }],
      ['set must be a name', { client: 'client', namespace: 'test', set: '' }],
      ['prefix must be text', { client: 'client', namespace: 'test', prefix: 1 }],
      ['ttl must be whole seconds', { client: 'client', namespace: 'test', ttl: 0 }],
      ['ttl must be whole seconds', { client: 'client', namespace: 'test', ttl: 400_000_000 }],
      ['disableTouch must be true or false', { client: 'client', namespace: 'test', disableTouch: 1 }],
      ['serializer must have the functions', { client: 'client', namespace: 'test', serializer: {} }],
      ['there is no option "Ttl"', { client: 'client', namespace: 'test', Ttl: 1 }],
    ])('bad input is refused: %s, %j', (words, options) => {
      const given =
        options && 'client' in options && options.client === 'client' ? { ...options, client } : options
      expect(() => createSessionStore(session.Store, given as never)).toThrow(words)
    })

    test('what is no class of stores is refused', () => {
      for (const wrong of [undefined, {}, session, Key])
        expect(() => createSessionStore(wrong as never, { client, namespace: 'test' })).toThrow(
          'give session.Store of express-session',
        )
    })
  },
)
