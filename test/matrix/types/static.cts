// Compiled, not run: a CommonJS module that imports the package as any other.
import { AerospikeError, type Client, connect, Key, type Record } from 'aerospike-ts'
import { startMemoryServer } from 'aerospike-ts/testing'
import testing = require('aerospike-ts/testing')

interface User {
  name: string
}

export async function find(id: number): Promise<Record<User> | null> {
  const server: testing.MemoryServer = await startMemoryServer()
  const client: Client = await connect(server.hosts)
  try {
    return await client.get<User>(new Key('test', 'users', id))
  } catch (error) {
    if (error instanceof AerospikeError && error.code === 'TIMEOUT') return null
    throw error
  }
}
