import { AerospikeError, type Key, type Value } from '../../src/index.ts'
import { failureOf, type JsonObject } from './outcome.ts'
import { queryOf, querySet } from './queries.ts'
import type { UdfStep } from './scenario.ts'
import type { Scene } from './scene.ts'
import { type Json, toTagged } from './tagged.ts'

// Functions in Lua.

/** Calls of functions take what they have in common with writes, which decode nothing, from those. */
const DECODE = { integers: 'bigint', maps: 'map' } as const

interface Udf {
  readonly module: string
  readonly function: string
  readonly args: readonly Value[]
}

/** The function that a step names: of the play's own module, unless it says which. */
export function udfOf(run: string, name: string, args: readonly Value[] = []): Udf {
  const dot = name.lastIndexOf('.')
  const module = dot < 0 ? 'm$run' : name.slice(0, dot)
  return { module: module.replaceAll('$run', run), function: name.slice(dot + 1), args }
}

export async function playUdf(scene: Scene, key: Key, step: UdfStep): Promise<Json> {
  try {
    return await answerOf(scene, key, step)
  } catch (error) {
    if (error instanceof AerospikeError) return inWords(scene.run, error)
    throw error
  }
}

async function answerOf({ client, run, ttl }: Scene, key: Key, step: UdfStep): Promise<Json> {
  if (step[0] === 'apply') {
    const { module, function: name, args } = udfOf(run, step[1], step[2])
    return toTagged(await client.apply(key, module, name, args, { ...DECODE, ttl, ...step[3] }))
  }
  const query = queryOf(client.query('test', querySet(run)), run, step[1])
  const udf = udfOf(run, step[2], step[3])
  if (step[0] === 'aggregate') {
    const values = (await query.aggregate(udf).toArray()).map(toTagged)
    return values.map((value) => JSON.stringify(value)).sort()
  }
  const job = await query.execute(udf, { ttl })
  const { done } = await job.wait({ timeout: 20_000 })
  return { done }
}

/** An error, with the function's words where it has some: without where the server keeps its modules, and by what play. */
export function inWords(run: string, error: AerospikeError): JsonObject {
  if (error.code !== 'UDF_FAILED') return failureOf(error)
  const says = (error.hint ?? '').replaceAll(/(\.\.\.)?[^\s']*\//g, '').replaceAll(run, '$run')
  return { ...failureOf(error), says }
}
