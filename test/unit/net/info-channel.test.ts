import { expect, test } from 'vitest'
import { clientError } from '../../../src/errors/index.ts'
import type { Connection } from '../../../src/net/connection.ts'
import { DialedInfoChannel } from '../../../src/net/info-channel.ts'
import { openFake, settle } from './fakes.ts'

const ADDRESS = { host: '10.0.0.1', port: 3000 }

/** A channel whose connection opens, and is made ready, when the test says so. */
function rig(renews: boolean) {
  const { connection, transport } = openFake()
  let opened: (connection: Connection) => void = () => undefined
  let renewed: () => void = () => undefined
  const opening = new Promise<Connection>((resolve) => (opened = resolve))
  const renewing = new Promise<void>((resolve) => (renewed = resolve))
  const renew = renews ? (): Promise<void> => renewing : undefined
  const channel = new DialedInfoChannel(ADDRESS, () => opening, { renew })
  const open = async (): Promise<void> => {
    opened(connection)
    await settle()
  }
  const makeReady = async (): Promise<void> => {
    renewed()
    await settle()
  }
  return { channel, transport, open, makeReady }
}

test('a request leaves when the connection is open and ready', async () => {
  const { channel, transport, open, makeReady } = rig(true)
  const request = channel.request(['build'], 0)
  const ended = expect(request.answer).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  await open()
  expect(transport.writes).toEqual([])
  await makeReady()
  expect(request.sent).toBe(true)
  expect(transport.writes.join('')).toContain('build')
  channel.close()
  await ended
})

test.each([
  ['opened', false],
  ['opened', true],
  ['made ready', true],
])('given up before the connection is %s, it never leaves (renews: %s)', async (when, renews) => {
  const { channel, transport, open, makeReady } = rig(renews)
  const request = channel.request(['truncate:namespace=test'], 0)
  const ended = expect(request.answer).rejects.toMatchObject({ code: 'ABORTED' })
  if (when === 'made ready') await open()
  request.fail(clientError('ABORTED', 'given up'))
  await ended
  await open()
  await makeReady()
  expect(request.sent).toBe(false)
  expect(transport.writes).toEqual([])
  channel.close()
})
