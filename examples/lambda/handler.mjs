// A function that counts visits. Everything outside of the handler is made once for each instance, and kept while it is frozen.
import { Client, Key } from 'aerospike-ts'

// Nothing is opened yet: the first command connects. An instance does one request at a time, and needs few connections.
const client = new Client({
  hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000',
  appId: 'visits',
  maxConnections: 4,
  tendInterval: 5_000,
  maxIdle: Number(process.env.AEROSPIKE_MAX_IDLE ?? 55_000),
})

/** POST counts a visit, everything else reads how many there were. */
export async function handler({ id, method = 'GET' }) {
  const key = new Key(process.env.AEROSPIKE_NAMESPACE ?? 'test', 'visits', id)
  if (method === 'POST') await client.add(key, { visits: 1 })
  const record = await client.get(key)
  return { statusCode: 200, body: JSON.stringify({ visits: record?.bins.visits ?? 0 }) }
}
