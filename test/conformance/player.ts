import { AerospikeError, type Client, Key, type RecordMetadata } from '../../src/index.ts'
import { playAdmin } from './admin.ts'
import { playBatch } from './batches.ts'
import { buildOperation } from './operations.ts'
import { failureOf, isFailure, metadataOf, recordOf, resultsOf } from './outcome.ts'
import { playExecute, playFill, playIndex, playQuery, querySet } from './queries.ts'
import { playRaw } from './raw.ts'
import type { AdminStep, KeyData, Step, UdfStep } from './scenario.ts'
import type { Scene } from './scene.ts'
import type { Json } from './tagged.ts'
import { playUdf } from './udfs.ts'

/** The set of all scenarios but those of queries. */
export const SET = 'conformance'

const TIMEOUT = 20_000
/** Stands for the set that `fill` writes to. */
const FILLED = '$set'
/** How the client must give values back, so that none of their type is lost. */
const DECODE = { integers: 'bigint', maps: 'map' } as const
export const DEFAULTS = {
  read: { ...DECODE, timeout: TIMEOUT },
  write: { timeout: TIMEOUT },
  operate: { ...DECODE, timeout: TIMEOUT },
  batch: { ...DECODE, timeout: TIMEOUT },
  query: { ...DECODE, timeout: TIMEOUT },
} as const

/** Writes that live for ever, where the namespace has a `default-ttl` that recordings know nothing of. */
export const FOR_EVER = -1

/** What stands in a recording for an answer that varies. */
export const VARIES = '(varies)'

/**
 * Plays a scenario and gives what each step answered, and the record it leaves behind.
 * @param run hexadecimal; tells the keys of this play from those of others on the same server
 * @param ttl what rows of batches and jobs that write say of it when a step does not; the client's defaults say it for other writes
 */
export async function play(
  client: Client,
  run: string,
  name: string,
  steps: readonly Step[],
  ttl = 0,
): Promise<Json[]> {
  const keyOf = (data: KeyData): Key => keyFor(run, name, data)
  const scene: Scene = { client, run, ttl, keyOf, afterwards: [] }
  const keys = [{}, ...steps.flatMap((step) => keysOf(run, step))].map(keyOf)
  for (const key of keys) await quietly(() => client.remove(key))
  try {
    const outcomes: Json[] = []
    for (const step of steps) outcomes.push(await outcomeOf(scene, {}, step))
    outcomes.push(await outcomeOf(scene, {}, ['get']))
    return outcomes
  } finally {
    for (const action of scene.afterwards) await quietly(action)
    for (const key of keys) await quietly(() => client.remove(key))
  }
}

function keysOf(run: string, step: Step): KeyData[] {
  switch (step[0]) {
    case 'at':
      return [step[1], ...keysOf(run, step[2])]
    case 'varies':
      return keysOf(run, step[2])
    case 'batch':
      return step[1].map(([, name]) => ({ name }))
    case 'fill':
      return Object.keys(step[1]).map((name) => ({ set: querySet(run), name }))
    default:
      return []
  }
}

function keyFor(run: string, scenario: string, data: KeyData): Key {
  const { namespace = 'test', set = SET, name = '', key = `${run} ${scenario} ${name}` } = data
  return new Key(namespace, set === FILLED ? querySet(run) : set, key)
}

/** Not every key is one that a server takes, and not everything is there. */
async function quietly(action: () => Promise<unknown>): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof AerospikeError)) throw error
  }
}

async function outcomeOf(scene: Scene, on: KeyData, step: Step): Promise<Json> {
  if (step[0] === 'at') return outcomeOf(scene, step[1], step[2])
  if (step[0] === 'varies') {
    const outcome = await outcomeOf(scene, on, step[2])
    return isFailure(outcome) ? outcome : VARIES
  }
  try {
    return await answerOf(scene, on, step)
  } catch (error) {
    if (error instanceof AerospikeError) return failureOf(error)
    throw error
  }
}

type Call = Exclude<Step, readonly ['at' | 'varies', ...unknown[]]>

async function answerOf(scene: Scene, on: KeyData, step: Call): Promise<Json> {
  switch (step[0]) {
    case 'batch':
      return playBatch(scene, step)
    case 'fill':
      return playFill(scene, step)
    case 'index':
      return playIndex(scene, step)
    case 'query':
      return playQuery(scene, step)
    case 'execute':
      return playExecute(scene, step)
    case 'raw':
      return playRaw(scene, step[1])
    case 'apply':
    case 'aggregate':
    case 'executeUdf':
      return playUdf(scene, scene.keyOf(on), step)
    case 'get':
    case 'exists':
    case 'metadata':
    case 'put':
    case 'add':
    case 'append':
    case 'prepend':
    case 'touch':
    case 'remove':
    case 'operate':
      return recordAnswerOf(scene.client, scene.keyOf(on), step)
    default:
      return playAdmin(scene, step)
  }
}

/** Null for a record that a filter left out. */
function written(metadata: RecordMetadata | null): Json {
  return metadata && metadataOf(metadata)
}

type RecordCall = Exclude<
  Call,
  AdminStep | UdfStep | readonly ['batch' | 'raw' | 'fill' | 'index' | 'query' | 'execute', ...unknown[]]
>

async function recordAnswerOf(client: Client, key: Key, step: RecordCall): Promise<Json> {
  switch (step[0]) {
    case 'get': {
      const record = await client.get(key, step[1])
      return record && recordOf(record)
    }
    case 'exists':
      return client.exists(key, step[1])
    case 'remove':
      return client.remove(key, step[1])
    case 'metadata': {
      const metadata = await client.metadata(key, step[1])
      return metadata && metadataOf(metadata)
    }
    case 'touch':
      return written(await client.touch(key, step[1]))
    case 'operate': {
      const result = await client.operate(key, step[1].map(buildOperation), step[2])
      return result && resultsOf(result)
    }
    default:
      return written(await client[step[0]](key, step[1], step[2]))
  }
}
