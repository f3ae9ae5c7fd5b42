// The official client logs in, administers users and roles, and speaks TLS.
import assert from 'node:assert/strict'
import Aerospike from 'aerospike'
import { makeCertificates } from './certificates.mjs'
import { startServer } from './server.mjs'

const NAME = 'db.example'
const { Key, admin, privilegeCode } = Aerospike
const hasCode = (code) => (error) => error.code === Aerospike.status[code]

function hostsOf(address, tlsname) {
  return address.split(',').map((each) => {
    const parts = each.split(':')
    return { addr: parts[0], port: Number(parts.at(-1)), ...(tlsname === undefined ? {} : { tlsname }) }
  })
}

/** A machine with much to do must not fail a step. */
const PATIENT = Object.fromEntries(
  ['read', 'write', 'remove'].map((kind) => [kind, { totalTimeout: 30_000, socketTimeout: 30_000 }]),
)

async function withClient(config, work) {
  const client = await Aerospike.connect({ log: { level: -1 }, policies: PATIENT, ...config })
  try {
    await work(client)
  } finally {
    await client.close()
  }
}

const useRecords = async (client) => {
  const key = new Key('test', 'peers', 'secured')
  await client.put(key, { a: 1 })
  assert.deepEqual((await client.get(key)).bins, { a: 1 })
  await client.remove(key)
}

const STEPS = {
  'a user logs in': ({ hosts }) => withClient({ hosts, user: 'ann', password: 'secret' }, useRecords),
  'a wrong password is refused': ({ hosts }) =>
    assert.rejects(
      withClient({ hosts, user: 'ann', password: 'wrong' }, useRecords),
      (error) => error.code === Aerospike.status.INVALID_CREDENTIAL || /65/.test(error.message),
    ),
  'a forbidden command is refused': ({ hosts }) =>
    withClient({ hosts, user: 'admin', password: 'admin' }, (client) =>
      assert.rejects(client.put(new Key('test', 'peers', 1), { a: 1 }), hasCode('ROLE_VIOLATION')),
    ),
  'users and roles': ({ hosts }) =>
    withClient({ hosts, user: 'admin', password: 'admin' }, async (client) => {
      await client.createRole('mine', [
        new admin.Privilege(privilegeCode.READ_WRITE, { namespace: 'test', set: 'peers' }),
      ])
      await client.createUser('bob', 'secret of bob', ['mine'])
      assert.deepEqual((await client.queryUser('bob')).roles, ['mine'])
      await withClient({ hosts, user: 'bob', password: 'secret of bob' }, useRecords)
      await client.dropUser('bob')
      await client.dropRole('mine')
      await assert.rejects(client.queryUser('bob'), hasCode('INVALID_USER'))
    }),
  'over TLS': ({ tlsHosts, ca }) =>
    withClient(
      { hosts: tlsHosts, user: 'ann', password: 'secret', tls: { enable: true, cafile: ca } },
      useRecords,
    ),
  'over TLS, another name': ({ tlsHosts, ca }) =>
    assert.rejects(
      withClient(
        {
          hosts: tlsHosts.map((host) => ({ ...host, tlsname: 'other.example' })),
          user: 'ann',
          password: 'secret',
          tls: { enable: true, cafile: ca },
        },
        useRecords,
      ),
    ),
}

/** Runs all of it, and the official tests of users and roles where `runTests` is given; gives the number of failures. */
export async function checkSecurity(nodes, runTests) {
  const files = await makeCertificates(NAME)
  const users = ['--user', 'admin:admin:user-admin', '--user', 'ann:secret:read-write', '--enable-quotas']
  const tls = ['--tls-cert', files.cert, '--tls-key', files.key, '--tls-name', NAME, '--tls-port', '0']
  const server = await startServer(nodes, ...users, ...tls)
  const where = {
    hosts: hostsOf(server.address),
    tlsHosts: hostsOf(server.tlsAddress, NAME),
    ca: files.ca,
  }
  let failures = 0
  for (const [name, step] of Object.entries(STEPS)) {
    try {
      await step(where)
      console.log(`ok      ${name}`)
    } catch (error) {
      failures++
      console.log(`FAILED  ${name}\n${error.stack}`)
    }
  }
  if (runTests !== undefined) failures += await runTests(server.address)
  await server.stop()
  files.remove()
  return failures
}
