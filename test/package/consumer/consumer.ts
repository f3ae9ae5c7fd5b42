// Compiled, not run: the types of the packed tarball in a strict project of a user.
import { type Client, connect, Key } from 'aerospike-ts'
import { startMemoryServer } from 'aerospike-ts/testing'

interface Greeting {
  greeting: string
}

export async function greet(client: Client, id: number): Promise<string | undefined> {
  const record = await client.get<Greeting>(new Key('test', 'package', id))
  return record?.bins.greeting
}

export async function main(): Promise<void> {
  await using server = await startMemoryServer()
  await using client = await connect(server.hosts)
  await client.put(new Key('test', 'package', 1), { greeting: 'hello' }, { ttl: 60 })
  // @ts-expect-error -- an unknown option must not compile
  await client.put(new Key('test', 'package', 1), { greeting: 'hello' }, { timeToLive: 60 })
  const greeting: string | undefined = await greet(client, 1)
  if (greeting !== 'hello') throw new Error(String(greeting))
}
