// node test/peers/record-security.mjs: records what the official client sends to log in and to administer users and roles, through a
// proxy in front of a memory server, to test/integration/admin-wire.json. Needs `npm run build`, and the packages of this folder.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startMemoryServer } from '../../dist/testing/index.js'

const OUT = fileURLToPath(new URL('../integration/admin-wire.json', import.meta.url))
/** Type of a frame of the security protocol, and its command that takes up a session. */
const [SECURITY, AUTHENTICATE] = [2, 0]

/** The client blocks its process while it connects: it runs in one of its own. */
async function runClient(port) {
  const { default: Aerospike } = await import('aerospike')
  const { Privilege: P } = Aerospike.admin
  const C = Aerospike.privilegeCode
  const roles = ['read', 'sindex-admin']
  const STEPS = {
    createUser: (client) => client.createUser('ann', 'password', roles),
    'createUser without roles': (client) => client.createUser('bob', 'pässword', []),
    createPkiUser: (client) => client.createPKIUser('cert', ['read']),
    setPassword: (client) => client.setPassword('ann', 'another'),
    grantRoles: (client) => client.grantRoles('ann', ['write', 'truncate']),
    revokeRoles: (client) => client.revokeRoles('ann', ['truncate']),
    queryUser: (client) => client.queryUser('ann'),
    queryUsers: (client) => client.queryUsers(),
    createRole: (client) =>
      client.createRole('r', [
        new P(C.SINDEX_ADMIN),
        new P(C.READ_WRITE, { namespace: 'test', set: 'users' }),
        new P(C.READ, { namespace: 'test' }),
        new P(C.TRUNCATE),
      ]),
    'createRole with all': (client) =>
      client.createRole('all', [new P(C.USER_ADMIN)], null, ['10.0.0.0/8', '127.0.0.1'], 100, 200),
    grantPrivileges: (client) =>
      client.grantPrivileges('r', [new P(C.WRITE, { namespace: 'test' }), new P(C.UDF_ADMIN)]),
    revokePrivileges: (client) => client.revokePrivileges('r', [new P(C.UDF_ADMIN)]),
    setWhitelist: (client) => client.setWhitelist('r', ['10.0.0.1', '192.168.0.0/16']),
    'setWhitelist of nothing': (client) => client.setWhitelist('r', []),
    setQuotas: (client) => client.setQuotas('r', 100, 150),
    queryRole: (client) => client.queryRole('r'),
    queryRoles: (client) => client.queryRoles(),
    changePassword: (client) => client.changePassword('admin', 'new secret'),
    dropRole: (client) => client.dropRole('all'),
    dropUser: (client) => client.dropUser('ann'),
  }
  const mark = async (name) => {
    process.send(name)
    await sleep(250)
  }
  await mark('login')
  const hosts = [{ addr: '127.0.0.1', port }]
  const client = await Aerospike.connect({ hosts, user: 'admin', password: 'admin', log: { level: -1 } })
  for (const [name, step] of Object.entries(STEPS)) {
    await mark(name)
    await step(client)
  }
  await mark('end')
  process.exit(0)
}

/** Hands on what comes, and every security frame to `note`. */
function startProxy(port, note) {
  const proxy = createServer((down) => {
    const up = connect(port, '127.0.0.1')
    let rest = Buffer.alloc(0)
    down.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 8 && rest.length >= 8 + rest.readUIntBE(2, 6)) {
        const frame = rest.subarray(0, 8 + rest.readUIntBE(2, 6))
        rest = rest.subarray(frame.length)
        if (frame[1] === SECURITY) note(frame)
      }
      up.write(chunk)
    })
    up.on('data', (chunk) => down.write(chunk))
    for (const [one, other] of [
      [up, down],
      [down, up],
    ])
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
  })
  return new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(proxy.address().port)))
}

async function record() {
  const server = await startMemoryServer({ security: { enableQuotas: true } })
  const [node] = server.nodes
  const frames = {}
  let step = ''
  const port = await startProxy(node.port, (frame) => {
    const name = frame[10] === AUTHENTICATE ? 'authenticate' : step
    frames[name] ??= frame.toString('hex')
  })
  // The client goes to the address that the node tells.
  node.advertise({ service: `127.0.0.1:${port}` })
  const child = fork(fileURLToPath(import.meta.url), [String(port)])
  child.on('message', (name) => (step = name))
  await once(child, 'close')
  const text = JSON.stringify({ client: 'aerospike 6.7.1 for Node', frames }, null, 2)
  writeFileSync(OUT, `${text}\n`)
  process.exit(0)
}

if (process.send === undefined) await record()
else await runClient(Number(process.argv[2]))
