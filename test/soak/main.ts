// node scripts/run-ts.mjs test/soak/main.ts --hosts … --node PIDFILE=COMMAND …: load of every kind for as long as wanted, while nodes are
// stopped, killed and restarted one after the other. Prints a line each minute, and at the end whether the history agrees.
import { parseArgs } from 'node:util'
import { getHeapSpaceStatistics } from 'node:v8'
import { connect } from '../../src/index.ts'
import { History } from '../faults/history.ts'
import { type Tally, WORK_KINDS, Workload } from '../faults/workload.ts'
import { type ControlledNode, type FaultName, FAULTS, parseNode, sleep, strike } from './nodes.ts'

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '127.0.0.1:3000' },
    minutes: { type: 'string', default: '30' },
    node: { type: 'string', multiple: true, default: [] },
    faults: { type: 'string', default: FAULTS.join(',') },
    every: { type: 'string', default: '40' },
    lasting: { type: 'string', default: '6' },
    help: { type: 'boolean', default: false },
  },
})

const HELP = `--hosts HOST:PORT,…     seeds of the cluster
--minutes 30            how long
--node PIDFILE=COMMAND  a node that may be struck: where its process number lies, and what starts it; once for each
--faults stop,kill,restart   SIGSTOP and SIGCONT; SIGKILL and start; SIGTERM and start
--every 40              seconds from one fault to the next: time for partitions to move
--lasting 6             seconds that a fault lasts`

const TIMEOUT = 2_000
/** Milliseconds by which the longest call may be later than its limit on a busy machine, before it is told of. */
const SLACK = 1_000

/** Bytes, connections, calls. */
interface Sample {
  readonly heap: number
  readonly large: number
  readonly external: number
  readonly open: number
  readonly inFlight: number
}

if (values.help) console.log(HELP)
else process.exitCode = await soak()

async function soak(): Promise<number> {
  const client = await connect({ hosts: values.hosts, tendInterval: 1_000 })
  const seen: string[] = []
  const begun = performance.now()
  const at = (): string => `${((performance.now() - begun) / 1_000).toFixed(1)} s`
  client.on('nodeAvoided', (node, why) => seen.push(`${at()} ${node.id} avoided: ${why}`))
  client.on('nodeRecovered', (node) => seen.push(`${at()} ${node.id} used again`))
  client.on('nodeAdded', (node) => seen.push(`${at()} ${node.id} joined`))
  client.on('nodeRemoved', (node) => seen.push(`${at()} ${node.id} left`))
  const history = new History(`soak-${process.pid}`, 2_000)
  await history.fill(client)
  const load = new Workload(client, history, {
    timeout: TIMEOUT,
    maxRetries: 4,
    rest: { single: 30, burst: 100, batch: 200, query: 500, job: 2_000 },
    loops: { single: 20, burst: 3, batch: 3, query: 1, job: 1 },
  })
  load.start()
  const samples: Sample[] = []
  const sample = (): Sample => {
    globalThis.gc?.()
    const { inFlight, nodes } = client.stats()
    const { heapUsed, external } = process.memoryUsage()
    const large = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'large_object_space')
    const open = nodes.reduce((sum, node) => sum + node.open, 0)
    return { heap: heapUsed, large: large?.space_used_size ?? 0, external, open, inFlight }
  }
  const minute = setInterval(() => {
    const next = sample()
    samples.push(next)
    const tallies = Object.fromEntries(WORK_KINDS.map((kind) => [kind, text(load.tallies[kind])]))
    console.log(JSON.stringify({ at: at(), ...next, ...history.counts, tallies, wrong: load.wrong.length }))
  }, 60_000)
  const deadline = begun + Number(values.minutes) * 60_000
  const nodes = values.node.map(parseNode)
  await strikeInTurn(nodes, deadline, (line) => console.log(`${at()}, write ${history.size}: ${line}`))
  await sleep(Math.max(0, deadline - performance.now()))
  clearInterval(minute)
  await load.stop()
  // The cluster shall be whole again before it is read.
  await sleep(nodes.length > 0 ? 15_000 : 0)
  // By their numbers, which tell what happened to the nodes at that time: a cluster that is not strongly consistent may lose writes.
  const verdict = await history.compare(client, (id) => console.log(`lost: write ${id}`))
  const late = WORK_KINDS.filter((kind) => load.tallies[kind].longest > TIMEOUT + SLACK)
  for (const line of seen) console.log(line)
  for (const wrong of load.wrong.slice(0, 20)) console.log(`WRONG ${String(wrong)}`)
  console.log(JSON.stringify({ ended: load.ended, open: history.open, ...history.counts, verdict, late }))
  const [first, last] = [samples.at(1) ?? samples[0], samples.at(-1)]
  console.log(JSON.stringify({ first, last, end: sample() }))
  await client.truncate(history.namespace, history.set)
  await client.close()
  const failed = verdict.repeated + verdict.ghosts + verdict.strangers + history.open
  return failed === 0 && late.length === 0 ? 0 : 1
}

async function strikeInTurn(
  nodes: readonly ControlledNode[],
  deadline: number,
  log: (line: string) => void,
): Promise<void> {
  const faults = values.faults.split(',') as FaultName[]
  if (nodes.length === 0 || faults.some((fault) => !FAULTS.includes(fault))) return
  const [every, lasting] = [Number(values.every) * 1_000, Number(values.lasting) * 1_000]
  for (let turn = 0; performance.now() + every + lasting < deadline; turn++) {
    await sleep(every)
    // Both are there: the numbers are counted round.
    const node = nodes[turn % nodes.length] as ControlledNode
    const fault = faults[Math.floor(turn / nodes.length) % faults.length] as FaultName
    log(`${fault} ${node.pidFile}`)
    await strike(node, fault, lasting)
  }
}

function text({ done, failed, longest }: Tally): string {
  const failures = Object.entries(failed).map(([code, count]) => `${code} ${count}`)
  return [`${done} done`, ...failures, `longest ${Math.round(longest)} ms`].join(', ')
}
