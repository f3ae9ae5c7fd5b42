import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import {
  type Client,
  type ClientOptions,
  connect,
  type ConnectionContext,
  ConnectionError,
  Key,
  type TlsOptions,
} from '../../src/index.ts'
import { type MemoryServer, type MemoryServerOptions, startMemoryServer } from '../../src/testing/index.ts'
import { Authority, type Identity } from './certificates.ts'
import { PATIENT } from './server.ts'

const NAME = 'db.example'
const LAZY = { dialTimeout: 10_000, tendTimeout: 10_000, defaults: PATIENT } as const

let authority: Authority
let identity: Identity

beforeAll(async () => {
  authority = await Authority.create()
  identity = await authority.issue(NAME, { names: [NAME] })
})

async function withServer(
  options: MemoryServerOptions,
  work: (server: MemoryServer) => Promise<void>,
): Promise<void> {
  const server = await startMemoryServer(options)
  try {
    await work(server)
  } finally {
    await server.close()
  }
}

/** A client over TLS, for as long as the work takes. */
async function withClient(
  server: MemoryServer,
  options: ClientOptions,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = await connect({ hosts: server.tlsHosts, ...LAZY, ...options })
  try {
    await work(client)
  } finally {
    await client.close()
  }
}

/** Why a client does not connect. */
async function refusal(hosts: string, tls: TlsOptions | true | undefined): Promise<unknown> {
  return connect({ hosts, ...LAZY, ...(tls === undefined ? {} : { tls }) }).then(
    () => 'connected',
    (error: unknown) => error,
  )
}

const key = (i: number): Key => new Key('test', 'tls', i)

/** One command of every kind, and many at a time. */
async function useAll(client: Client): Promise<void> {
  await Promise.all(Array.from({ length: 300 }, (_, i) => client.put(key(i), { i })))
  const records = await Promise.all(Array.from({ length: 300 }, (_, i) => client.get(key(i))))
  expect(records.map((record) => record?.bins['i'])).toEqual(Array.from({ length: 300 }, (_, i) => i))
  const alone = await Promise.all(
    Array.from({ length: 50 }, (_, i) => client.get(key(i), { coalesce: 'off' })),
  )
  expect(alone.map((record) => record?.bins['i'])).toEqual(Array.from({ length: 50 }, (_, i) => i))
  expect(await client.getMany([key(1), key(2)])).toHaveLength(2)
  let found = 0
  for await (const _ of client.query('test', 'tls')) found++
  expect(found).toBe(300)
  const namespaces = await Promise.all(Array.from({ length: 5 }, () => client.listNamespaces()))
  expect(namespaces).toEqual(Array.from({ length: 5 }, () => ['test']))
}

describe('TLS', () => {
  test('a client does everything over it, on three nodes that know each other by it', async () => {
    await withServer({ nodes: 3, tls: { ...identity, name: NAME } }, async (server) => {
      await withClient(server, { tls: { ca: authority.cert } }, async (client) => {
        expect(client.nodes).toHaveLength(3)
        expect(client.nodes.map(({ address }) => address).sort()).toEqual(
          server.nodes.map(({ tlsAddress }) => tlsAddress).sort(),
        )
        await useAll(client)
      })
    })
  })

  test('tracing tells how long the handshake took', async () => {
    const told: ConnectionContext[] = []
    const note = (message: unknown): void => void told.push(message as ConnectionContext)
    const channel = 'tracing:aerospike-ts:connection:asyncEnd'
    subscribe(channel, note)
    await withServer({ tls: { ...identity, name: NAME } }, async (server) => {
      await withClient(server, { tls: { ca: authority.cert } }, async (client) => {
        await client.get(key(1))
      })
    })
    unsubscribe(channel, note)
    expect(told.length).toBeGreaterThan(0)
    for (const { dialTime = 0, handshakeTime = 0 } of told) {
      expect(handshakeTime).toBeGreaterThan(0)
      expect(dialTime).toBeGreaterThan(handshakeTime)
    }
  })

  test('the server breaks a connection on which a second request comes too early, which no client of ours sends', async () => {
    await withServer({ tls: { ...identity, name: NAME } }, async (server) => {
      await withClient(server, { tls: { ca: authority.cert } }, async (client) => {
        await useAll(client)
        const { total, open } = server.stats.connections
        expect(total - open).toBe(0)
      })
    })
  })

  test('a slow answer to a user does not make the node look as if it were down', async () => {
    await withServer({ tls: { ...identity, name: NAME } }, async (server) => {
      const options = { tls: { ca: authority.cert }, tendInterval: 250, tendTimeout: 400, silenceLimit: 300 }
      await withClient(server, options, async (client) => {
        const told: unknown[] = []
        client.on('nodeDown', (node) => told.push(node)).on('nodeAvoided', (node) => told.push(node))
        server.faults.add({
          match: { command: 'info', info: 'namespaces' },
          action: { type: 'delay', ms: 2_000 },
        })
        const looks = client.stats().nodes[0]?.tend.count ?? 0
        expect(await client.listNamespaces()).toEqual(['test'])
        expect(client.stats().nodes[0]?.tend.count).toBeGreaterThan(looks + 1)
        expect(told).toEqual([])
      })
    })
  })

  test('certificates come from files, and from a function', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'))
    const path = join(folder, 'ca.pem')
    writeFileSync(path, authority.cert)
    await withServer({ tls: { ...identity, name: NAME } }, async (server) => {
      await withClient(server, { tls: { ca: { path } } }, (client) => client.put(key(1), { a: 1 }).then())
      await withClient(
        server,
        { tls: async () => ({ ca: [Buffer.from(authority.cert)] }) },
        async (client) => {
          expect(await client.exists(key(1))).toBe(true)
        },
      )
    })
    rmSync(folder, { recursive: true })
  })

  test('the name may stand in the options', async () => {
    await withServer({ tls: identity }, async (server) => {
      await withClient(server, { tls: { ca: authority.cert, name: NAME } }, useAll)
    })
  })

  test('sessions are resumed', async () => {
    await withServer({ tls: { ...identity, name: NAME } }, async (server) => {
      await withClient(server, { tls: { ca: authority.cert } }, async (client) => {
        await useAll(client)
        server.nodes[0]!.dropConnections()
        await client.put(key(1), { a: 1 }, { maxRetries: 5 })
        expect(server.stats.connections.resumed).toBeGreaterThan(0)
      })
    })
  })
})

describe('a certificate of the client', () => {
  test('is asked for, shown, and replaced without a new client', async () => {
    const own = await authority.issue('app')
    const stranger = await (await Authority.create('another')).issue('app')
    await withServer({ tls: { ...identity, name: NAME, ca: authority.cert } }, async (server) => {
      let current: Identity = own
      const tls = () => ({ ca: authority.cert, cert: current.cert, key: current.key })
      await withClient(server, { tls }, async (client) => {
        await useAll(client)
        current = stranger
        await client.reloadTls()
        server.nodes[0]!.dropConnections()
        // The first may still meet a connection that is just going.
        await vi.waitFor(
          () =>
            expect(client.put(key(1), { a: 1 })).rejects.toMatchObject({
              code: 'TLS_FAILED',
              message: expect.stringContaining('tls.cert') as string,
            }),
          { timeout: 15_000 },
        )
        current = await authority.issue('app')
        await client.reloadTls()
        await client.put(key(1), { a: 1 }, { maxRetries: 100, sleepBetweenRetries: 50 })
      })
    })
  })

  test('that cannot be read leaves the one before in use', async () => {
    await withServer({ tls: { ...identity, name: NAME } }, async (server) => {
      await withClient(server, { tls: { ca: authority.cert } }, async (client) => {
        await expect(client.reloadTls({ ca: { path: '/none/such.pem' } })).rejects.toMatchObject({
          code: 'TLS_FAILED',
        })
        await expect(client.reloadTls({ ca: 'no certificate' })).rejects.toMatchObject({ code: 'TLS_FAILED' })
        server.nodes[0]!.dropConnections()
        await client.put(key(1), { a: 1 }, { maxRetries: 100, sleepBetweenRetries: 50 })
      })
    })
  })
})

describe('what does not fit is one clear error', () => {
  const expectTls = (error: unknown, text: RegExp): void => {
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ code: 'TLS_FAILED' })
    expect((error as Error).message).toMatch(text)
  }

  test('an authority that is not known', async () => {
    const other = await Authority.create('another')
    await withServer({ tls: { ...identity, name: NAME } }, async ({ tlsHosts }) => {
      expectTls(await refusal(tlsHosts, { ca: other.cert }), /tls\.ca/)
      expectTls(await refusal(tlsHosts, true), /tls\.ca/)
    })
  })

  test('another name', async () => {
    await withServer({ tls: { ...identity, name: 'other.example' } }, async ({ tlsHosts }) => {
      expectTls(await refusal(tlsHosts, { ca: authority.cert }), /other\.example.*host:tlsname:port/s)
    })
  })

  test('an expired certificate, and one that is not valid yet', async () => {
    const expired = await authority.issue(NAME, { names: [NAME], from: -3, to: -2 })
    const early = await authority.issue(NAME, { names: [NAME], from: 2, to: 3 })
    await withServer({ tls: { ...expired, name: NAME } }, async ({ tlsHosts }) => {
      expectTls(await refusal(tlsHosts, { ca: authority.cert }), /expired.*renew/s)
    })
    await withServer({ tls: { ...early, name: NAME } }, async ({ tlsHosts }) => {
      expectTls(await refusal(tlsHosts, { ca: authority.cert }), /not yet valid.*clocks/s)
    })
  })

  test('a revoked certificate', async () => {
    const revoked = await authority.issue(NAME, { names: [NAME] })
    const crl = await authority.revoke([revoked])
    await withServer({ tls: { ...revoked, name: NAME } }, async ({ tlsHosts }) => {
      expectTls(await refusal(tlsHosts, { ca: authority.cert, crl }), /revoked/)
    })
    await withServer({ tls: { ...identity, name: NAME } }, async (server) => {
      await withClient(server, { tls: { ca: authority.cert, crl } }, (client) =>
        client.put(key(1), { a: 1 }).then(),
      )
    })
  })

  test('no certificate where the node wants one, and one that it does not know', async () => {
    const stranger = await (await Authority.create('another')).issue('app')
    await withServer({ tls: { ...identity, name: NAME, ca: authority.cert } }, async ({ tlsHosts }) => {
      expectTls(await refusal(tlsHosts, { ca: authority.cert }), /tls\.cert/)
      expectTls(await refusal(tlsHosts, { ca: authority.cert, ...stranger }), /tls\.cert/)
    })
  })

  test('no common protocol', async () => {
    await withServer({ tls: { ...identity, name: NAME } }, async ({ tlsHosts }) => {
      const error = await refusal(tlsHosts, {
        ca: authority.cert,
        maxVersion: 'TLSv1.2',
        ciphers: 'ECDHE-RSA-AES128-SHA',
      })
      expectTls(error, /tls\.ciphers/)
    })
  })

  test('a port without TLS, and TLS for a client without', async () => {
    await withServer({ tls: { ...identity, name: NAME } }, async (server) => {
      expectTls(await refusal(server.hosts, { ca: authority.cert, name: NAME }), /may speak no TLS/)
      const plain = server.nodes.map(({ tlsAddress }) => tlsAddress).join(',')
      const error = await refusal(plain, undefined)
      expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
      expect((error as Error).message).toMatch(/if the port speaks TLS, give the option tls/)
    })
  })
})

describe('TLS for logins only', () => {
  test('the password travels encrypted, all else does not', async () => {
    const security = { users: [{ name: 'ann', password: 'secret of ann', roles: ['read-write'] }] }
    await withServer({ nodes: 3, security, tls: { ...identity, name: NAME } }, async (server) => {
      const options = {
        user: 'ann',
        password: 'secret of ann',
        tls: { ca: authority.cert, forLoginOnly: true },
      }
      await withClient(server, options, async (client) => {
        expect(client.nodes).toHaveLength(3)
        await useAll(client)
        expect(server.stats.connections.encrypted).toBe(0)
      })
    })
  })
})
