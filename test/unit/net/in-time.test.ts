import { expect, test } from 'vitest'
import { Connection } from '../../../src/net/connection.ts'
import { DialedInfoChannel } from '../../../src/net/info-channel.ts'
import { FakeTransport, flushed, frame, settle } from './fakes.ts'

const LIMIT = 20

/** Keeps the loop from turning until a time limit set before is over. */
function block(): void {
  for (const until = performance.now() + 3 * LIMIT; performance.now() < until;);
}

test('an answer that came while the loop was blocked is in time', async () => {
  const connection = new Connection('127.0.0.1:3000')
  connection.open(new FakeTransport())
  const channel = new DialedInfoChannel({ host: '127.0.0.1', port: 3000 }, () => Promise.resolve(connection))
  const { answer } = channel.request(['node'], LIMIT)
  const told = answer.then(
    (answers) => answers.get('node'),
    (error: unknown) => error,
  )
  // In the phase of immediates: the next thing that the loop comes to is its timers, as behind a blocking reader.
  await flushed()
  setImmediate(() => {
    const bytes = frame('node\tBB9\n', 1)
    connection.data(bytes, bytes.length)
  })
  block()
  expect(await told).toBe('BB9')
  channel.close()
})

test('an answer that does not come is late', async () => {
  const connection = new Connection('127.0.0.1:3000')
  connection.open(new FakeTransport())
  const channel = new DialedInfoChannel({ host: '127.0.0.1', port: 3000 }, () => Promise.resolve(connection))
  await expect(channel.request(['node'], 1).answer).rejects.toMatchObject({ code: 'TIMEOUT' })
  await settle()
  expect(connection.failure).toMatchObject({ code: 'CONNECTION_LOST' })
  channel.close()
})
