// Compiled, not run: a CommonJS module, for compilers that do not let it import ES modules otherwise.
import type { Client, Record } from 'aerospike-ts' with { 'resolution-mode': 'import' }

interface User {
  name: string
}

export async function find(client: Client, id: number): Promise<Record<User> | null> {
  const { AerospikeError, Key } = await import('aerospike-ts')
  const { ael } = await import('aerospike-ts/ael')
  try {
    // @ts-expect-error -- an unknown option must not compile
    await client.get<User>(new Key('test', 'users', id), { timeToLive: 1 })
    return await client.get<User>(new Key('test', 'users', id), { filterExpression: ael`$.age > ${18}` })
  } catch (error) {
    if (error instanceof AerospikeError && error.code === 'FILTERED_OUT') return null
    throw error
  }
}
