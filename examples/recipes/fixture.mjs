// For the tests: a client of the cluster that AEROSPIKE_HOSTS names, else of a memory server, and keys that nobody else has.
import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { connect, Key } from 'aerospike-ts'
import { startMemoryServer } from 'aerospike-ts/testing'

export function useCluster() {
  const { AEROSPIKE_HOSTS } = process.env
  const run = randomUUID()
  let keys = 0
  const fixture = { key: () => new Key('test', 'recipes', `${run} ${keys++}`) }
  let server
  before(async () => {
    server = AEROSPIKE_HOSTS === undefined ? await startMemoryServer({ nodes: 3 }) : undefined
    // Hundreds of callers of one record wait for each other.
    const patient = { timeout: 30_000 }
    const defaults = { read: patient, write: patient, operate: patient, batch: patient }
    fixture.client = await connect({ hosts: AEROSPIKE_HOSTS ?? server.hosts, defaults })
  })
  after(async () => {
    await fixture.client?.close()
    await server?.close()
  })
  return fixture
}

/** Calls a function so many times at once. */
export function together(count, call) {
  return Promise.all(Array.from({ length: count }, (_, i) => call(i)))
}
