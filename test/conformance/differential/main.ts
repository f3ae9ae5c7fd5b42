import { isDeepStrictEqual, parseArgs } from 'node:util'
import { type Client, connect, Expression, OrderedList, OrderedMap } from '../../../src/index.ts'
import { DEFAULTS, play } from '../player.ts'
import type { Step } from '../scenario.ts'
import { type Json, toTagged } from '../tagged.ts'
import { openTarget } from '../targets.ts'
import { Random } from './random.ts'
import { sequence, typedSequence } from './sequence.ts'

// Random calls on a real server and on a memory server, side by side: whatever differs is printed, with as few calls as
// show it. npm run differential -- --hosts 127.0.0.1:3000 [--rounds 1000] [--seed N] [--nodes 1] [--expressions]
// With --expressions, each round is a record and ten well-typed expressions over it.

const TOGETHER = 16
const ENOUGH = 5

interface Difference {
  readonly steps: readonly Step[]
  readonly real: readonly Json[]
  readonly memory: readonly Json[]
}

/** Plays a sequence on both; gives what differs. */
async function compare(
  both: readonly [Client, Client],
  run: string,
  steps: readonly Step[],
): Promise<Difference | undefined> {
  const [real, memory] = await Promise.all([play(both[0], run, 'd', steps), play(both[1], run, 'd', steps)])
  return isDeepStrictEqual(real, memory) ? undefined : { steps, real, memory }
}

/** Leaves out whatever is not needed for a difference to show. */
async function reduced(both: readonly [Client, Client], run: string, found: Difference): Promise<Difference> {
  let best = found
  for (let at = found.steps.length - 1; at >= 0; at--) {
    best = (await compare(both, run, best.steps.toSpliced(at, 1))) ?? best
  }
  for (let at = best.steps.length - 1; at >= 0; at--) {
    let step = best.steps[at]
    if (step?.[0] !== 'operate') continue
    for (let index = step[1].length - 1; index >= 0; index--) {
      const fewer: Step = ['operate', step[1].toSpliced(index, 1), step[2] ?? {}]
      const still = fewer[1].length > 0 ? await compare(both, run, best.steps.with(at, fewer)) : undefined
      if (still === undefined) continue
      best = still
      step = fewer
    }
  }
  return best
}

/** Calls as they would be written down, values tagged. */
function printable(value: unknown): unknown {
  if (value instanceof Expression) return `expression ${value.toBase64()}`
  if (value instanceof OrderedMap) {
    const { entries, order, persistIndex } = value
    return { $orderedMap: printable(entries), order, persistIndex }
  }
  if (value instanceof OrderedList) {
    return { $orderedList: printable(value.items), persistIndex: value.persistIndex }
  }
  if (value instanceof Map) return { $map: [...value].map(printable) }
  if (Array.isArray(value)) return value.map(printable)
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, printable(item)]))
  }
  try {
    return typeof value === 'number' ? value : toTagged(value)
  } catch {
    return value
  }
}

function report({ steps, real, memory }: Difference, seed: number, round: number): void {
  console.log(`difference in round ${round} of seed ${seed}:`)
  for (const step of steps) console.log(`  ${JSON.stringify(printable(step))}`)
  for (const [at, outcome] of real.entries()) {
    if (isDeepStrictEqual(outcome, memory[at])) continue
    console.log(
      `  step ${at}\n    real    ${JSON.stringify(outcome)}\n    memory  ${JSON.stringify(memory[at])}`,
    )
  }
}

/** An error that no step of a sequence should meet: the server went away. */
function isGone(difference: Difference): boolean {
  return difference.real.some((outcome) =>
    /CONNECT|UNREACHABLE|TIMEOUT|NODE_NOT_FOUND/.test(JSON.stringify(outcome)),
  )
}

async function rounds(both: readonly [Client, Client], seed: number, count: number): Promise<number> {
  let different = 0
  for (let first = 0; first < count && different < ENOUGH; first += TOGETHER) {
    const numbers = Array.from({ length: Math.min(TOGETHER, count - first) }, (_, i) => first + i)
    const found = await Promise.all(
      numbers.map((round) => compare(both, `${seed}-${round}`, make(new Random(seed * 1_000_003 + round)))),
    )
    for (const [at, difference] of found.entries()) {
      if (difference === undefined) continue
      different++
      const gone = isGone(difference)
      const round = first + at
      report(gone ? difference : await reduced(both, `${seed}-${round}`, difference), seed, round)
      if (gone)
        throw new Error('The real server does not answer any more: one of the rounds above is to blame')
    }
  }
  return different
}

const { values: args } = parseArgs({
  options: {
    hosts: { type: 'string' },
    seed: { type: 'string' },
    rounds: { type: 'string', default: '1000' },
    nodes: { type: 'string', default: '1' },
    expressions: { type: 'boolean', default: false },
  },
})
const hosts = args.hosts ?? process.env['AEROSPIKE_HOSTS']
const seed = Number(args.seed ?? Math.floor(Math.random() * 1_000_000))
const count = Number(args.rounds)
if (hosts === undefined || !Number.isSafeInteger(seed) || !Number.isSafeInteger(count)) {
  console.error('differential --hosts HOST:PORT[,…] [--rounds 1000] [--seed N] [--nodes 1] [--expressions]')
  process.exit(2)
}
const make = args.expressions ? typedSequence : sequence
const memory = await openTarget({ name: 'memory', nodes: Number(args.nodes) })
const both = [await connect({ hosts, defaults: DEFAULTS }), await connect(memory.options)] as const
const started = performance.now()
console.log(`seed ${seed}, ${count} rounds`)
const different = await rounds(both, seed, count)
console.log(
  `${different === 0 ? 'no' : different} differences, ${Math.round((performance.now() - started) / 1000)} s`,
)
await Promise.all(both.map((client) => client.close()))
await memory.close()
process.exitCode = different === 0 ? 0 : 1
