import { type Client, filter, Key, ops, rows } from '../../src/index.ts'

/** What every call that may be limited or aborted takes. */
export interface Limits {
  readonly timeout?: number
  readonly signal?: AbortSignal
}

const key = new Key('test', 'calls', 1)
const entries = [[key, { a: 1 }]] as const
const module = { source: 'function f(r) return 1 end', name: 'calls.lua' }
const index = { namespace: 'test', name: 'calls', bin: 'a', type: 'numeric' } as const
const aggregate = { module: 'calls', function: 'f', source: 'function f(s) return s end' }

async function drain(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of items) count++
  return count
}

/** Every public call that takes a signal or a time limit. */
export const CALLS: { readonly [name: string]: (client: Client, limits: Limits) => Promise<unknown> } = {
  get: (client, limits) => client.get(key, limits),
  exists: (client, limits) => client.exists(key, limits),
  metadata: (client, limits) => client.metadata(key, limits),
  put: (client, limits) => client.put(key, { a: 1 }, limits),
  add: (client, limits) => client.add(key, { a: 1 }, limits),
  append: (client, limits) => client.append(key, { b: 'x' }, limits),
  prepend: (client, limits) => client.prepend(key, { b: 'x' }, limits),
  touch: (client, limits) => client.touch(key, limits),
  remove: (client, limits) => client.remove(key, limits),
  operate: (client, limits) => client.operate(key, [ops.add('a', 1)], limits),
  apply: (client, limits) => client.apply(key, 'calls', 'f', [], limits),
  getMany: (client, limits) => client.getMany([key], limits),
  existsMany: (client, limits) => client.existsMany([key], limits),
  putMany: (client, limits) => client.putMany(entries, limits),
  operateMany: (client, limits) => client.operateMany([key], [ops.add('a', 1)], limits),
  batch: (client, limits) => client.batch([rows.operate(key, [ops.add('a', 1)])], limits),
  batchStream: (client, limits) => drain(client.batchStream([rows.get(key)], limits)),
  removeMany: (client, limits) => client.removeMany([key], limits),
  query: (client, limits) => client.query('test', 'calls').options(limits).toArray(),
  'query by index': (client, limits) =>
    client.query('test', 'calls').where(filter.equal('a', 1)).options(limits).toArray(),
  page: (client, limits) => client.query('test', 'calls').options(limits).page(10),
  forEach: (client, limits) =>
    client
      .query('test', 'calls')
      .options(limits)
      .forEach(() => undefined),
  aggregate: (client, limits) => drain(client.query('test', 'calls').options(limits).aggregate(aggregate)),
  execute: (client, limits) => client.query('test', 'calls').execute([ops.add('a', 1)], limits),
  info: (client, limits) => client.info('namespaces', limits),
  infoAll: (client, limits) => client.infoAll('namespaces', limits),
  listNamespaces: (client, limits) => client.listNamespaces(limits),
  listSets: (client, limits) => client.listSets('test', limits),
  listIndexes: (client, limits) => client.listIndexes('test', limits),
  indexStats: (client, limits) => client.indexStats('test', 'calls', limits),
  createIndex: (client, limits) => client.createIndex(index, limits),
  dropIndex: (client, limits) => client.dropIndex('test', 'calls', limits),
  registerUdf: (client, limits) => client.registerUdf(module, limits),
  listUdfs: (client, limits) => client.listUdfs(limits),
  getUdf: (client, limits) => client.getUdf('calls.lua', limits),
  removeUdf: (client, limits) => client.removeUdf('calls.lua', limits),
  truncate: (client, limits) => client.truncate('test', 'calls', limits),
  setXdrFilter: (client, limits) => client.setXdrFilter('dc', 'test', null, limits),
  namespaceStatistics: (client, limits) => client.namespaceStatistics('test', limits),
  nodeStatistics: (client, limits) => client.nodeStatistics(limits),
}
