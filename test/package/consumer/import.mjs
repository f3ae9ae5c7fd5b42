// What an ES module of a user does: a client against the memory server.
import { Client, connect, Key } from 'aerospike-ts'
import { ael } from 'aerospike-ts/ael'
import { startMemoryServer } from 'aerospike-ts/testing'

const server = await startMemoryServer()
const client = await connect(server.hosts)
try {
  const key = new Key('test', 'package', 1)
  await client.put(key, { greeting: 'hello' })
  const record = await client.get(key, { filterExpression: ael`$.greeting == ${'hello'}` })
  if (!(client instanceof Client)) throw new Error('connect gave no Client')
  console.log(record?.bins.greeting)
} finally {
  await client.close()
  await server.close()
}
