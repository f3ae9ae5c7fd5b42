import { startMemoryServer } from 'aerospike-ts/testing'

/** The cluster that AEROSPIKE_HOSTS names; without it a memory server inside of this process, which forgets everything at its end. */
export async function findCluster() {
  const { AEROSPIKE_HOSTS } = process.env
  if (AEROSPIKE_HOSTS !== undefined) return { hosts: AEROSPIKE_HOSTS, close: async () => {} }
  const server = await startMemoryServer({ namespaces: [process.env.AEROSPIKE_NAMESPACE ?? 'test'] })
  return { hosts: server.hosts, close: () => server.close() }
}
