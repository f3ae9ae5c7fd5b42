import { expect, test } from 'vitest'
import { hashPassword } from '../../../src/password.ts'
import { CredentialSource } from '../../../src/security/credentials.ts'
import { LoginSession } from '../../../src/security/login-session.ts'

const ANN = { user: 'ann', password: 'secret' }
const LIMIT = () => 60_000

test('the hash is the one that all clients send', async () => {
  // As the official client sends it (test/integration/admin-wire.json).
  expect((await hashPassword('admin')).toString()).toBe(
    '$2a$10$7EqJtq98hPqEX7fNZaFWoO1mVO/4MLpGzsqojz6E9Gef6iXDjXdDa',
  )
})

test('what is kept is wiped at the end', async () => {
  const source = new CredentialSource(ANN, 'external', LIMIT)
  const kept = await source.use(({ hash, clear }) => [hash, clear])
  expect(kept[1]?.toString()).toBe('secret')
  source.close()
  await Promise.resolve()
  expect(kept.map((buffer) => buffer?.every((byte) => byte === 0))).toEqual([true, true])
  await expect(source.use(() => undefined)).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
})

test('logins of one moment share the answer of a function, of which nothing is kept', async () => {
  let asked = 0
  const source = new CredentialSource(() => (asked++, ANN), 'internal', LIMIT)
  const kept = await Promise.all([source.use(({ hash }) => hash), source.use(({ hash }) => hash)])
  expect(asked).toBe(1)
  await Promise.resolve()
  expect(kept.every((hash) => hash.every((byte) => byte === 0))).toBe(true)
  await source.use(() => undefined)
  expect(asked).toBe(2)
})

test('a function that failed is asked again', async () => {
  let asked = 0
  const source = new CredentialSource(
    () => {
      if (asked++ === 0) throw new Error('not yet')
      return ANN
    },
    'internal',
    LIMIT,
  )
  await expect(source.use(() => undefined)).rejects.toMatchObject({ code: 'CREDENTIALS_FAILED' })
  expect(await source.use(({ user }) => user)).toBe('ann')
})

test('a changed password takes the place of the one before, and only the own one does', async () => {
  const source = new CredentialSource(ANN, 'internal', LIMIT)
  const before = await source.use(({ hash }) => hash)
  await source.changed('bob', 'another')
  expect(await source.use(({ hash }) => hash)).toBe(before)
  await source.changed('ann', 'another')
  expect(before.every((byte) => byte === 0)).toBe(true)
  const hash = await hashPassword('another')
  expect(await source.use((secret) => secret.hash.equals(hash))).toBe(true)
})

test('a session is due a minute before its end, or half way when it is short', () => {
  const dueAt = (ttl: number | undefined, now: number): boolean =>
    new LoginSession('ann', { token: Buffer.of(1), ttl }, 0).isDue(now)
  expect([dueAt(3600, 3_539_999), dueAt(3600, 3_540_000)]).toEqual([false, true])
  expect([dueAt(10, 4_999), dueAt(10, 5_000)]).toEqual([false, true])
  expect([dueAt(0, 1e12), dueAt(undefined, 1e12)]).toEqual([false, false])
})

test('a function that gives nothing within the time limit is asked again', async () => {
  let asked = 0
  const give = () => (asked++ === 0 ? new Promise<typeof ANN>(() => undefined) : ANN)
  const source = new CredentialSource(give, 'internal', () => 1)
  await expect(source.use(() => undefined)).rejects.toMatchObject({ code: 'CREDENTIALS_FAILED' })
  expect(await source.use(({ user }) => user)).toBe('ann')
})
