import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { test } from 'node:test'

const skip = process.platform === 'win32'

test('npm start serves; SIGTERM waits for an import that is under way', { skip }, async (t) => {
  const server = spawn(process.execPath, [new URL('server.mjs', import.meta.url).pathname], {
    env: { ...process.env, PORT: '0', DRAIN: '0', AEROSPIKE_HOSTS: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => server.kill('SIGKILL'))
  const ended = once(server, 'close')
  const log = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
  const said = async (pattern) => {
    for (let line; (line = (await log.next()).value) !== undefined;)
      if (pattern.test(line)) return pattern.exec(line)
    return assert.fail('the server ended')
  }
  const [, url] = await said(/listening at (http:\S+?)"/)

  const importing = request(`${url}/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
  })
  importing.write(rows(0, 1_000))
  const [answer] = await once(importing, 'response')
  const progress = createInterface({ input: answer })[Symbol.asyncIterator]()
  assert.equal(JSON.parse((await progress.next()).value).stored, 1_000)

  server.kill('SIGTERM')
  await said(/"ending"/)
  importing.end(rows(1_000, 1_500))
  assert.equal(JSON.parse((await progress.next()).value).stored, 1_500)
  assert.deepEqual(JSON.parse((await progress.next()).value), {
    read: 1_500,
    stored: 1_500,
    refused: 0,
    done: true,
  })
  await said(/"ended"/)
  assert.deepEqual(await ended, [0, null])
})

function rows(from, to) {
  const place = { name: 'Blue', city: 'Bern', kind: 'café', location: { longitude: 7.4, latitude: 46.9 } }
  const row = (i) => `${JSON.stringify({ id: `place ${from + i}`, ...place })}\n`
  return Array.from({ length: to - from }, (_, i) => row(i)).join('')
}
