// Measures this client beside the official one and bare sockets: see --help. Every contender has a process of its own, all are
// connected at once, and one works at a time. Bounded: each job is a number of operations or of seconds.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contendersOf, probe, withProcesses } from './lib/contenders.mjs'
import { busyShare, machine, versions } from './lib/machine.mjs'
import { HELP, readOptions } from './lib/options.mjs'
import { measureCold } from './parts/cold.mjs'
import { BINS, measureGrowth } from './parts/growth.mjs'
import { measureLatency } from './parts/latency.mjs'
import { measureShapes } from './parts/shapes.mjs'
import { pageOf } from './page/page.mjs'
import { RICH_RECORDS } from './shapes.mjs'

const hosts = process.env.AEROSPIKE_HOSTS

function refuse(message) {
  console.error(`bench: ${message}`)
  process.exit(2)
}

/** Writes the records, by a process of its own: one that has done other work first is not like the others. */
async function prepare(contenders) {
  const writer = contenders.find(({ name }) => name === 'ours')
  return withProcesses([writer], hosts, async ([process]) => {
    const server = await process.ask('about')
    console.log(`server ${server.build}, nodes: ${server.nodes}; writing the records`)
    await process.ask('prepare', { rich: RICH_RECORDS, wide: BINS })
    return server
  })
}

async function run(options) {
  const began = new Date()
  const notes = []
  const known = contendersOf(options)
  const output = {
    when: began.toISOString(),
    machine: { ...machine(), busy: await busyShare() },
    versions: versions(),
    commits: Object.fromEntries(known.map(({ name, commit }) => [name, commit])),
    options: { ...options, ours: undefined, before: undefined, out: undefined },
    notes,
    server: await prepare(known),
  }
  // Bare sockets know no partitions: with several nodes most of their requests would be passed on.
  const contenders = await probe(
    known.filter(({ name }) => name !== 'sockets' || output.server.nodes === 1),
    hosts,
    notes,
  )
  if (options.parts.includes('shapes')) output.shapes = await measureShapes(contenders, hosts, options)
  if (options.parts.includes('latency')) output.latency = await measureLatency(contenders, hosts)
  if (options.parts.includes('growth')) output.growth = await measureGrowth(contenders, hosts, notes)
  if (options.parts.includes('cold')) output.cold = measureCold(contenders, hosts, options.rounds)
  output.minutes = (Date.now() - began.getTime()) / 60_000
  return output
}

function write(dir, output) {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'data.json'), `${JSON.stringify(output, undefined, 1)}\n`)
  writeFileSync(join(dir, 'index.html'), pageOf(output))
  console.log(
    `\n${output.minutes.toFixed(1)} minutes. Written: ${join(dir, 'data.json')} and ${join(dir, 'index.html')}`,
  )
}

const options = readOptions(process.argv.slice(2))
if (options.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
if (!hosts) {
  refuse(`AEROSPIKE_HOSTS must name a server to measure on, for example:
  docker compose up -d --wait && AEROSPIKE_HOSTS=127.0.0.1:3000 npm run bench`)
}
if (!existsSync(new URL('node_modules/aerospike', import.meta.url)))
  refuse('the official client is missing: run `npm ci` in bench/ first')
write(options.out, await run(options))
