// node main.mjs [--rounds 7] [--shapes get-5000,get-1] [--json FILE]
// Runs every contender in a process of its own, all at once connected, one at a time working, round by round, so that a noisy
// machine disturbs all of them alike. Judge by the ratios.
import { fork, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { LONG_KINDS, SHAPES } from './shapes.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    shapes: { type: 'string', default: Object.keys(SHAPES).join(',') },
    cold: { type: 'boolean', default: true },
    json: { type: 'string' },
  },
  allowNegative: true,
})

const file = (name) => fileURLToPath(new URL(name, import.meta.url))
const hosts = process.env.AEROSPIKE_HOSTS
if (!hosts) {
  console.error(
    'bench needs AEROSPIKE_HOSTS, a server to measure on, for example:\n  docker compose up -d --wait && AEROSPIKE_HOSTS=127.0.0.1:3000 npm run bench',
  )
  process.exit(2)
}
if (!existsSync(file('node_modules/aerospike'))) {
  console.error('bench needs the official client: run `npm install` in bench/ first.')
  process.exit(2)
}

const CONTENDERS = ['sockets', 'ours', 'official']
const rivalsOf = (shape) =>
  LONG_KINDS.includes(SHAPES[shape].kind) ? CONTENDERS.filter((name) => name !== 'sockets') : CONTENDERS
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length
const deviation = (list) => Math.sqrt(mean(list.map((value) => (value - mean(list)) ** 2)))

function start(name) {
  const child = fork(file(`contenders/${name}.mjs`), {
    env: { ...process.env, AEROSPIKE_HOSTS: hosts },
  })
  return { name, child, next: () => answerOf(child, name) }
}

function answerOf(child, name) {
  return new Promise((resolve, reject) => {
    const gone = (code) => reject(new Error(`${name} ended with ${code}`))
    child.once('exit', gone)
    child.once('message', (message) => {
      child.off('exit', gone)
      if (message.failure) reject(new Error(`${name}: ${message.failure}`))
      else resolve(message.result)
    })
  })
}

async function measure(contenders, shape, rounds) {
  const results = Object.fromEntries(contenders.map(({ name }) => [name, []]))
  // Two rounds of warm-up do not count. No collection is forced: it would shrink the young generation, which users never do.
  for (let round = -2; round < rounds; round++) {
    for (const { name, child, next } of contenders) {
      const answer = next()
      child.send({ shape })
      const result = await answer
      if (round >= 0) results[name].push(result)
    }
  }
  return results
}

function coldStart(rounds) {
  const results = { bare: [], ours: [], official: [] }
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(results)) {
      const args = name === 'bare' ? ['-e', '0'] : [file(`contenders/cold-${name}.mjs`)]
      const began = process.hrtime.bigint()
      const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', env: process.env })
      if (status !== 0) throw new Error(`cold start of ${name} ended with ${status}`)
      results[name].push(Number(process.hrtime.bigint() - began) / 1e6)
    }
  }
  return results
}

const number = (value) => Math.round(value).toLocaleString('en')
const fixed = (value, digits = 2) => value.toFixed(digits)

function report(shape, results) {
  const rows = rivalsOf(shape).map((name) => {
    const list = results[name]
    const rate = list.map((result) => result.perSecond)
    return {
      contender: name,
      'ops/s (median)': number(median(rate)),
      mean: number(mean(rate)),
      '± sd': number(deviation(rate)),
      'µs/op': fixed(median(list.map((result) => result.microseconds)), 1),
      'CPU µs/op': fixed(median(list.map((result) => result.cpuMicroseconds)), 1),
      'loop block ms': fixed(median(list.map((result) => result.longestBlock)), 1),
      'of it GC': fixed(median(list.map((result) => result.longestCollection)), 1),
    }
  })
  console.log(`\n${SHAPES[shape].title}`)
  console.table(rows)
  const ratios = {
    perSecondToOfficial: ratio(results, 'official', 'perSecond'),
    ...(results.sockets ? { perSecondToSockets: ratio(results, 'sockets', 'perSecond') } : {}),
    cpuToOfficial: ratio(results, 'official', 'cpuMicroseconds'),
  }
  const sockets =
    ratios.perSecondToSockets === undefined
      ? ''
      : `; ours : sockets ${fixed(ratios.perSecondToSockets)} ops/s`
  console.log(
    `ours : official ${fixed(ratios.perSecondToOfficial)} ops/s, ${fixed(ratios.cpuToOfficial)} CPU${sockets}`,
  )
  return ratios
}

/** The median of the rounds' own ratios: each round's contenders ran side by side in time. */
function ratio(results, other, field) {
  return median(results.ours.map((result, round) => result[field] / results[other][round][field]))
}

const rounds = Number(values.rounds)
const contenders = CONTENDERS.map(start)
await Promise.all(contenders.map(({ next }) => next()))
const output = { node: process.version, cpus: cpus().length, hosts, rounds, shapes: {} }
const ours = contenders.find(({ name }) => name === 'ours')
const prepared = ours.next()
ours.child.send({ prepare: true })
await prepared
for (const shape of values.shapes.split(',')) {
  const results = await measure(
    contenders.filter(({ name }) => rivalsOf(shape).includes(name)),
    shape,
    rounds,
  )
  output.shapes[shape] = { results, ratios: report(shape, results) }
}
for (const { child } of contenders) child.send('close')
if (values.cold) {
  const results = coldStart(rounds)
  const bare = median(results.bare)
  console.log('\nImport, connect, first answer, close: ms over a bare process')
  console.table(
    ['ours', 'official'].map((name) => ({
      contender: name,
      ms: fixed(median(results[name]) - bare, 1),
      whole: fixed(median(results[name]), 1),
    })),
  )
  output.cold = results
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(output, undefined, 2)}\n`)
