import { afterEach, expect, test, vi } from 'vitest'
import { Connection } from '../../../src/net/connection.ts'
import type { Transport } from '../../../src/net/transport.ts'
import type { CredentialsFunction } from '../../../src/policy/credentials.ts'
import { CredentialSource } from '../../../src/security/credentials.ts'
import { NodeLogin } from '../../../src/security/node-login.ts'
import { AdminCommand, AdminField } from '../../../src/wire/admin-codes.ts'
import { FakeTransport, frame } from '../net/fakes.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

afterEach(() => {
  vi.restoreAllMocks()
})

const ANN = { user: 'ann', password: 'secret' }
const LIMIT = () => 60_000
/** Where a request of the security protocol has its command: behind the frame's header. */
const COMMAND = 8 + 2

function field(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(value.length + 1)
  head[4] = id
  return Buffer.concat([head, value])
}

/** Answers every request, a login with a session of so many seconds. */
class Node {
  readonly commands: number[] = []
  readonly #ttl: number

  constructor(ttl: number) {
    this.#ttl = ttl
  }

  connect(): Connection {
    const connection = new Connection('127.0.0.1:3000')
    const transport: Transport = new FakeTransport()
    transport.write = (chunk, done) => {
      const command = chunk[COMMAND]
      this.commands.push(command ?? -1)
      const answer = command === AdminCommand.login ? this.#session() : Buffer.alloc(16)
      done()
      setImmediate(() => {
        const bytes = frame(answer, 2)
        connection.data(bytes, bytes.length)
      })
    }
    connection.open(transport)
    return connection
  }

  #session(): Buffer {
    const ttl = Buffer.alloc(4)
    ttl.writeUInt32BE(this.#ttl)
    const header = Buffer.alloc(16)
    header[3] = 2
    const token = field(AdminField.sessionToken, Buffer.from('token'))
    return Buffer.concat([header, token, field(AdminField.sessionTtl, ttl)])
  }
}

function loginWith(give: CredentialsFunction, told: Error[] = []): NodeLogin {
  return new NodeLogin(
    { host: '127.0.0.1', port: 3000 },
    {
      credentials: new CredentialSource(give, 'internal', LIMIT),
      timeout: LIMIT,
      tell: (error) => told.push(error),
    },
  )
}

test('a connection that breaks while user and password are asked for ends the login', async () => {
  const node = new Node(3_600)
  const first = node.connect()
  const login = loginWith(() => {
    first.closed(undefined)
    return ANN
  })
  await expect(login.prepare(first)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  const second = node.connect()
  await login.prepare(second)
  expect(second.session).toBeDefined()
})

test('a session that cannot be renewed for want of a password is used until the node ends it', async () => {
  const told: Error[] = []
  const node = new Node(3_600)
  let fails = false
  const login = loginWith(() => {
    if (fails) throw new Error('the vault is closed')
    return ANN
  }, told)
  const first = node.connect()
  await login.prepare(first)
  fails = true
  const late = performance.now() + 3_590_000
  vi.spyOn(performance, 'now').mockImplementation(() => late)
  const { session } = first
  await login.renew(first)
  const second = node.connect()
  await login.prepare(second)
  expect(second.session).toBe(session)
  expect(told).toMatchObject([{ code: 'CREDENTIALS_FAILED' }])

  session?.end()
  await expect(login.prepare(node.connect())).rejects.toMatchObject({ code: 'CREDENTIALS_FAILED' })
})
