// Latency under open load: p50, p99 and p99.9 at shares of the highest rate that single commands bear, each contender in a fresh
// process and with the same moments.
import { TITLES, withProcesses } from '../lib/contenders.mjs'
import { fixed, number, say } from '../lib/say.mjs'
import { median } from '../lib/statistics.mjs'
import { SHAPES } from '../shapes.mjs'

const SHARES = [0.25, 0.5, 0.75]
const KINDS = ['get', 'mixed']
const TITLES_OF = { get: 'get', mixed: 'get and put in turn' }
const ROUNDS = 5
const SECONDS = 2
/** The steps in which the highest rate is looked for, as shares of what the burst shape reaches. */
const STEPS = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]

export async function measureLatency(contenders, hosts) {
  const rivals = contenders.filter(({ name }) => name !== 'sockets')
  const highest = await findHighest(rivals, hosts)
  console.log(`\nOpen load: the highest rate of single commands is ${number(highest)} a second`)
  const loads = []
  for (const kind of KINDS) {
    for (const share of SHARES) loads.push(await measureLoad(rivals, hosts, kind, share, highest * share))
  }
  return { highest, loads }
}

/** Without coalescing, so that the rates are the same ones whatever it brings. */
async function findHighest(rivals, hosts) {
  const judge = rivals.find(({ name }) => name === 'plain') ?? rivals.find(({ name }) => name === 'ours')
  return withProcesses([judge], hosts, async ([process]) => {
    say('open load: looking for the highest rate')
    await process.ask('shape', SHAPES['get-5000'])
    const { perSecond } = await process.ask('shape', SHAPES['get-5000'])
    for (const step of STEPS) {
      const rate = perSecond * step
      const { bearable } = await process.ask('load', { kind: 'get', rate, seconds: 1.5, seed: 1 })
      if (bearable) return rate
    }
    throw new Error('open load: not even a tenth of the burst rate was borne')
  })
}

async function measureLoad(rivals, hosts, kind, share, rate) {
  const results = Object.fromEntries(rivals.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    await withProcesses(rivals, hosts, async (started) => {
      for (const contender of started) {
        say(`open load: ${kind} at ${share * 100} %, round ${round + 1} of ${ROUNDS}, ${contender.name}`)
        await contender.ask('shape', { ...SHAPES['get-100'], kind })
        results[contender.name].push(
          await contender.ask('load', { kind, rate, seconds: SECONDS, seed: round + 1 }),
        )
      }
    })
  }
  say()
  const load = { kind, title: TITLES_OF[kind], share, rate, results: summary(results) }
  report(load)
  return load
}

/** The medians of the rounds; a contender that could not bear the load in one of them did not bear it. */
function summary(results) {
  const fields = ['p50', 'p99', 'p999', 'cpuMicroseconds']
  return Object.fromEntries(
    Object.entries(results).map(([name, list]) => [
      name,
      {
        bearable: list.every(({ bearable }) => bearable),
        ...Object.fromEntries(fields.map((field) => [field, median(list.map((result) => result[field]))])),
        rounds: list,
      },
    ]),
  )
}

function report({ title, share, rate, results }) {
  console.log(`\n${title}, ${share * 100} %: ${number(rate)} a second, latency in µs from when each was due`)
  const row = ({ bearable, p50, p99, p999, cpuMicroseconds }) => ({
    p50: number(p50),
    p99: number(p99),
    'p99.9': number(p999),
    'CPU µs/op': fixed(cpuMicroseconds, 1),
    borne: bearable ? 'yes' : 'no',
  })
  console.table(
    Object.fromEntries(Object.entries(results).map(([name, result]) => [TITLES[name], row(result)])),
  )
}
