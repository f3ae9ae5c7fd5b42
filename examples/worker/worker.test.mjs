import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { connect, exp, Key } from 'aerospike-ts'
import { startMemoryServer } from 'aerospike-ts/testing'
import { fill } from './fill.mjs'
import { pay } from './pay.mjs'

const { AEROSPIKE_HOSTS: real } = process.env
const namespace = 'test'
let server, client, hosts

before(async () => {
  // A server of this process, which outlives the workers.
  server = real === undefined ? await startMemoryServer({ nodes: 2 }) : undefined
  hosts = real ?? server.hosts
  client = await connect(hosts)
})
after(async () => {
  await client.close()
  await server?.close()
})

function freshSet() {
  const set = `accounts ${randomUUID()}`
  after(async () => {
    await client.truncate(namespace, set)
    await client.truncate(namespace, `${set}-runs`)
  })
  return set
}

/** Everybody was paid so often, from the balance that they were given. */
async function assertPaid(set, count, times = 1) {
  const seen = new Set()
  for await (const { key, bins } of client.query(namespace, set)) {
    seen.add(key.digest)
    assert.equal(bins.paid, times)
  }
  assert.equal(seen.size, count)
  const some = await client.get(new Key(namespace, set, 950))
  assert.equal(some.bins.balance, times === 1 ? 950 + 19 : 969 + 19)
}

const idle = new AbortController().signal
const nobody = () => {}

test('stopped after each page and gone on: all are paid once, and twice by two runs', async () => {
  const settings = { namespace, set: freshSet(), size: 300, signal: idle }
  await fill(client, { ...settings, count: 1_000 }, nobody)
  for (const [run, times] of [
    ['may', 1],
    ['june', 2],
  ]) {
    let ended = false
    let starts = 0
    while (!ended) {
      const stop = new AbortController()
      starts++
      ended = (await pay(client, { ...settings, run, signal: stop.signal }, () => stop.abort())).ended
    }
    assert.ok(starts >= 4)
    await assertPaid(settings.set, 1_000, times)
  }
})

test('killed in the middle of a page: it is done again, and nobody is paid twice', async () => {
  const settings = { namespace, set: freshSet(), size: 500, run: 'may', signal: idle }
  await fill(client, { ...settings, count: 1_000 }, nobody)
  // As one who was killed after the page was paid, and before it was noted.
  const killed = new Error('killed')
  const dying = Object.create(client, {
    query: { value: (...place) => client.query(...place) },
    get: { value: (...args) => client.get(...args) },
    operateMany: { value: (...args) => client.operateMany(...args) },
    put: { value: () => Promise.reject(killed) },
  })
  await assert.rejects(pay(dying, settings, nobody), killed)
  const isPaid = exp.eq(exp.bin('paid', 'int'), 1)
  const paid = await client.query(namespace, settings.set).filterExpression(isPaid).toArray()
  assert.equal(paid.length, 500)
  assert.deepEqual(await pay(client, settings, nobody), { done: 1_000, ended: true })
  await assertPaid(settings.set, 1_000)
})

const worker = (...args) => {
  const child = spawn(process.execPath, [new URL('worker.mjs', import.meta.url).pathname, ...args], {
    env: { ...process.env, AEROSPIKE_HOSTS: hosts },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text))
  return { child, ended: once(child, 'close').then(([code]) => ({ code, output })) }
}

const skip = process.platform === 'win32'

test('the command: SIGTERM ends it behind a page, and the next one goes on', { skip }, async () => {
  const set = freshSet()
  const args = ['--count', '20000', '--page', '200', '--run', 'may', '--set', set]
  const first = worker(...args)
  first.child.stdout.on('data', (text) => text.includes('paid: ') && first.child.kill('SIGTERM'))
  const stopped = await first.ended
  assert.deepEqual([stopped.code, /to be continued/.test(stopped.output)], [0, true], stopped.output)
  const second = await worker(...args, '--no-fill').ended
  assert.deepEqual([second.code, /all 20000 are paid/.test(second.output)], [0, true], second.output)
  await assertPaid(set, 20_000)
})

test('an argument that is wrong', async () => {
  for (const args of [['--count', 'many'], ['--page', '0'], ['--what']]) {
    const { code, output } = await worker(...args).ended
    assert.equal(code, 2)
    assert.match(output, /Usage/)
  }
})
