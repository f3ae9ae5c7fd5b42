import { expect, test } from 'vitest'
import type { TlsOptions } from '../../../src/policy/tls.ts'
import { TlsSettings } from '../../../src/security/tls-settings.ts'

test('a function that gives nothing within the time limit is asked again', async () => {
  let asked = 0
  let limit = 1
  const settings = new TlsSettings(
    () => (asked++ === 0 ? new Promise<TlsOptions>(() => undefined) : { name: 'db.example' }),
    () => limit,
  )
  await expect(settings.context()).rejects.toMatchObject({ code: 'TLS_FAILED' })
  limit = 60_000
  expect(await settings.context()).toMatchObject({ name: 'db.example' })
})

test('what resumes sessions with a node goes when the node leaves', async () => {
  const settings = new TlsSettings({ name: 'db.example' }, () => 60_000)
  const { sessions } = await settings.context()
  for (const key of ['10.0.0.1:4333 db.example', '10.0.0.1:43330 db.example', '10.0.0.2:4333 db.example'])
    sessions.set(key, Buffer.alloc(1))
  settings.forget({ host: '10.0.0.1', port: 4333 })
  await settings.context()
  expect([...sessions.keys()]).toEqual(['10.0.0.1:43330 db.example', '10.0.0.2:4333 db.example'])
})

test('what a function of the application says when it fails is kept out of the message', async () => {
  const settings = new TlsSettings(
    () => {
      throw new Error('no passphrase in vault at token=secret')
    },
    () => 60_000,
  )
  const error: unknown = await settings.context().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'TLS_FAILED' })
  expect((error as Error).message).not.toContain('secret')
  expect((error as Error).cause).toMatchObject({ message: 'no passphrase in vault at token=secret' })
  settings.forget({ host: '10.0.0.1', port: 4333 })
})
