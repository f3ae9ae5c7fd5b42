// Compiled, not run: the types of the packed tarball in a strict project of a user.
import {
  type BatchErrorRow,
  BatchError,
  type BatchResult,
  type BinValues,
  type Client,
  connect,
  exp,
  type ExpressionOperand,
  type FilterExpression,
  filter,
  Key,
  type ListWriteOptions,
  lists,
  type NodeInfo,
  type Query,
  type ReadOptions,
  type Record,
  rows,
  type SelectOptions,
} from 'aerospike-ts'
import { ael, AelError } from 'aerospike-ts/ael'
import { startMemoryServer } from 'aerospike-ts/testing'

interface Handshake {
  greeting: string
}

export async function greet(client: Client, id: number): Promise<string | undefined> {
  const record = await client.get<Handshake>(new Key('test', 'package', id))
  return record?.bins.greeting
}

/** What a user writes around calls of the client: every type that a call shows can be named. */
export function put(client: Client, key: Key, bins: BinValues): Promise<unknown> {
  return client.put(key, bins)
}
export function isThere(client: Client, key: Key, options: ReadOptions): Promise<boolean> {
  return client.exists(key, options)
}
export function append(value: string, options: ListWriteOptions) {
  return lists.append('l', value, options)
}
export function first(options: SelectOptions<'count' | 'value'>) {
  return lists.getByIndex('l', 0, options)
}
export function more(than: ExpressionOperand<'int'>): FilterExpression {
  return exp.gt(exp.loopValue('int'), than)
}
export function adults(client: Client): Query<Record<Handshake>> {
  return client.query<Handshake>('test', 'users').where(filter.range('age', 18, 200))
}
export function failed(error: unknown): readonly BatchErrorRow[] {
  return error instanceof BatchError ? error.rows : []
}
export async function several(client: Client, keys: readonly Key[]): Promise<BatchResult[]> {
  const results: BatchResult[] = []
  for await (const row of client.batchStream(keys.map((key) => rows.get(key)))) results.push(row)
  // @ts-expect-error -- a stream is something to iterate: what fills it is not shown
  client.batchStream([]).take()
  return results
}
export function addresses(client: Client): string[] {
  const [node]: readonly NodeInfo[] = client.nodes
  // @ts-expect-error -- a node is described, not handed out
  node?.close()
  return client.nodes.map(({ address }) => address)
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

/** An expression from text is like those that are built. */
export async function adultsByText(client: Client, least: number): Promise<number> {
  const isAdult = ael`$.age >= ${least}`
  const filterExpression: FilterExpression = exp.and(isAdult, ael.parse('$.age < ?0', [100]))
  const found = await client.query('test', 'package').filterExpression(filterExpression).toArray()
  return found.length
}

export function placeOf(error: unknown): number | undefined {
  return error instanceof AelError ? error.column : undefined
}
