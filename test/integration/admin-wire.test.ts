import { readFileSync } from 'node:fs'
import { connect as dial, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, connect, Key } from '../../src/index.ts'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'
import { ProtoType } from '../../src/wire/proto.ts'
import { framesOf } from '../faults/frames.ts'
import { PATIENT } from './server.ts'

// What the official client sends for the same calls, recorded by test/peers/record-security.mjs.
const { frames } = JSON.parse(readFileSync(new URL('./admin-wire.json', import.meta.url), 'utf8')) as {
  readonly frames: Readonly<Record<string, string>>
}

const sent: string[] = []
let server: MemoryServer
let proxy: Server
let client: Client

beforeAll(async () => {
  server = await startMemoryServer({ security: { enableQuotas: true } })
  proxy = createServer((down) => {
    const up = dial(server.nodes[0]!.port, '127.0.0.1')
    const take = framesOf((frame) => {
      if (frame[1] === ProtoType.security) sent.push(frame.toString('hex'))
      up.write(frame)
    })
    down.on('data', take)
    up.on('data', (chunk) => down.write(chunk))
    for (const [one, other] of [[up, down] as const, [down, up] as const])
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as { readonly port: number }
  server.nodes[0]!.advertise({ service: `127.0.0.1:${port}` })
  client = await connect({
    hosts: `127.0.0.1:${port}`,
    ...{ user: 'admin', password: 'admin', dialTimeout: 10_000, tendTimeout: 10_000, defaults: PATIENT },
  })
})

afterAll(async () => {
  await client.close()
  await server.close()
  proxy.close()
})

/** The size of a token of the memory server, which is another one each time. */
const TOKEN_DIGITS = 64

test('a login, and the session on another connection', async () => {
  expect(sent).toEqual([frames['login']])
  sent.length = 0
  // Another user's right, but a connection of its own.
  await expect(client.get(new Key('test', 'set', 1))).rejects.toMatchObject({ code: 'ROLE_VIOLATION' })
  const expected = frames['authenticate'] ?? ''
  expect(sent.map((frame) => frame.slice(0, -TOKEN_DIGITS))).toEqual([expected.slice(0, -TOKEN_DIGITS)])
})

const everywhere = ['read', 'sindex-admin']
const CALLS: readonly (readonly [name: string, call: () => Promise<unknown>])[] = [
  ['createUser', () => client.createUser('ann', 'password', everywhere)],
  ['createUser without roles', () => client.createUser('bob', 'pässword')],
  ['createPkiUser', () => client.createPkiUser('cert', ['read'])],
  ['setPassword', () => client.setPassword('ann', 'another')],
  ['grantRoles', () => client.grantRoles('ann', ['write', 'truncate'])],
  ['revokeRoles', () => client.revokeRoles('ann', ['truncate'])],
  ['queryUser', () => client.queryUser('ann')],
  ['queryUsers', () => client.queryUsers()],
  [
    'createRole',
    () =>
      client.createRole('r', {
        privileges: [
          'sindex-admin',
          { privilege: 'read-write', namespace: 'test', set: 'users' },
          { privilege: 'read', namespace: 'test' },
          'truncate',
        ],
      }),
  ],
  [
    'createRole with all',
    () =>
      client.createRole('all', {
        privileges: ['user-admin'],
        whitelist: ['10.0.0.0/8', '127.0.0.1'],
        readQuota: 100,
        writeQuota: 200,
      }),
  ],
  [
    'grantPrivileges',
    () => client.grantPrivileges('r', [{ privilege: 'write', namespace: 'test' }, 'udf-admin']),
  ],
  ['revokePrivileges', () => client.revokePrivileges('r', ['udf-admin'])],
  ['setWhitelist', () => client.setWhitelist('r', ['10.0.0.1', '192.168.0.0/16'])],
  ['setWhitelist of nothing', () => client.setWhitelist('r', [])],
  ['setQuotas', () => client.setQuotas('r', { readQuota: 100, writeQuota: 150 })],
  ['queryRole', () => client.queryRole('r')],
  ['queryRoles', () => client.queryRoles()],
  ['changePassword', () => client.changePassword('new secret')],
  ['dropRole', () => client.dropRole('all')],
  ['dropUser', () => client.dropUser('ann')],
]

test.each(CALLS)('%s: the bytes of the official client', async (name, call) => {
  sent.length = 0
  await call()
  expect(sent).toEqual([frames[name]])
})

test('no recorded call is left out', () => {
  expect(Object.keys(frames).sort()).toEqual([...CALLS.map(([name]) => name), 'login', 'authenticate'].sort())
})
