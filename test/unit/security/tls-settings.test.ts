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
