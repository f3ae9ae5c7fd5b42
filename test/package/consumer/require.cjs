// What a CommonJS module of a user does; Node loads the same ES modules for it (20.19 and later).
const { Client, connect, Key } = require('aerospike-ts')
const { ael } = require('aerospike-ts/ael')
const { startMemoryServer } = require('aerospike-ts/testing')

async function main() {
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
}

void main()
