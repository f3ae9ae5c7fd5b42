import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type ClientOptions, connect, Key, rows, SecurityError } from '../../src/index.ts'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'
import { Authority, type Identity } from './certificates.ts'
import { PATIENT } from './server.ts'

const PASSWORD = 'the secret of ann'
const key = (i: number): Key => new Key('test', 'users', i)
const LAZY = { dialTimeout: 10_000, tendTimeout: 10_000, loginTimeout: 20_000, defaults: PATIENT } as const

let server: MemoryServer

/** The server's time, which tests move on. */
beforeAll(async () => {
  server = await startMemoryServer({
    nodes: 3,
    security: {
      users: [
        { name: 'admin', password: 'admin', roles: ['user-admin'] },
        { name: 'ann', password: PASSWORD, roles: ['read-write'] },
        { name: 'old', password: PASSWORD, passwordExpired: true },
        { name: 'far', password: PASSWORD, roles: ['read', 'elsewhere'] },
        { name: 'cert', roles: ['read-write'] },
      ],
      roles: [{ name: 'elsewhere', whitelist: ['10.0.0.0/8'] }],
      externalUsers: [{ name: 'eve', password: PASSWORD, roles: ['read'] }],
      enableQuotas: true,
    },
  })
})

afterAll(() => server.close())

async function withClient<T>(options: ClientOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect({ hosts: server.hosts, ...LAZY, ...options })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

const asAdmin = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
  withClient({ user: 'admin', password: 'admin' }, work)
const asAnn = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
  withClient({ user: 'ann', password: PASSWORD }, work)

/** Why a client does not connect, and how long it took to say so. */
async function refusal(options: ClientOptions): Promise<SecurityError> {
  const error: unknown = await connect({ hosts: server.hosts, ...LAZY, ...options }).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(SecurityError)
  return error as SecurityError
}

/** One command of every kind. */
async function useAll(client: Client): Promise<void> {
  await Promise.all(Array.from({ length: 200 }, (_, i) => client.put(key(i), { i })))
  expect((await client.get(key(7)))?.bins).toEqual({ i: 7 })
  expect(await client.batch([rows.get(key(1)), rows.put(key(2), { i: 2 })])).toMatchObject([
    { status: 'ok' },
    { status: 'ok' },
  ])
  let found = 0
  for await (const _ of client.query('test', 'users')) found++
  expect(found).toBe(200)
  expect(await client.listNamespaces()).toEqual(['test'])
}

describe('logging in', () => {
  test('with a password, to every node, once each', async () => {
    const before = server.stats.commands.security
    await asAnn(useAll)
    // Logins of three nodes, and the session taken up on each other connection.
    expect(server.stats.commands.security - before).toBeLessThanOrEqual(server.stats.connections.total)
  })

  test('there are never two logins at a time at a node', async () => {
    const seen: number[] = []
    const fault = server.faults.add({
      match: { command: 'security', when: ({ node }) => seen.push(node) < 0 },
      action: { type: 'drop' },
    })
    await withClient({ user: 'ann', password: PASSWORD, minConnections: 4 }, async (client) => {
      await useAll(client)
      expect(client.nodes).toHaveLength(3)
    })
    fault.remove()
    expect(seen.length).toBeGreaterThan(3)
  })

  test('with a function, which is asked for each login', async () => {
    let asked = 0
    const credentials = async () => {
      asked++
      return { user: 'ann', password: PASSWORD }
    }
    await withClient({ credentials }, useAll)
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThanOrEqual(4)
  })

  test('at an external service, with the password itself', async () => {
    await withClient({ user: 'eve', password: PASSWORD, authMode: 'externalInsecure' }, async (client) => {
      await client.exists(key(1))
      await expect(client.put(key(1), { a: 1 })).rejects.toMatchObject({ code: 'ROLE_VIOLATION' })
    })
  })

  test('is not needed where the server has no security switched on', async () => {
    const open = await startMemoryServer({ security: { enabled: false } })
    const client = await connect({ hosts: open.hosts, user: 'ann', password: 'any' })
    await client.put(key(1), { a: 1 })
    await client.close()
    await open.close()
  })
})

describe('what is refused is one clear error', () => {
  const cases: readonly (readonly [name: string, options: ClientOptions, code: string])[] = [
    ['a wrong password', { user: 'ann', password: 'another' }, 'INVALID_CREDENTIAL'],
    ['an unknown user', { user: 'nobody', password: PASSWORD }, 'INVALID_USER'],
    ['no user', {}, 'NOT_AUTHENTICATED'],
    ['an expired password', { user: 'old', password: PASSWORD }, 'EXPIRED_PASSWORD'],
    ['an address that is not on the list', { user: 'far', password: PASSWORD }, 'NOT_WHITELISTED'],
    [
      'an external user with a wrong password',
      { user: 'eve', password: 'another', authMode: 'externalInsecure' },
      'LDAP_AUTHENTICATION',
    ],
    [
      'a function that throws',
      { credentials: () => Promise.reject(new Error(PASSWORD)) },
      'CREDENTIALS_FAILED',
    ],
    [
      'a function that gives something else',
      { credentials: (() => ({ user: 'ann', pass: PASSWORD })) as never },
      'CREDENTIALS_FAILED',
    ],
  ]
  test.each(cases)('%s', async (_name, options, code) => {
    const error = await refusal(options)
    expect(error.code).toBe(code)
    expect(error.message).not.toContain(PASSWORD)
  })

  test('a server without security says so', async () => {
    const plain = await startMemoryServer()
    const error = await refusal({ hosts: plain.hosts, user: 'ann', password: PASSWORD })
    expect(error).toMatchObject({ code: 'SECURITY_NOT_SUPPORTED', node: plain.nodes[0]?.address })
    expect(error.message).toContain('connect without user and password')
    await plain.close()
  })

  test('a login that is not answered ends in time', async () => {
    const fault = server.faults.add({ match: { command: 'security' }, action: { type: 'stall' } })
    const error: unknown = await connect({
      hosts: server.hosts,
      user: 'ann',
      password: PASSWORD,
      loginTimeout: 50,
      connectTimeout: 30_000,
    }).catch((e: unknown) => e)
    fault.remove()
    expect((error as Error).message).toContain('did not answer a login within 50 ms')
  })

  const options: readonly (readonly [string, ClientOptions, RegExp])[] = [
    ['a user without a password', { user: 'ann' }, /user and password go together/],
    [
      'both ways at once',
      { user: 'ann', password: PASSWORD, credentials: { user: 'a', password: 'b' } },
      /not both/,
    ],
    ['a password that is none', { user: 'ann', password: 4711 as never }, /password must be text$/],
    ['external without TLS', { user: 'ann', password: PASSWORD, authMode: 'external' }, /needs tls/],
    ['a certificate without TLS', { authMode: 'pki' }, /needs tls/],
    ['half a certificate', { tls: { cert: 'x' } }, /cert and key, or neither/],
  ]
  test.each(options)('an option: %s', async (_name, given, text) => {
    const error: unknown = await connect({ hosts: server.hosts, ...given }).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringMatching(text) as string })
    expect((error as Error).message).not.toContain(PASSWORD)
    expect((error as Error).message).not.toContain('4711')
  })
})

describe('what a user may do', () => {
  test('data of the scope that its roles name', async () => {
    await asAdmin(async (admin) => {
      await admin.createRole('one-set', {
        privileges: [{ privilege: 'read-write', namespace: 'test', set: 'mine' }],
      })
      await admin.createUser('narrow', PASSWORD, ['one-set'])
    })
    await withClient({ user: 'narrow', password: PASSWORD }, async (client) => {
      const mine = new Key('test', 'mine', 1)
      await client.put(mine, { a: 1 })
      expect((await client.get(mine))?.bins).toEqual({ a: 1 })
      const forbidden = { code: 'ROLE_VIOLATION' }
      await expect(client.get(key(1))).rejects.toMatchObject(forbidden)
      await expect(client.put(key(1), { a: 1 })).rejects.toMatchObject({ ...forbidden, inDoubt: false })
      await expect(client.query('test', 'users').toArray()).rejects.toMatchObject(forbidden)
      expect(await client.query('test', 'mine').toArray()).toHaveLength(1)
      expect(await client.batch([rows.get(mine), rows.get(key(1))])).toMatchObject([
        { status: 'ok' },
        { status: 'error', error: forbidden },
      ])
      await expect(client.truncate('test', 'mine')).rejects.toMatchObject(forbidden)
      await expect(client.createUser('x', PASSWORD)).rejects.toMatchObject(forbidden)
      await expect(client.queryUsers()).rejects.toMatchObject(forbidden)
      expect(await client.queryUser('narrow')).toMatchObject({ name: 'narrow', roles: ['one-set'] })
    })
    await asAdmin(async (admin) => {
      await admin.dropUser('narrow')
      await admin.dropRole('one-set')
    })
  })

  test('many commands at once that are forbidden are each refused', async () => {
    await withClient({ user: 'admin', password: 'admin' }, async (client) => {
      const results = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => client.get(key(i))))
      const codes = new Set(
        results.map((result) =>
          result.status === 'rejected' ? (result.reason as SecurityError).code : 'ok',
        ),
      )
      expect([...codes]).toEqual(['ROLE_VIOLATION'])
    })
  })

  test('no more than the quota', async () => {
    await asAdmin(async (admin) => {
      await admin.createRole('slow', { privileges: ['read-write'], readQuota: 3, writeQuota: 2 })
      await admin.createUser('slow', PASSWORD, ['slow'])
      expect((await admin.queryUser('slow'))?.reads.quota).toBe(3)
    })
    await withClient({ user: 'slow', password: PASSWORD }, async (client) => {
      const writes = await Promise.allSettled(
        Array.from({ length: 9 }, (_, i) => client.put(key(i), { i }, { coalesce: 'off' })),
      )
      const refused = writes.filter(({ status }) => status === 'rejected')
      expect(refused.length).toBeGreaterThan(0)
      for (const each of refused) expect(each).toMatchObject({ reason: { code: 'QUOTA_EXCEEDED' } })
      server.advance(1000)
      await client.put(key(1), { a: 1 })
    })
    await asAdmin(async (admin) => {
      await admin.dropUser('slow')
      await admin.dropRole('slow')
    })
  })
})

describe('users and roles', () => {
  test('a user from beginning to end', async () => {
    await asAdmin(async (admin) => {
      await admin.createUser('bob', PASSWORD, ['read'])
      await expect(admin.createUser('bob', PASSWORD)).rejects.toMatchObject({ code: 'USER_EXISTS' })
      await expect(admin.createUser('eva', PASSWORD, ['none'])).rejects.toMatchObject({
        code: 'INVALID_ROLE',
      })
      await admin.grantRoles('bob', ['write', 'truncate'])
      await admin.revokeRoles('bob', ['truncate'])
      expect(await admin.queryUser('bob')).toEqual({
        name: 'bob',
        roles: ['read', 'write'],
        connections: 0,
        reads: { quota: 0, commands: 0, queried: 0, unlimitedQueries: 0 },
        writes: { quota: 0, commands: 0, queried: 0, unlimitedQueries: 0 },
      })
      const names = (await admin.queryUsers()).map(({ name }) => name)
      expect(names).toContain('bob')
      expect(names).toContain('admin')
      await admin.setPassword('bob', 'another')
      await expect(admin.setPassword('bob', 'another')).rejects.toMatchObject({ code: 'FORBIDDEN_PASSWORD' })
      await expect(admin.setPassword('nobody', 'another')).rejects.toMatchObject({ code: 'INVALID_USER' })
    })
    await withClient({ user: 'bob', password: 'another' }, async (bob) => {
      await bob.changePassword('a third one')
      // The client goes on with it: a node that it has to log in at anew is no obstacle.
      server.endSessions()
      await useAll(bob)
    })
    expect((await refusal({ user: 'bob', password: 'another' })).code).toBe('INVALID_CREDENTIAL')
    await asAdmin(async (admin) => {
      await admin.dropUser('bob')
      await expect(admin.dropUser('bob')).rejects.toMatchObject({ code: 'INVALID_USER' })
      expect(await admin.queryUser('bob')).toBeNull()
    })
  })

  test('a role from beginning to end', async () => {
    await asAdmin(async (admin) => {
      await admin.createRole('orders', {
        privileges: ['udf-admin', { privilege: 'read', namespace: 'test', set: 'orders' }],
        whitelist: ['127.0.0.0/8', '::1'],
        readQuota: 100,
      })
      await expect(admin.createRole('orders')).rejects.toMatchObject({ code: 'ROLE_EXISTS' })
      await admin.grantPrivileges('orders', [
        { privilege: 'write', namespace: 'test' },
        { privilege: 'read-masked', namespace: 'test', set: 'orders' },
      ])
      await admin.revokePrivileges('orders', ['udf-admin'])
      await admin.setQuotas('orders', { readQuota: 5, writeQuota: 6 })
      expect(await admin.queryRole('orders')).toEqual({
        name: 'orders',
        privileges: [
          { privilege: 'read', namespace: 'test', set: 'orders' },
          { privilege: 'write', namespace: 'test' },
          { privilege: 'read-masked', namespace: 'test', set: 'orders' },
        ],
        whitelist: ['127.0.0.0/8', '::1'],
        readQuota: 5,
        writeQuota: 6,
      })
      await admin.setWhitelist('orders', [])
      expect((await admin.queryRole('orders'))?.whitelist).toEqual([])
      await expect(admin.setWhitelist('orders', ['10.0.0.0/99'])).rejects.toMatchObject({
        code: 'INVALID_WHITELIST',
      })
      expect((await admin.queryRoles()).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['orders', 'user-admin', 'read-write', 'superuser', 'masking-admin']),
      )
      await admin.dropRole('orders')
      await expect(admin.dropRole('orders')).rejects.toMatchObject({ code: 'INVALID_ROLE' })
      expect(await admin.queryRole('orders')).toBeNull()
    })
  })

  test('a server without quotas refuses them', async () => {
    const plain = await startMemoryServer({ security: {} })
    await withClient({ hosts: plain.hosts, user: 'admin', password: 'admin' }, async (admin) => {
      await expect(admin.createRole('q', { readQuota: 1 })).rejects.toMatchObject({
        code: 'QUOTAS_NOT_ENABLED',
      })
    })
    await plain.close()
  })

  test('what cannot be sent is refused before it is', async () => {
    await asAdmin(async (admin) => {
      const before = server.stats.commands.security
      const wrong: (() => Promise<unknown>)[] = [
        () => admin.createUser('', PASSWORD),
        () => admin.createUser('x'.repeat(64), PASSWORD),
        () => admin.createUser('x', ''),
        () => admin.createUser('x', 'p'.repeat(64)),
        () => admin.createUser('x', 4711 as never),
        () => admin.grantRoles('x', 'read' as never),
        () =>
          admin.grantRoles(
            'x',
            Array.from({ length: 256 }, () => 'read'),
          ),
        () => admin.createRole('r', { privileges: ['fly' as never] }),
        () => admin.createRole('r', { privileges: [{ privilege: 'sys-admin', namespace: 'test' }] }),
        () => admin.createRole('r', { privileges: [{ privilege: 'read', set: 'users' }] }),
        () => admin.createRole('r', { whitelist: ['10.0.0.1,10.0.0.2'] }),
        () => admin.setQuotas('r', { readQuota: -1 }),
      ]
      for (const call of wrong) await expect(call()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
      expect(server.stats.commands.security).toBe(before)
    })
  })
})

describe('sessions', () => {
  test('one that the node ended is renewed, and each command repeated once', async () => {
    await asAnn(async (client) => {
      await useAll(client)
      for (let round = 0; round < 5; round++) {
        server.endSessions()
        const before = server.stats.commands.put
        await Promise.all(
          Array.from({ length: 50 }, (_, i) => client.put(key(i), { i }, { coalesce: 'off' })),
        )
        // Each was refused at most once: nothing was done then.
        expect(server.stats.commands.put - before).toBeLessThanOrEqual(100)
        server.endSessions()
        await useAll(client)
      }
    })
  })

  test('sessions that are over at two nodes, one behind the other, are both renewed', async () => {
    const two = await startMemoryServer({
      nodes: 2,
      security: { users: [{ name: 'ann', password: PASSWORD, roles: ['read-write'] }] },
    })
    await withClient({ hosts: two.hosts, user: 'ann', password: PASSWORD }, async (client) => {
      await client.put(key(1), { a: 1 })
      const over = { type: 'code', code: 66 } as const
      for (const action of [over, { type: 'drop' }, over] as const)
        two.faults.add({ match: { command: 'get' }, times: 1, action })
      const record = await client.get(key(1), { maxRetries: 1, coalesce: 'off' })
      expect(record?.bins).toEqual({ a: 1 })
    })
    await two.close()
  })

  test('a job, an aggregation and administration go on too', async () => {
    await asAdmin(async (admin) => {
      server.endSessions()
      expect(await admin.queryUser('ann')).toMatchObject({ name: 'ann' })
      server.endSessions()
      expect(await Promise.all(Array.from({ length: 5 }, () => admin.listNamespaces()))).toHaveLength(5)
    })
  })

  test('an expired one is not taken up, and one is renewed before it expires', async () => {
    let now = 0
    const timed = await startMemoryServer({
      clock: () => now,
      security: { users: [{ name: 'ann', password: PASSWORD, roles: ['read-write'] }], sessionTtl: 3600 },
    })
    await withClient({ hosts: timed.hosts, user: 'ann', password: PASSWORD }, async (client) => {
      await client.put(key(1), { a: 1 })
      now += 3_600_000
      timed.nodes[0]?.dropConnections()
      await client.put(key(1), { a: 2 }, { maxRetries: 100, sleepBetweenRetries: 20 })
    })
    await timed.close()
    const short = await startMemoryServer({
      security: { users: [{ name: 'ann', password: PASSWORD, roles: ['read-write'] }], sessionTtl: 1 },
    })
    await withClient(
      { hosts: short.hosts, user: 'ann', password: PASSWORD, tendInterval: 250 },
      async (client) => {
        const logins = short.stats.commands.security
        await expect
          .poll(() => short.stats.commands.security, { timeout: 15_000 })
          .toBeGreaterThan(logins + 1)
        await client.put(key(1), { a: 1 })
      },
    )
    await short.close()
  })

  test('a rotated password comes from the function at the next login', async () => {
    let password = PASSWORD
    await withClient({ credentials: () => ({ user: 'ann', password }) }, async (client) => {
      await asAdmin((admin) => admin.setPassword('ann', 'rotated'))
      password = 'rotated'
      server.endSessions()
      await useAll(client)
      await asAdmin((admin) => admin.setPassword('ann', PASSWORD))
    })
  })

  test('a user who is dropped may do nothing more', async () => {
    await asAdmin((admin) => admin.createUser('gone', PASSWORD, ['read-write']))
    await withClient({ user: 'gone', password: PASSWORD }, async (client) => {
      await client.put(key(1), { a: 1 })
      await asAdmin((admin) => admin.dropUser('gone'))
      await expect(client.put(key(1), { a: 2 })).rejects.toBeInstanceOf(SecurityError)
    })
  })
})

describe('a certificate names the user', () => {
  const NAME = 'db.example'
  let authority: Authority
  let identity: Identity

  beforeAll(async () => {
    authority = await Authority.create()
    identity = await authority.issue(NAME, { names: [NAME] })
  })

  test('which needs no password', async () => {
    const own = await authority.issue('cert')
    const stranger = await authority.issue('nobody')
    const secured = await startMemoryServer({
      security: {
        users: [{ name: 'admin', password: 'admin', roles: ['user-admin'] }],
      },
      tls: { ...identity, name: NAME, ca: authority.cert },
    })
    const trust = { ca: authority.cert }
    await withClient(
      { hosts: secured.tlsHosts, user: 'admin', password: 'admin', tls: { ...trust, ...stranger } },
      async (admin) => {
        await admin.createPkiUser('cert', ['read-write'])
        await expect(admin.changePassword('admin')).rejects.toMatchObject({ code: 'FORBIDDEN_PASSWORD' })
      },
    )
    await withClient(
      { hosts: secured.tlsHosts, authMode: 'pki', tls: { ...trust, ...own } },
      async (client) => {
        await client.put(key(1), { a: 1 })
        expect(await client.queryUser('cert')).toMatchObject({ roles: ['read-write'] })
        await expect(client.changePassword('x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
      },
    )
    const error = await refusal({ hosts: secured.tlsHosts, authMode: 'pki', tls: { ...trust, ...stranger } })
    expect(error.code).toBe('INVALID_USER')
    await secured.close()
  })
})

describe('secrets', () => {
  test('are shown nowhere', async () => {
    const told: string[] = []
    const note = (message: string): void => void told.push(message)
    const logger = { debug: note, info: note, warn: note, error: note }
    await withClient({ user: 'ann', password: PASSWORD, logger }, async (client) => {
      client.on('problem', (error) => told.push(inspect(error, { depth: 9 })))
      server.endSessions()
      await useAll(client)
      // eslint-disable-next-line @typescript-eslint/no-base-to-string -- which is what this looks at
      told.push(inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client), String(client))
      told.push(inspect(client.nodes, { depth: 9 }), JSON.stringify(client.stats()))
      const error: unknown = await client.createUser('x', PASSWORD).catch((e: unknown) => e)
      told.push(inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error))
    })
    const refused = await refusal({ user: 'ann', password: `${PASSWORD}!` })
    told.push(inspect(refused, { depth: 9, showHidden: true }), JSON.stringify(refused))
    expect(told.length).toBeGreaterThan(5)
    for (const text of told) {
      expect(text).not.toContain(PASSWORD)
      expect(text).not.toContain('$2a$')
    }
  })
})
