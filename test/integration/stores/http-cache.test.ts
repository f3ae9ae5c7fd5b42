import express5 from 'express'
import express4 from 'express4'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createHttpCache, type HttpCache, type HttpCacheOptions } from '../../../src/http-cache.ts'
import { type Client, connect } from '../../../src/index.ts'
import { startMemoryServer } from '../../../src/testing/index.ts'
import { failure, freshSet, hasFor, open, startTestServer, type TestServer, TOPOLOGIES } from '../server.ts'
import { type Answer, serve, type Site } from './http.ts'

/** What a route answers. */
interface Page {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** An application of one route, `/page`, that says how often it was asked. */
interface Shop {
  page: Page
  calls: number
  readonly site: Site
}

type Start = (cache: HttpCache) => Promise<Shop>

const HOST = { host: 'shop.example' }

function startExpress(express: typeof express5): Start {
  return async (cache) => {
    const app = express()
    app.disable('x-powered-by')
    app.use(cache.express)
    const shop = { page: {} as Page, calls: 0, site: await serve(app) }
    app.get('/page', (_request, response) => {
      shop.calls++
      const { status = 200, headers = {}, body = `call ${shop.calls}` } = shop.page
      response.status(status).set(headers).send(body)
    })
    app.get('/chunks', (_request, response) => {
      shop.calls++
      response.write('one ')
      response.write(Buffer.from('two '))
      response.end('dHdv', 'base64')
    })
    app.get('/raw', (_request, response) => {
      shop.calls++
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.end('raw')
    })
    return shop
  }
}

const startFastify: Start = async (cache) => {
  const app: FastifyInstance = fastify()
  await app.register(cache.fastify)
  const shop = {
    page: {} as Page,
    calls: 0,
    site: await serve((request, response) => {
      app.routing(request, response)
    }),
  }
  app.get('/page', async (_request, reply) => {
    shop.calls++
    const { status = 200, headers = {}, body = `call ${shop.calls}` } = shop.page
    return reply.code(status).headers(headers).send(body)
  })
  await app.ready()
  return shop
}

const FRAMEWORKS = [
  ['Express 4', startExpress(express4)],
  ['Express 5', startExpress(express5)],
  ['Fastify', startFastify],
] as const

describe.runIf(hasFor('responses', ['expiry'])).each(TOPOLOGIES)('a cache of responses, %s', (_, nodes) => {
  let server: TestServer
  let client: Client
  let set: string
  let errors: unknown[]
  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })
  beforeEach(() => {
    set = freshSet('responses')
    errors = []
  })
  afterEach(() => client.truncate('test', set))
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  const make = (options: Partial<HttpCacheOptions> = {}): HttpCache =>
    createHttpCache({ client, namespace: 'test', set, onError: (error) => errors.push(error), ...options })

  describe.each(FRAMEWORKS)('with %s', (_name, start) => {
    let shop: Shop
    const open_ = async (options: Partial<HttpCacheOptions> = {}, page: Page = {}): Promise<HttpCache> => {
      const cache = make(options)
      shop = await start(cache)
      shop.page = page
      return cache
    }
    afterEach(() => shop.site.close())

    const get = (headers = {}, path = '/page', method = 'GET'): Promise<Answer> =>
      shop.site.get(path, headers, method)
    const kept = async (): Promise<number> => (await client.query('test', set).noBins().toArray()).length
    /** It is kept when the answer has gone out. */
    const untilKept = (count = 1) => vi.waitFor(async () => expect(await kept()).toBe(count))

    test('the second answer is that of the first, with its headers and its age', async () => {
      await open_({}, { headers: { 'content-type': 'text/x-own', 'x-own': 'a', etag: '"1"' } })
      const first = await get()
      expect([first.text, first.headers.get('x-cache')]).toEqual(['call 1', 'MISS'])
      await untilKept()
      const second = await get()
      expect([second.status, second.text, shop.calls]).toEqual([200, 'call 1', 1])
      expect(second.headers.get('x-cache')).toBe('HIT')
      for (const name of ['content-type', 'x-own', 'etag', 'content-length'])
        expect(second.headers.get(name)).toBe(first.headers.get(name))
      expect(Number(second.headers.get('age'))).toBeGreaterThanOrEqual(0)
      expect(errors).toEqual([])
    })

    test('bytes come back as they were', async () => {
      const body = Buffer.from(Array.from({ length: 256 }, (_each, n) => n))
      await open_({}, { body, headers: { 'content-type': 'application/octet-stream' } })
      await get()
      await untilKept()
      const { text } = await get()
      expect(text).toBe(new TextDecoder().decode(body))
      expect(shop.calls).toBe(1)
    })

    test('path with query, and host, are told apart', async () => {
      await open_()
      for (const path of ['/page', '/page?a=1', '/page?a=2']) await get({}, path)
      await untilKept(3)
      expect((await get({}, '/page?a=2')).text).toBe('call 3')
      expect(shop.calls).toBe(3)
    })

    test('a HEAD is answered from what a GET left, and leaves nothing itself', async () => {
      await open_({}, { headers: { 'x-own': 'a' } })
      await get({}, '/page', 'HEAD')
      await get()
      await untilKept()
      const calls = shop.calls
      const answer = await get({}, '/page', 'HEAD')
      expect([answer.status, answer.text, answer.headers.get('x-own'), shop.calls]).toEqual([
        200,
        '',
        'a',
        calls,
      ])
    })

    test('a client that has it already is told so', async () => {
      await open_({}, { headers: { etag: '"1"' } })
      await get()
      await untilKept()
      expect(await get({ 'if-none-match': 'W/"0", W/"1"' })).toMatchObject({ status: 304, text: '' })
      expect((await get({ 'if-none-match': '"2"' })).status).toBe(200)
      expect(shop.calls).toBe(1)
    })

    test.each<[why: string, page: Page, headers?: Record<string, string>]>([
      ['another status', { status: 404 }],
      ['a cookie is set', { headers: { 'set-cookie': 'a=1' } }],
      ['private', { headers: { 'cache-control': 'private, max-age=60' } }],
      ['no-store', { headers: { 'cache-control': 'No-Store' } }],
      ['no-cache', { headers: { 'cache-control': 'no-cache' } }],
      ['max-age of none', { headers: { 'cache-control': 'max-age=0' } }],
      ['max-age that is no number', { headers: { 'cache-control': 'max-age=soon' } }],
      ['varies by anything', { headers: { vary: '*' } }],
      ['too long', { body: 'x'.repeat(101) }],
      ['a request with a cookie', {}, { cookie: 'a=1' }],
      ['a request with credentials', {}, { authorization: 'Bearer x' }],
      ['a request that forbids it', {}, { 'cache-control': 'no-store' }],
      ['a range', {}, { range: 'bytes=0-1' }],
    ])('not kept: %s', async (_why, page, headers = {}) => {
      await open_({ maxBytes: 100 }, page)
      shop.site.cookie = ''
      await get(headers)
      shop.site.cookie = ''
      await get(headers)
      expect(shop.calls).toBe(2)
      // What was kept by an answer before would be there by now.
      shop.page = { headers: { 'cache-control': 'public' } }
      shop.site.cookie = ''
      await get({}, '/page?last')
      await untilKept(1)
    })

    test('what is public is for everybody, what is not for nobody with a cookie', async () => {
      await open_()
      await get()
      await untilKept()
      expect((await get({ cookie: 'a=1' })).text).toBe('call 2')
      shop.page = { headers: { 'cache-control': 'public' } }
      await get({ cookie: 'a=1' }, '/page?public')
      await untilKept(2)
      expect((await get({ authorization: 'x' }, '/page?public')).text).toBe('call 3')
    })

    test('a reload asks the application, and is kept for the others', async () => {
      await open_()
      await get()
      await untilKept()
      expect((await get({ 'cache-control': 'no-cache' })).text).toBe('call 2')
      await vi.waitFor(async () => expect((await get()).text).toBe('call 2'))
      expect((await get({ 'cache-control': 'max-age=0' })).text).toBe('call 3')
    })

    test('a response is given to those whose headers it varies by', async () => {
      await open_({}, { headers: { vary: 'Accept-Language' } })
      await get({ 'accept-language': 'de' })
      await untilKept()
      expect((await get({ 'accept-language': 'de' })).text).toBe('call 1')
      expect((await get({ 'accept-language': 'en' })).text).toBe('call 2')
    })

    test('the ttl is that of Cache-Control, else the option', async () => {
      await open_({ ttl: 40 })
      await get()
      shop.page = { headers: { 'cache-control': 'max-age=100, s-maxage=200' } }
      await get({}, '/page?own')
      await untilKept(2)
      const ttls = (await client.query('test', set).toArray()).map(({ ttl }) => ttl).sort((a, b) => a - b)
      expect(ttls[0]).toBeGreaterThan(20)
      expect(ttls[0]).toBeLessThanOrEqual(41)
      expect(ttls[1]).toBeGreaterThan(180)
    })

    test('remove and clear', async () => {
      const cache = await open_({ key: ({ url }) => url.slice(1) })
      for (const path of ['/page', '/page?a', '/page?b']) await get({}, path)
      await untilKept(3)
      expect([await cache.remove('page'), await cache.remove('page')]).toEqual([true, false])
      expect(await kept()).toBe(2)
      await cache.clear('page?a')
      expect(await kept()).toBe(1)
      await cache.clear()
      expect(await kept()).toBe(0)
      expect(await failure(cache.clear(1 as never))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    })

    test('a key of undefined, or one that is too long, leaves the cache out', async () => {
      await open_({ key: ({ url }) => (url.endsWith('?no') ? undefined : url) })
      expect((await get({}, '/page?no')).headers.get('x-cache')).toBeNull()
      expect((await get({}, `/page?${'x'.repeat(2_100)}`)).headers.get('x-cache')).toBeNull()
      expect((await get()).headers.get('x-cache')).toBe('MISS')
    })

    test('a cluster that is away costs the cache, not the answer', async () => {
      const away = await startMemoryServer()
      const short = { timeout: 300 }
      const lost = await connect({ hosts: away.hosts, defaults: { read: short, write: short } })
      await away.close()
      await open_({ client: lost })
      expect((await get()).text).toBe('call 1')
      expect((await get()).text).toBe('call 2')
      await vi.waitFor(() => expect(errors.length).toBeGreaterThanOrEqual(4))
      await lost.close()
      expect((await get()).text).toBe('call 3')
      await vi.waitFor(() => expect(errors.at(-1)).toMatchObject({ code: 'CLIENT_CLOSED' }))
    })
  })

  describe.each(FRAMEWORKS.slice(0, 2))('what is written in pieces, with %s', (_name, start) => {
    test('is kept whole; what was sent by writeHead is not kept', async () => {
      const shop = await start(make())
      await shop.site.get('/raw', HOST)
      expect((await shop.site.get('/raw')).text).toBe('raw')
      expect(shop.calls).toBe(2)
      expect((await shop.site.get('/chunks')).text).toBe('one two two')
      await vi.waitFor(async () => {
        const { headers, text } = await shop.site.get('/chunks')
        expect([headers.get('x-cache'), text]).toEqual(['HIT', 'one two two'])
      })
      await shop.site.close()
    })

    test('a limiter before the cache keeps its own headers', async () => {
      const express = start === FRAMEWORKS[0][1] ? express4 : express5
      const app = express()
      let n = 0
      app.use((_request, response, next) => {
        response.setHeader('x-left', String(++n))
        next()
      })
      app.use(make().express)
      app.get('/page', (_request, response) => void response.send('page'))
      const site = await serve(app)
      await site.get('/page')
      await vi.waitFor(async () => {
        const { headers } = await site.get('/page')
        expect([headers.get('x-cache'), headers.get('x-left')]).toEqual(['HIT', String(n)])
      })
      await site.close()
    })
  })

  test.each([
    ['ttl must be a whole number from 0', { ttl: -1 }],
    ['statuses must be a list', { statuses: [] }],
    ['neither 206 nor 304', { statuses: [206] }],
    ['maxBytes must be', { maxBytes: 1e9 }],
    ['key must be a function', { key: 'url' }],
    ['onError must be a function', { onError: 1 }],
    ['there is no option "maxAge"', { maxAge: 1 }],
  ])('bad input is refused: %s', (words, options) => {
    expect(() => make(options as never)).toThrow(words)
  })
})
