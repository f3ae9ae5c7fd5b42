import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startMemoryServer } from 'aerospike-ts/testing'

/** Milliseconds after which the server closes idle connections; a real one does after 60 s (proto-fd-idle-ms). */
const SERVER_IDLE = 2_000
const REAL_HOSTS = process.env.AEROSPIKE_HOSTS

let server
let id = 0
before(async () => {
  server = REAL_HOSTS === undefined ? await startMemoryServer() : undefined
})
after(() => server?.close())

/** An instance of the function in a process of its own, which can be frozen. */
function start(environment = {}) {
  const env = { ...process.env, AEROSPIKE_HOSTS: REAL_HOSTS ?? server.hosts, ...environment }
  const child = spawn(process.execPath, [new URL('instance.mjs', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async invoke(event) {
      child.stdin.write(`${JSON.stringify(event)}\n`)
      return JSON.parse((await lines.next()).value)
    },
    async frozen(milliseconds) {
      child.kill('SIGSTOP')
      // What the server does meanwhile to connections that say nothing.
      server?.nodes[0].dropConnections()
      await sleep(milliseconds)
      child.kill('SIGCONT')
    },
    async end() {
      child.stdin.end()
      return (await once(child, 'close'))[0]
    },
  }
}

const visits = ({ body }) => JSON.parse(body).visits
const event = (method) => ({ id: `example ${process.pid} ${id}`, method })

test('counts, and ends by itself: no timer holds the process', async () => {
  id++
  const instance = start()
  assert.equal(visits(await instance.invoke(event('POST'))), 1)
  assert.equal(visits(await instance.invoke(event('POST'))), 2)
  const answer = await instance.invoke(event('GET'))
  assert.equal(visits(answer), 2)
  assert.equal(await instance.end(), 0)
})

const skip = process.platform === 'win32'

test(
  'frozen for longer than the server keeps connections: no error, also for a write that is tried once',
  { skip },
  async () => {
    id++
    const instance = start({ AEROSPIKE_MAX_IDLE: '1000' })
    for (let round = 1; round <= 2; round++) {
      assert.equal(visits(await instance.invoke(event('POST'))), round)
      await instance.frozen(REAL_HOSTS === undefined ? SERVER_IDLE : 65_000)
    }
    assert.equal(visits(await instance.invoke(event('POST'))), 3)
    assert.equal(await instance.end(), 0)
  },
)

test(
  'frozen shortly, and the server closed the connections all the same: reads cost no error',
  { skip },
  async () => {
    id++
    const instance = start()
    await instance.invoke(event('POST'))
    await instance.frozen(200)
    assert.equal(visits(await instance.invoke(event('GET'))), 1)
    assert.equal(await instance.end(), 0)
  },
)
