// The examples under load, beside the same routes on the official client and on Redis: see --help and README.md.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { connect } from '../../dist/index.js'
import { busyShare, machine, versions } from '../lib/machine.mjs'
import { CONTENDERS, prefixOf } from './contenders.mjs'
import { HELP, readOptions } from './options.mjs'
import { openRedis } from './redis.mjs'
import { accountLine, printSummary, summaryOf } from './report.mjs'
import { runOnce } from './run.mjs'
import { faultsOf } from './verdict.mjs'

const hosts = process.env.AEROSPIKE_HOSTS
const SETS = ['places', 'boards', 'cache', 'limits', 'sessions', 'users']

function refuse(message) {
  console.error(`bench:apps: ${message}`)
  process.exit(2)
}

function parsed() {
  try {
    return readOptions(
      process.argv.slice(2),
      CONTENDERS.map(({ name }) => name),
    )
  } catch (error) {
    return refuse(`${error.message}; --help lists the options`)
  }
}

/** Rounds with a turn of each contender, the next round beginning with another one. */
async function runRounds(contenders, options, run) {
  const rounds = []
  for (let i = 0; i < options.rounds; i++) {
    const round = {}
    for (let k = 0; k < contenders.length; k++) {
      const contender = contenders[(i + k) % contenders.length]
      round[contender.name] = await run(contender, `${contender.title}, round ${i + 1}`, options)
    }
    rounds.push(round)
  }
  return rounds
}

async function runRestarts(contenders, options, run) {
  const runs = {}
  if (options.restart === undefined) return runs
  for (const contender of contenders.filter(({ isOurs }) => isOurs)) {
    const title = `${contender.title}, a node restarted`
    runs[contender.name] = await run(contender, title, options, options.restart)
  }
  return runs
}

/** Removes what the applications stored. */
async function cleanUp(contenders) {
  const client = await connect(hosts)
  const namespace = process.env.AEROSPIKE_NAMESPACE ?? 'test'
  for (const contender of contenders) {
    const prefix = prefixOf(contender)
    for (const set of SETS) await client.truncate(namespace, `${prefix}${set}`)
    for (const index of ['city', 'location']) await client.dropIndex(namespace, `${prefix}places-${index}`)
  }
  await client.close()
}

async function main(options) {
  const chosen = CONTENDERS.filter(({ name }) => options.only.includes(name))
  const redis = chosen.some(({ needsRedis }) => needsRedis) ? await openRedis(options.redis) : undefined
  const contenders = chosen.filter(({ needsRedis }) => !needsRedis || redis !== undefined)
  if (contenders.length < chosen.length) console.log('Redis is left out: redis-server is not installed')
  const folder = dirname(options.out)
  mkdirSync(folder, { recursive: true })
  const began = new Date()
  const output = { when: began.toISOString(), machine: { ...machine(), busy: await busyShare() } }
  const faults = []
  const run = async (contender, title, { seconds, warmUp, connections }, restart) => {
    const log = join(folder, `apps-${contender.name}${restart === undefined ? '' : '-restart'}.log`)
    const setting = { hosts, redis: redis?.url, log, seconds, warmUp, connections, restart }
    const result = await runOnce(contender, setting)
    console.log(accountLine(title, result))
    faults.push(...faultsOf(result).map((fault) => `${title}: ${fault}`))
    return result
  }
  try {
    const rounds = await runRounds(contenders, options, run)
    const restarts = await runRestarts(contenders, options, run)
    const summary = rounds.length === 0 ? [] : summaryOf(contenders, rounds)
    const traffic = Object.fromEntries(contenders.map(({ name, traffic: { title } }) => [name, title]))
    Object.assign(output, { versions: versions(), options, traffic, summary, rounds, restarts, faults })
  } finally {
    await redis?.close()
    await cleanUp(contenders)
  }
  output.minutes = (Date.now() - began.getTime()) / 60_000
  return output
}

const options = parsed()
if (options.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
if (!hosts) refuse('AEROSPIKE_HOSTS must name a server to measure on')
const output = await main(options)
writeFileSync(options.out, `${JSON.stringify(output, null, 1)}\n`)
console.log()
if (output.summary.length > 0) printSummary(output.summary)
console.log(`\n${output.minutes.toFixed(1)} minutes. Written: ${options.out}`)
for (const fault of output.faults) console.error(`fault: ${fault}`)
process.exitCode = output.faults.length === 0 ? 0 : 1
