// How speed and cost grow: with the keys of a batch, the bins of a record, the commands in flight, the nodes of a cluster.
import { TITLES, withProcesses } from '../lib/contenders.mjs'
import { fixed, number, say } from '../lib/say.mjs'
import { median } from '../lib/statistics.mjs'
import { RECORDS, SET } from '../shapes.mjs'
import { warmUp } from './shapes.mjs'

/** Of a million keys one round says it all, and takes long. */
const roundsOf = ({ operations }) => (operations >= 1_000_000 ? 1 : 3)
const WARM_UP = 200
const IDLE_SECONDS = 4
export const BINS = [1, 3, 10, 30, 100, 300, 1_000]

/** Each is measured at every `x`, with the shape that `shapeOf(x)` gives, by the contenders named. */
const GROWTHS = {
  keys: {
    title: 'keys of one batch read',
    xs: [1_000, 10_000, 100_000, 1_000_000],
    names: ['before', 'ours', 'official'],
    shapeOf: (keys) => ({
      kind: 'batch',
      set: SET,
      records: RECORDS,
      keys,
      operations: Math.max(keys, 50_000),
    }),
  },
  bins: {
    title: 'bins of a record, 16 gets at a time',
    xs: BINS,
    names: ['before', 'ours', 'plain', 'official'],
    shapeOf: (bins) => ({
      kind: 'wide',
      bins,
      wave: 16,
      operations: 16 * Math.max(20, Math.round(600 / bins)),
    }),
  },
  flight: {
    title: 'gets in flight, Promise.all',
    xs: [1, 4, 16, 64, 256, 1_000, 5_000, 20_000],
    names: ['sockets', 'before', 'ours', 'plain', 'official'],
    shapeOf: (wave) => ({
      kind: 'get',
      wave,
      operations: wave * Math.max(2, Math.round(Math.min(20_000, wave * 2_000) / wave)),
    }),
  },
}
const NODES = [1, 2, 4, 8, 16]
const TEND_NODES = [1, 3, 10, 30, 100]

export async function measureGrowth(contenders, hosts, notes) {
  const growth = {}
  for (const [name, { title, xs, names, shapeOf }] of Object.entries(GROWTHS)) {
    const rivals = contenders.filter((contender) => names.includes(contender.name))
    const points = []
    for (const x of xs) points.push({ x, results: await point(rivals, hosts, shapeOf(x), title, x, notes) })
    growth[name] = { title, points }
    report(growth[name])
  }
  growth.nodes = await measureNodes(contenders, notes)
  growth.tend = await measureTend(contenders)
  return growth
}

/** Medians by contender; one that fails has no result here, and the reason goes into `notes`. */
async function point(rivals, hosts, shape, title, x, notes) {
  const results = {}
  await withProcesses(rivals, hosts, async (started) => {
    for (const contender of started) {
      say(`growth: ${title}, ${number(x)}, ${contender.name}`)
      try {
        await warmUp(contender, shape, WARM_UP)
        results[contender.name] = []
      } catch (error) {
        notes.push(`${TITLES[contender.name]}, ${number(x)} ${title}: ${error.message.split('\n')[0]}`)
        console.log(notes.at(-1))
      }
    }
    for (let round = 0; round < roundsOf(shape); round++) {
      for (const contender of started) {
        const list = results[contender.name]
        if (list !== undefined) list.push(await contender.ask('shape', shape))
      }
    }
  })
  say()
  return Object.fromEntries(Object.entries(results).map(([name, list]) => [name, medians(list)]))
}

const medians = (list) =>
  Object.fromEntries(
    ['perSecond', 'cpuMicroseconds', 'longestBlock'].map((field) => [
      field,
      median(list.map((result) => result[field])),
    ]),
  )

/** On memory servers, which run in one process of JavaScript: they are the limit, so CPU is what counts. */
async function measureNodes(contenders, notes) {
  const title = 'nodes of the cluster (memory server), 1,000 gets at a time'
  const rivals = contenders.filter(({ name }) => name !== 'sockets')
  const shape = { kind: 'get', wave: 1_000, operations: 10_000 }
  const points = []
  for (const x of NODES) {
    await withMemoryServer(x, async (hosts) => {
      const writer = rivals.find(({ name }) => name === 'ours')
      await withProcesses([writer], hosts, ([process]) => process.ask('prepare', {}))
      points.push({ x, results: await point(rivals, hosts, shape, title, x, notes) })
    })
  }
  const growth = { title, points }
  report(growth)
  return growth
}

/** CPU that a client takes in which nothing goes on but the looks at the cluster, once a second. */
async function measureTend(contenders) {
  const rivals = contenders.filter(({ name }) => ['before', 'ours', 'official'].includes(name))
  const points = []
  for (const x of TEND_NODES) {
    await withMemoryServer(x, async (hosts) => {
      const results = {}
      for (const rival of rivals) {
        say(`growth: looking at ${x} nodes, ${rival.name}`)
        await withProcesses([rival], hosts, async ([process]) => {
          await process.ask('idle', 2)
          results[rival.name] = await process.ask('idle', IDLE_SECONDS)
        })
      }
      points.push({ x, results })
    })
  }
  say()
  const growth = { title: 'nodes that are looked at, nothing else going on (memory server)', points }
  report(growth)
  return growth
}

async function withMemoryServer(nodes, work) {
  const server = { name: 'memory server', module: 'memory-server', env: { BENCH_NODES: String(nodes) } }
  await withProcesses([server], '', async ([process]) => work(await process.ask('about')))
}

function report({ title, points }) {
  console.log(`\n${title}`)
  const cell = ({ perSecond, cpuMicroseconds, cpuMilliseconds }) =>
    perSecond === undefined
      ? `${fixed(cpuMilliseconds, 1)} ms CPU/s`
      : `${number(perSecond)}/s, ${fixed(cpuMicroseconds, 1)} µs CPU`
  const row = (results) =>
    Object.fromEntries(Object.entries(results).map(([name, result]) => [TITLES[name], cell(result)]))
  console.table(Object.fromEntries(points.map(({ x, results }) => [number(x), row(results)])))
}
