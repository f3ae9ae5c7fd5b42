import { isDeepStrictEqual } from 'node:util'
import { randomBytes } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { type Client, connect } from '../../src/index.ts'
import { families } from './families/index.ts'
import { DEFAULTS, play } from './player.ts'
import { writeRecording } from './recordings.ts'
import type { Family } from './scenario.ts'
import type { Json } from './tagged.ts'

// Records what a real server answers to the scenarios: AEROSPIKE_HOSTS=… npm run record [-- FAMILY…]

const RECORDED = new URL('test/conformance/recorded/', `${pathToFileURL(process.cwd()).href}/`)

/** Plays everything twice: what differs between two plays says nothing about a server. */
async function record(
  client: Client,
  { name: family, refused = false, scenarios }: Family,
): Promise<Answers> {
  const answers: Record<string, Json[]> = {}
  for (const [name, steps] of Object.entries(scenarios)) {
    const first = await playOnce(client, name, steps)
    const second = await playOnce(client, name, steps)
    if (!isDeepStrictEqual(first, second)) {
      throw new Error(
        `${family}, ${name}: two plays differ; mark the step ['varies', why, …]\n${JSON.stringify(first)}\n${JSON.stringify(second)}`,
      )
    }
    if (!refused && first.some(isRefusal)) {
      throw new Error(`${family}, ${name}: the client refused a step: ${JSON.stringify(first)}`)
    }
    answers[name] = first
  }
  return answers
}

type Answers = Record<string, Json[]>

/** Refusals of the server that are words. */
const IN_WORDS: readonly Json[] = ['INFO_FAILED', 'UDF_REJECTED']

/** Any other error without a result code is the client's own. */
function isRefusal(outcome: Json): boolean {
  if (typeof outcome !== 'object' || outcome === null || !('error' in outcome)) return false
  return !('resultCode' in outcome) && !IN_WORDS.includes(outcome['error'] ?? null)
}

function playOnce(client: Client, name: string, steps: Family['scenarios'][string]): Promise<Json[]> {
  return play(client, randomBytes(3).toString('hex'), name, steps)
}

const hosts = process.env['AEROSPIKE_HOSTS']
if (hosts === undefined || hosts === '') {
  console.error('record needs AEROSPIKE_HOSTS, a real server: AEROSPIKE_HOSTS=127.0.0.1:3000 npm run record')
  process.exit(2)
}
const only = process.argv.slice(2)
const client = await connect({ hosts, defaults: DEFAULTS })
const build = client.nodes[0]?.build ?? 'unknown'
for (const family of families.filter(({ name }) => only.length === 0 || only.includes(name))) {
  const scenarios = await record(client, family)
  writeRecording(RECORDED, family.name, { build, scenarios })
  console.log(`${family.name}: ${Object.keys(scenarios).length} scenarios recorded from ${build}`)
}
await client.close()
