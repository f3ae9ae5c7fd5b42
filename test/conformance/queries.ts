import { type Filter, filter, type OperateResult, type Query, type Record } from '../../src/index.ts'
import { buildContext, buildOperation } from './operations.ts'
import { recordOf, resultsOf } from './outcome.ts'
import type { IndexData, QueryData, Step, TargetData } from './scenario.ts'
import type { Scene } from './scene.ts'
import type { Json } from './tagged.ts'

/**
 * Records that are found by queries have a set of their own, so that only they are. It is one of 256: a server keeps the
 * names of sets for good, and has room for some thousands of them.
 */
export function querySet(run: string): string {
  return `conformance-${run.slice(0, 2)}`
}

/** Writes records; whatever a play that was broken off has left goes first. */
export async function playFill(
  { client, run, keyOf }: Scene,
  [, records]: Extract<Step, readonly ['fill', ...unknown[]]>,
): Promise<Json> {
  for await (const { key } of client.query('test', querySet(run)).noBins()) await client.remove(key)
  for (const [name, bins] of Object.entries(records)) {
    await client.put(keyOf({ set: querySet(run), name }), bins)
  }
  return Object.keys(records).length
}

export const indexName = (run: string, name: string): string => `conformance-${run}-${name}`

/** Makes an index and waits until it can be used; it goes when the scenario is over. */
export async function playIndex(
  { client, run, afterwards }: Scene,
  [, { context, ...definition }]: readonly ['index', IndexData],
): Promise<Json> {
  const name = indexName(run, definition.name)
  const task = await client.createIndex({
    ...definition,
    ...(context === undefined ? {} : { context: buildContext(context) }),
    namespace: 'test',
    set: querySet(run),
    name,
  })
  afterwards.push(() => client.dropIndex('test', name))
  await task.wait({ timeout: 20_000 })
  return 'ready'
}

/** Runs a query; its records in an order that does not depend on their keys. */
export async function playQuery(
  { client, run }: Scene,
  [, data]: readonly ['query', QueryData],
): Promise<Json> {
  const query = queryOf(client.query('test', querySet(run)), run, data)
  if (data.page !== undefined) return pagesOf(query, data.page)
  const found = await query.toArray()
  if (data.countOnly === true) return found.length
  return sorted(found.map((each) => ('results' in each ? resultsOf(each as OperateResult) : recordOf(each))))
}

/** Every page, and all of their records. */
async function pagesOf(query: Query, size: number): Promise<Json> {
  const sizes: number[] = []
  const records: Record[] = []
  let cursor: string | null = null
  do {
    const page = await query.page(size, cursor)
    records.push(...page.records)
    sizes.push(page.records.length)
    cursor = page.cursor
  } while (cursor !== null)
  return { sizes: sizes.filter((each) => each > 0), records: sorted(records.map(recordOf)) }
}

/** Changes what a query finds in the background, to the end. */
export async function playExecute(
  { client, run, ttl }: Scene,
  [, data, operations]: Extract<Step, readonly ['execute', ...unknown[]]>,
): Promise<Json> {
  const query = queryOf(client.query('test', querySet(run)), run, data)
  const job = await query.execute(operations.map(buildOperation), { ttl })
  const { done } = await job.wait({ timeout: 20_000 })
  return { done }
}

export function queryOf(all: Query, run: string, data: QueryData): Query {
  let query = all
  if (data.where !== undefined) query = query.where(filterOf(run, data.where))
  if (data.select !== undefined)
    query = data.select.length === 0 ? query.noBins() : query.select(...data.select)
  if (data.operations !== undefined) query = query.operations(data.operations.map(buildOperation))
  return data.options === undefined ? query : query.options(data.options)
}

function filterOf(run: string, [name, target, ...args]: NonNullable<QueryData['where']>): Filter {
  const make = filter[name] as unknown as (...all: readonly unknown[]) => Filter
  return make(targetOf(run, target), ...args)
}

function targetOf(run: string, target: TargetData): unknown {
  if (typeof target === 'string') return target
  if ('index' in target) return { index: indexName(run, target.index) }
  return 'context' in target ? { ...target, context: buildContext(target.context) } : target
}

function sorted(outcomes: readonly Json[]): Json {
  return outcomes
    .map((outcome) => JSON.stringify(outcome))
    .sort()
    .map((text) => JSON.parse(text) as Json)
}
