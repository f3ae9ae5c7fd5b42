import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../../src/errors/index.ts'
import { AdminCommand, AdminField, PRIVILEGES } from '../../../src/wire/admin-codes.ts'
import { encodeAuthenticate, encodeLogin } from '../../../src/wire/admin-login.ts'
import {
  readAdminCode,
  readLogin,
  readRoles,
  readUsers,
  type RoleRecord,
  type UserRecord,
} from '../../../src/wire/admin-reply.ts'
import {
  encodeAdmin,
  numberPart,
  privilegesPart,
  rolesPart,
  textPart,
  whitelistPart,
} from '../../../src/wire/admin.ts'

/** A field: its size with the number in it, the number, the data. */
const field = (id: number, data: string): string => {
  const bytes = Buffer.from(data, 'hex')
  return (bytes.length + 1).toString(16).padStart(8, '0') + id.toString(16).padStart(2, '0') + data
}
const text = (value: string): string => Buffer.from(value).toString('hex')
const short = (value: string): string => value.length.toString(16).padStart(2, '0') + text(value)
/** A message: scheme, result, command, number of fields, 12 bytes of nothing, the fields. */
const message = (result: number, command: number, ...fields: string[]): string =>
  [0, result, command, fields.length].map((byte) => byte.toString(16).padStart(2, '0')).join('') +
  '00'.repeat(12) +
  fields.join('')
const frame = (body: string): string => `0202${(body.length / 2).toString(16).padStart(12, '0')}${body}`

describe('requests', () => {
  const cases: readonly (readonly [name: string, written: Buffer, expected: string])[] = [
    [
      'a login with the hash of a password',
      encodeLogin({ user: 'ann', hash: Buffer.from('$2a$'), clear: undefined }),
      message(0, 20, field(0, text('ann')), field(3, text('$2a$'))),
    ],
    [
      'a login at an external service, with the password too',
      encodeLogin({ user: 'ann', hash: Buffer.from('$2a$'), clear: Buffer.from('pw') }),
      message(0, 20, field(0, text('ann')), field(3, text('$2a$')), field(4, text('pw'))),
    ],
    ['a login by certificate', encodeLogin(undefined), message(0, 20)],
    [
      'a session',
      encodeAuthenticate('ann', Buffer.of(1, 2, 255)),
      message(0, 0, field(0, text('ann')), field(5, '0102ff')),
    ],
    [
      'a session of a user that a certificate names',
      encodeAuthenticate(undefined, Buffer.of(7)),
      message(0, 0, field(5, '07')),
    ],
    [
      'roles',
      encodeAdmin(AdminCommand.grantRoles, [textPart(AdminField.user, 'née'), rolesPart(['read', 'x'])]),
      message(0, 5, field(0, text('née')), field(10, `02${short('read')}${short('x')}`)),
    ],
    [
      'privileges: those of the cluster are bare, others have their scope',
      encodeAdmin(AdminCommand.createRole, [
        textPart(AdminField.role, 'r'),
        privilegesPart([
          { code: PRIVILEGES['sys-admin'], namespace: '', set: '' },
          { code: PRIVILEGES.read, namespace: 'test', set: '' },
          { code: PRIVILEGES['write-masked'], namespace: 'test', set: 'users' },
        ]),
        whitelistPart(['10.0.0.0/8', '::1']),
        numberPart(AdminField.readQuota, 100),
        numberPart(AdminField.writeQuota, 0xffff_ffff),
      ]),
      message(
        0,
        10,
        field(11, text('r')),
        field(12, `03010a${short('test')}0011${short('test')}${short('users')}`),
        field(13, text('10.0.0.0/8,::1')),
        field(14, '00000064'),
        field(15, 'ffffffff'),
      ),
    ],
  ]
  test.each(cases)('%s', (_name, written, expected) => {
    expect(written.toString('hex')).toBe(frame(expected))
  })
})

describe('answers', () => {
  const user = (name: string): string =>
    message(
      0,
      0,
      field(0, text(name)),
      field(10, `02${short('read')}${short('orders')}`),
      field(16, '0400000001000000020000000300000004'),
      field(17, '0100000009'),
      field(18, '0000000c'),
      field(99, 'ffff'),
    )
  const role = (name: string): string =>
    message(
      0,
      0,
      field(11, text(name)),
      field(12, `03000a${short('test')}${short('users')}1200${short('')}`),
      field(13, text('10.0.0.1,,::1')),
      field(14, '00000001'),
      field(15, '00000002'),
    )
  const login = message(0, 0, field(5, '0a0b'), field(6, '00015180'), field(5, 'ff'))
  const end = message(50, 0)

  test('a login', () => {
    const bytes = Buffer.from(login, 'hex')
    const answer = readLogin(bytes, 0, bytes.length)
    bytes.fill(0)
    expect(answer).toEqual({ token: Buffer.of(10, 11), ttl: 86_400 })
  })

  test('a login without a session is none', () => {
    const bytes = Buffer.from(message(0, 0, field(6, '00000001')), 'hex')
    expect(() => readLogin(bytes, 0, bytes.length)).toThrow(ProtocolError)
  })

  test('users', () => {
    const bytes = Buffer.from(user('ann') + user('bob') + end, 'hex')
    const users: UserRecord[] = []
    expect(readUsers(bytes, 0, bytes.length, users)).toBe(50)
    const expected = {
      roles: ['read', 'orders'],
      connections: 12,
      readInfo: [1, 2, 3, 4],
      writeInfo: [9],
    }
    expect(users).toEqual([
      { name: 'ann', ...expected },
      { name: 'bob', ...expected },
    ])
  })

  test('roles, also with a privilege that nobody knows yet', () => {
    const bytes = Buffer.from(role('r') + end, 'hex')
    const roles: RoleRecord[] = []
    expect(readRoles(bytes, 0, bytes.length, roles)).toBe(50)
    expect(roles).toEqual([
      {
        name: 'r',
        privileges: [
          { code: 0, namespace: '', set: '' },
          { code: 10, namespace: 'test', set: 'users' },
          { code: 18, namespace: '', set: '' },
        ],
        whitelist: ['10.0.0.1', '::1'],
        readQuota: 1,
        writeQuota: 2,
      },
    ])
  })

  test('a refusal', () => {
    const bytes = Buffer.from(message(65, 0), 'hex')
    expect(readAdminCode(bytes, 0, bytes.length)).toBe(65)
    expect(readUsers(bytes, 0, bytes.length, [])).toBe(65)
  })

  const readers: readonly (readonly [string, string, (bytes: Buffer) => unknown])[] = [
    ['a login', message(0, 0, field(5, '0a0b'), field(6, '00015180')), (b) => readLogin(b, 0, b.length)],
    ['users', user('ann'), (b) => readUsers(b, 0, b.length, [])],
    ['roles', role('r'), (b) => readRoles(b, 0, b.length, [])],
  ]
  test.each(readers)('%s cut anywhere: an error of ours', (_name, whole, read) => {
    const bytes = Buffer.from(whole, 'hex')
    for (let size = 1; size < bytes.length; size++) {
      expect(() => read(bytes.subarray(0, size))).toThrow(ProtocolError)
    }
  })

  test.each(readers)('%s with any byte changed: a value, or an error of ours', (_name, whole, read) => {
    const bytes = Buffer.from(whole, 'hex')
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 1, 127, 255]) {
        const hostile = Buffer.from(bytes)
        hostile[at] = value
        try {
          read(hostile)
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }
    }
  })
})
