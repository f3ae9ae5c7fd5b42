import { setTimeout as sleep } from 'node:timers/promises'
import { AerospikeError, type Client, ops } from '../../src/index.ts'
import { parsePairs } from '../../src/wire/info.ts'
import { e } from './expressions.ts'
import { failureOf } from './outcome.ts'
import { indexName, querySet } from './queries.ts'
import type { AdminStep, TruncateData } from './scenario.ts'
import type { Scene } from './scene.ts'
import { type Json, toTagged } from './tagged.ts'

// Administration. In names, commands and answers `$set` stands for the set that `fill` writes to, `$run` for the play.

const PATIENCE = { timeout: 20_000 } as const

export async function playAdmin(scene: Scene, step: AdminStep): Promise<Json> {
  const { client, run } = scene
  switch (step[0]) {
    case 'pause':
      // So that what is written next is written later by the server's clock, which counts milliseconds.
      await sleep(20)
      return null
    case 'register':
      return register(scene, named(run, step[1]), step[2])
    case 'getUdf':
      return toTagged(await client.getUdf(named(run, step[1])))
    case 'removeUdf':
      await (await client.removeUdf(named(run, step[1]))).wait(PATIENCE)
      return 'done'
    case 'listUdfs':
      return ownModules(scene)
    case 'truncate':
      return truncate(scene, step[1])
    case 'info':
      return info(scene, step)
    case 'createIndex':
      return createIndex(scene, step[1])
    case 'dropIndex':
      await (await client.dropIndex('test', indexName(run, step[1]))).wait(PATIENCE)
      return 'done'
    case 'listIndexes':
      return ownIndexes(scene)
    case 'listSets':
      return setsOf(scene, step[1])
    case 'indexStats':
      return indexStats(scene, step[1])
    case 'setXdrFilter':
      await client.setXdrFilter(step[1], 'test', step[2])
      return 'done'
  }
}

const named = (run: string, text: string): string =>
  text.replaceAll('$set', querySet(run)).replaceAll('$run', run)
/** The run first: the name of an index begins as that of the set does. */
const unnamed = (run: string, text: string): string =>
  text.replaceAll(run, '$run').replaceAll(querySet(run), '$set')

async function register(
  { client, afterwards }: Scene,
  name: string,
  source: string | Uint8Array,
): Promise<Json> {
  const task = await client.registerUdf({ name, source })
  afterwards.push(async () => (await client.removeUdf(name)).wait(PATIENCE))
  await task.wait(PATIENCE)
  return 'done'
}

/** The modules of this play; of one that is called the same in every play the hash too, which the name is a part of. */
async function ownModules({ client, run }: Scene): Promise<Json> {
  const modules = (await client.listUdfs()).filter(({ name }) => name.includes(run) || name.includes('same'))
  return modules
    .map(({ name, type, hash }) => ({
      name: unnamed(run, name),
      type,
      hash: name.includes(run) ? hash.length : hash,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function createIndex(
  { client, run, afterwards }: Scene,
  definition: Extract<AdminStep, readonly ['createIndex', unknown]>[1],
): Promise<Json> {
  const name = indexName(run, definition.name)
  const task = await client.createIndex({ namespace: 'test', set: querySet(run), ...definition, name })
  afterwards.push(() => client.dropIndex('test', name))
  await task.wait(PATIENCE)
  return 'done'
}

/** Of one whose name cannot be told the text says whose it is; where it is certain, as almost always, nothing is said of it. */
async function ownIndexes({ client, run }: Scene): Promise<Json> {
  const indexes = await client.listIndexes('test')
  return indexes
    .filter(({ name, ambiguous }) => (ambiguous ?? name).includes(run))
    .map(({ ambiguous, ...index }) => ({
      ...index,
      set: unnamed(run, index.set),
      name: unnamed(run, index.name),
      ...(ambiguous === null ? {} : { ambiguous: unnamed(run, ambiguous) }),
    }))
    .sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
}

const textOf = ({ name, ambiguous }: { readonly name: string; readonly ambiguous?: string }): string =>
  ambiguous ?? name

async function setsOf({ client }: Scene, prefix: string): Promise<Json> {
  const sets = (await client.listSets('test')).filter(({ name }) => name.startsWith(prefix))
  return sets
    .map(({ name, objects, ambiguous }) => ({ name, filled: objects > 0, ambiguous }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Entries of all nodes: every copy of a record has its own. */
async function indexStats({ client, run }: Scene, name: string): Promise<Json> {
  const nodes = await client.indexStats('test', indexName(run, name))
  const [space] = await client.namespaceStatistics('test')
  const copies = Number(space?.all.get('effective_replication_factor'))
  return {
    entries: nodes.reduce((sum, { entries }) => sum + entries, 0) / copies,
    loaded: nodes.every(({ loadPercent }) => loadPercent === 100),
  }
}

async function truncate({ client, run, keyOf }: Scene, data: TruncateData): Promise<Json> {
  const { all = false, writtenBefore, before, inMilliseconds } = data
  const set = all ? null : named(run, data.set ?? '$set')
  const moment =
    writtenBefore !== undefined
      ? await writtenAt(client, keyOf({ set: querySet(run), name: writtenBefore }))
      : inMilliseconds !== undefined
        ? new Date(Date.now() + inMilliseconds)
        : before
  const [node] = client.nodes
  await client.truncate('test', set, { before: moment, node: node?.id })
  if (set !== null) await heardOfTruncation(client, set, node?.id)
  return 'done'
}

/** When the server last wrote a record, by its own clock. */
async function writtenAt(client: Client, key: Parameters<Client['get']>[0]): Promise<Date> {
  const { results } = await client.operate(key, [ops.readExpression('at', e('lastUpdate'))])
  return new Date(Number((results[0] as bigint) / 1_000_000n))
}

/** The node that took the command has done it, the others hear of it. One that has no record of the set does not know it. */
async function heardOfTruncation(client: Client, set: string, first: string | undefined): Promise<void> {
  for (let look = 0; look < 1000; look++) {
    const answers = await client.infoAll(`sets/test/${set}`)
    const lut = (answer: (typeof answers)[number]): string | undefined =>
      'answer' in answer ? /truncate_lut=(\d+)/.exec(answer.answer)?.[1] : undefined
    const taker = answers.filter(({ node }) => node === first).map(lut)[0]
    const known = [...new Set(answers.map(lut).filter((each) => each !== undefined))]
    if (known.length === 0) return
    if (known.length === 1 && (taker ?? known[0]) === known[0] && known[0] !== '0') return
    await sleep(10)
  }
  throw new Error(`The nodes have not heard of a truncation of ${set}`)
}

/** An info command's answer on one node, or the different ones that all nodes give. */
async function info(
  scene: Scene,
  [, command, data = {}]: Extract<AdminStep, readonly ['info', ...unknown[]]>,
): Promise<Json> {
  const { client, run } = scene
  const text = named(run, command)
  if (data.nodes !== 'all') {
    const answer = client.info(text, data.nodes === 'first' ? { node: client.nodes[0]?.id } : {})
    return answer.then((each) => shaped(run, each, data.pick), refusalOf)
  }
  const answers = await client.infoAll(text)
  const outcomes = answers.map((each) =>
    JSON.stringify('answer' in each ? shaped(run, each.answer, data.pick) : refusalOf(each.error)),
  )
  return [...new Set(outcomes)].map((outcome) => JSON.parse(outcome) as Json)
}

/** The answer, or of its many figures those that are the same on every server. */
function shaped(run: string, answer: string, pick: readonly string[] | undefined): Json {
  if (pick === undefined) return unnamed(run, answer)
  const pairs = parsePairs(answer.replaceAll(':', ';'))
  return Object.fromEntries(pick.map((name) => [name, pairs.get(name) ?? null]))
}

/** A refusal with the server's own words. */
function refusalOf(error: unknown): Json {
  if (!(error instanceof AerospikeError)) throw error
  return { ...failureOf(error), says: error.hint ?? error.message }
}
