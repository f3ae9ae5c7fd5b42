import {
  AerospikeError,
  type BatchResult,
  type BatchRow,
  type Client,
  Key,
  type OperateResult,
  type Record,
  type RecordMetadata,
  rows,
  type Value,
} from '../../src/index.ts'
import { buildOperation } from './operations.ts'
import type { KeyData, RowData, Step } from './scenario.ts'
import { binsToTagged, type Json, toTagged } from './tagged.ts'

/** The set of all scenarios. */
export const SET = 'conformance'

/** How the client must give values back for {@link toTagged}. */
export const DEFAULTS = {
  read: { integers: 'bigint', maps: 'map', timeout: 20_000 },
  write: { timeout: 20_000 },
  operate: { integers: 'bigint', maps: 'map', timeout: 20_000 },
  batch: { integers: 'bigint', maps: 'map', timeout: 20_000 },
} as const

/** What stands in a recording for an answer that varies. */
export const VARIES = '(varies)'

/**
 * Plays a scenario and gives what each step answered, and the record it leaves behind.
 * @param run tells the keys of this play from those of others on the same server
 */
export async function play(
  client: Client,
  run: string,
  name: string,
  steps: readonly Step[],
): Promise<Json[]> {
  const own: KeyData = {}
  const all = [own, ...steps.flatMap(keysOf)].map((data) => keyFor(run, name, data))
  for (const key of all) await removeQuietly(client, key)
  try {
    const outcomes: Json[] = []
    for (const step of steps) outcomes.push(await outcomeOf(client, (data) => keyFor(run, name, data), step))
    outcomes.push(await outcomeOf(client, () => keyFor(run, name, own), ['get']))
    return outcomes
  } finally {
    for (const key of all) await removeQuietly(client, key)
  }
}

function keysOf(step: Step): KeyData[] {
  if (step[0] === 'at') return [step[1], ...keysOf(step[2])]
  if (step[0] === 'batch') return step[1].map(([, name]) => ({ name }))
  return step[0] === 'varies' ? keysOf(step[2]) : []
}

function keyFor(run: string, scenario: string, data: KeyData): Key {
  const { namespace = 'test', set = SET, name = '', key = `${run} ${scenario} ${name}` } = data
  return new Key(namespace, set, key)
}

/** Not every key is one that a server takes. */
async function removeQuietly(client: Client, key: Key): Promise<void> {
  try {
    await client.remove(key)
  } catch (error) {
    if (!(error instanceof AerospikeError)) throw error
  }
}

async function outcomeOf(client: Client, keyOf: (data: KeyData) => Key, step: Step): Promise<Json> {
  if (step[0] === 'at') return outcomeOf(client, () => keyOf(step[1]), step[2])
  if (step[0] === 'varies') {
    const outcome = await outcomeOf(client, keyOf, step[2])
    return isFailure(outcome) ? outcome : VARIES
  }
  try {
    return step[0] === 'batch' ? await batchOf(client, keyOf, step) : await answerOf(client, keyOf({}), step)
  } catch (error) {
    if (error instanceof AerospikeError) return failureOf(error)
    throw error
  }
}

function isFailure(outcome: Json): boolean {
  return typeof outcome === 'object' && outcome !== null && 'error' in outcome
}

function failureOf({ code, resultCode, operationIndex }: AerospikeError): Json {
  return {
    error: code,
    ...(resultCode === undefined ? {} : { resultCode }),
    ...(operationIndex === undefined ? {} : { operationIndex }),
  }
}

type Call = Exclude<Step, readonly ['at' | 'varies' | 'batch', ...unknown[]]>
type Batch = Extract<Step, readonly ['batch', ...unknown[]]>

async function batchOf(
  client: Client,
  keyOf: (data: KeyData) => Key,
  [, all, options]: Batch,
): Promise<Json> {
  const results = await client.batch(
    all.map((row) => rowOf(keyOf({ name: row[1] }), row)),
    options,
  )
  return results.map((result) => rowResultOf(result))
}

function rowOf(key: Key, row: RowData): BatchRow {
  switch (row[0]) {
    case 'read':
      return rows.read(key, row[2], row[3])
    case 'readOperations':
      return rows.readOperations(key, row[2].map(buildOperation), row[3])
    case 'put':
      return rows.put(key, row[2], row[3])
    case 'operate':
      return rows.operate(key, row[2].map(buildOperation), row[3])
    case 'remove':
      return rows.remove(key, row[2])
  }
}

/** What a row answered, beside its status. */
function rowResultOf(result: BatchResult): Json {
  const { status } = result
  if (status === 'error') return { status, ...(failureOf(result.error) as object) }
  if (status !== 'ok') return { status }
  if ('results' in result && 'record' in result) {
    return { status, ...(resultsOf({ ...result.record, results: result.results as Value[] }) as object) }
  }
  if ('record' in result) return { status, ...(recordOf(result.record) as object) }
  return 'metadata' in result ? { status, ...(metadataOf(result.metadata) as object) } : { status }
}

async function answerOf(client: Client, key: Key, step: Call): Promise<Json> {
  switch (step[0]) {
    case 'get':
      return recordOf(await client.get(key, step[1]))
    case 'exists':
      return client.exists(key, step[1])
    case 'remove':
      return client.remove(key, step[1])
    case 'metadata':
      return metadataOf(await client.metadata(key, step[1]))
    case 'touch':
      return metadataOf(await client.touch(key, step[1]))
    case 'operate':
      return resultsOf(await client.operate(key, step[1].map(buildOperation), step[2]))
    default:
      return metadataOf(await client[step[0]](key, step[1], step[2]))
  }
}

function metadataOf(metadata: RecordMetadata | null): Json {
  return metadata && { generation: metadata.generation, ttl: ttlOf(metadata.ttl) }
}

function recordOf(record: Record | null): Json {
  return record && { bins: binsToTagged(record.bins), generation: record.generation, ttl: ttlOf(record.ttl) }
}

function resultsOf({ results, generation, ttl }: OperateResult): Json {
  const tagged = results.map((result) => (isBins(result) ? binsToTagged(result) : toTagged(result)))
  return { results: tagged, generation, ttl: ttlOf(ttl) }
}

/** The answer of a read of all bins is the only plain object. */
function isBins(result: unknown): result is { readonly [name: string]: unknown } {
  return typeof result === 'object' && result !== null && Object.getPrototypeOf(result) === Object.prototype
}

/** Time goes on while a scenario is played: scenarios take ttls that are hundreds of seconds. */
function ttlOf(seconds: number): Json {
  return seconds === -1 ? 'never' : Math.round(seconds / 100) * 100
}
