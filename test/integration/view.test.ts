import { createServer, get, request as send, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Client, Key, STAGES } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import type { Sample } from '../../src/view/history.ts'
import { createView, startView, type StartViewOptions } from '../../src/view/index.ts'
import { failure, open } from './server.ts'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function rig(
  nodes = 2,
): Promise<{ client: Client; server: Awaited<ReturnType<typeof startMemoryServer>> }> {
  const server = await startMemoryServer({ nodes })
  closing.push(() => server.close())
  const client = await open(server, { tendInterval: 250 })
  closing.push(() => client.close())
  return { client, server }
}

async function view(client: Client, options: StartViewOptions = {}): Promise<string> {
  const running = await startView(client, { port: 0, ...options })
  closing.push(() => running.close())
  return running.url
}

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

function ask(url: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', host } = options
    const request = send(url, { method, headers: host === undefined ? {} : { host } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(parts).toString(),
        }),
      )
    })
    request.on('error', reject)
    request.end()
  })
}

/** Reads server-sent events until one fits. */
function eventOf(url: string, fits: (name: string, data: never) => boolean): Promise<never> {
  return new Promise((resolve, reject) => {
    const request = get(url, (response) => {
      let text = ''
      response.on('error', () => undefined)
      response.on('data', (part: Buffer) => {
        text += part.toString()
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/s.exec(text.slice(0, end)) ?? []
          text = text.slice(end + 2)
          const message = JSON.parse(data) as never
          if (!fits(name, message)) continue
          request.destroy()
          resolve(message)
        }
      })
    })
    request.on('error', reject)
  })
}

const HOSTILE = '<img src=x onerror=alert(1)>'

describe('the live view', () => {
  test('is one page that loads nothing from elsewhere, and may run its own script alone', async () => {
    const { client } = await rig()
    const { status, headers, body } = await ask(await view(client))
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*script-src( 'sha256-[^']+'){2};/)
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toContain('</style>')
    expect(body.match(/(?:src|href)=(?!"data:)/g)).toBeNull()
  })

  test('tells what the client does: operations, latencies, slow ones and errors, its own work left out', async () => {
    const { client } = await rig()
    const url = await view(client, { slow: 0 })
    await client.put(new Key('test', HOSTILE, 'secret key'), { a: 'secret value' })
    await failure(client.touch(new Key('test', 'users', 1)))
    const message: { sample: { operations: number; latencies: number[] }; slow: object[]; errors: object[] } =
      await eventOf(
        `${url}events`,
        (name, { sample }: { sample: { operations: number } }) => name === 'sample' && sample.operations > 0,
      )
    expect(message.sample.latencies.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(message.slow).toMatchObject([
      { operation: 'put', namespace: 'test', set: HOSTILE, code: '' },
      { operation: 'touch', code: 'NOT_FOUND' },
    ])
    expect(message.errors).toMatchObject([{ operation: 'touch', code: 'NOT_FOUND', attempts: 1 }])
    expect(JSON.stringify(message)).not.toContain('secret')
  })

  test('tells of each minute when it is over, so that a page that stays open has a day', async () => {
    const { client } = await rig(1)
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    closing.push(() => Promise.resolve(vi.useRealTimers()))
    const url = await view(client)
    await client.get(new Key('test', 'users', 1))
    const { minutes }: { minutes: Sample[] } = await eventOf(
      `${url}events`,
      (name, message: { minutes?: Sample[] }) => {
        if (name === 'sample' && message.minutes !== undefined) return true
        vi.advanceTimersByTime(name === 'all' ? 61_000 : 1_000)
        return false
      },
    )
    expect(minutes).toHaveLength(1)
    expect(minutes[0]?.latencies.reduce((sum, count) => sum + count, 0)).toBe(1)
  })

  test('tells who has which partition, and that a node was lost', async () => {
    const { client, server } = await rig()
    const url = await view(client)
    const before = JSON.parse((await ask(`${url}data.json`)).body) as {
      nodes: { id: string; isThere: boolean }[]
      masters: Record<string, number[]>
      figures: unknown[]
    }
    expect(before.nodes).toHaveLength(2)
    expect(before.masters['test']).toHaveLength(4096)
    expect(new Set(before.masters['test'])).toEqual(new Set([0, 1]))
    await server.nodes[1]?.stop()
    const { id } = server.nodes[1]!
    const after: { nodes: { id: string; isThere: boolean; failures: number }[] } = await eventOf(
      `${url}events`,
      (_name, { nodes }: { nodes: { id: string; isThere: boolean; failures: number }[] }) =>
        nodes.some((node) => !node.isThere || node.failures > 0),
    )
    expect(after.nodes.find((node) => node.id === id)).toBeDefined()
  })

  test('shows what the nodes themselves say, while somebody watches', async () => {
    const { client } = await rig()
    const url = await view(client)
    const { figures }: { figures: object[] } = await eventOf(
      `${url}events`,
      (_name, message: { figures: object[] }) => message.figures.length > 0,
    )
    expect(figures).toHaveLength(2)
    expect(figures[0]).toMatchObject({ namespace: 'test', objects: 0, stopsWrites: false })
  })

  test('tells where the time of commands goes, while the client measures it', async () => {
    const { client } = await rig(1)
    const url = await view(client)
    expect(JSON.parse((await ask(`${url}data.json`)).body)).not.toHaveProperty('stages')
    client.enableMetrics({ stages: true })
    await client.put(new Key('test', 'users', 1), { a: 1 })
    await client.get(new Key('test', 'users', 1))
    const { stages: shown }: { stages: { commands: number; stages: { stage: string; share: number }[] } } =
      await eventOf(
        `${url}events`,
        (_name, { stages }: { stages?: { commands: number } }) => stages?.commands === 2,
      )
    expect(shown.stages.map(({ stage }) => stage)).toEqual([...STAGES])
    expect(shown.stages.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    await client.disableMetrics()
    await eventOf(`${url}events`, (_name, message) => !('stages' in message))
  })

  test('only answers GET, and only to hosts that it knows', async () => {
    const { client } = await rig(1)
    const url = await view(client)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask(url, { method })
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
    }
    expect((await ask(url, { method: 'HEAD' })).body).toBe('')
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', 'a@localhost'])
      expect([host, (await ask(url, { host })).status]).toEqual([host, 403])
    for (const host of ['localhost', 'LOCALHOST:8087', '127.0.0.1:1', '[::1]:80'])
      expect([host, (await ask(url, { host })).status]).toEqual([host, 200])
    expect((await ask(`${url}favicon.ico`)).status).toBe(404)
    expect((await ask(`${url}../../package.json`)).status).toBe(404)
  })

  test('is mounted by an application below a path of its own', async () => {
    const { client } = await rig(1)
    const mounted = createView(client, { allowedHosts: ['admin.example.com'] })
    const server = createServer((request, response) => {
      // As Express does it: the path it is mounted at is taken off.
      Object.assign(request, {
        originalUrl: request.url,
        url: request.url?.slice('/ops/aerospike'.length) || '/',
      })
      mounted.handler(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ops/aerospike`
    closing.push(
      () => new Promise((resolve) => server.close(resolve)),
      () => mounted.close(),
    )
    const bare = await ask(base)
    expect([bare.status, bare.headers.location]).toEqual([308, './aerospike/'])
    expect((await ask(`${base}?x=1`)).headers.location).toBe('./aerospike/')
    expect((await ask(`${base}/`, { host: 'admin.example.com' })).status).toBe(200)
    expect(JSON.parse((await ask(`${base}/data.json?x=1`)).body)).toMatchObject({
      nodes: [{ isThere: true }],
    })
  })

  test('says which port is taken, and leaves nothing running', async () => {
    const { client } = await rig(1)
    const url = await view(client)
    const port = Number(new URL(url).port)
    expect(await failure(startView(client, { port }))).toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(new RegExp(`127.0.0.1:${port}.*another port`)) as string,
    })
    expect(await failure(startView(client, { prot: 1 } as never))).toMatchObject({ code: 'INVALID_OPTION' })
    expect(() => createView(client, { slow: -1 })).toThrow(/slow/)
    for (const other of [undefined, {}] as never[]) {
      expect(() => createView(other)).toThrow(/createView: the first argument must be a client/)
      expect(await failure(startView(other))).toMatchObject({ code: 'INVALID_OPTION' })
    }
  })

  test('lets so many watch and no more', async () => {
    const { client } = await rig(1)
    const url = await view(client)
    const requests = Array.from({ length: 32 }, () => get(`${url}events`).on('error', () => undefined))
    await Promise.all(requests.map((request) => new Promise((resolve) => request.on('response', resolve))))
    expect((await ask(`${url}events`)).status).toBe(503)
    requests[0]?.destroy()
    while ((await ask(`${url}events`, { method: 'HEAD' })).status === 503);
    for (const request of requests) request.destroy()
  })
})
