// Every shape, round by round: one contender works at a time, and all of them in each round, so that a noisy machine disturbs
// all alike. The seed's method: operations × rounds after warm-up, mean, deviation, ratio.
import { TITLES, withProcesses } from '../lib/contenders.mjs'
import { say, fixed, number } from '../lib/say.mjs'
import { deviation, mean, median, ratio } from '../lib/statistics.mjs'
import { isPlain, scaled, SHAPES } from '../shapes.mjs'

export async function measureShapes(contenders, hosts, options) {
  const shapes = {}
  for (const name of options.shapes) {
    const shape = scaled(SHAPES[name], options.share)
    const rivals = contenders.filter((rival) => isPlain(shape) || rival.name !== 'sockets')
    const results = await generations(rivals, hosts, shape, options)
    shapes[name] = { ...shape, results, ratios: ratiosOf(results) }
    report(shapes[name])
  }
  return shapes
}

/**
 * What each contender gave in each round that counts. Several times in between all processes start anew, since the same code
 * runs faster in one process than in the next, by what the compiler made of it and where its memory lies.
 */
export async function generations(contenders, hosts, shape, options) {
  const results = Object.fromEntries(contenders.map(({ name }) => [name, []]))
  for (let generation = 0; generation < options.generations; generation++) {
    await withProcesses(contenders, hosts, (started) => rounds(started, shape, options, generation, results))
  }
  say()
  return results
}

async function rounds(contenders, shape, options, generation, results) {
  const count = Math.ceil(options.rounds / options.generations)
  say(`${shape.title}: warm-up`)
  for (const contender of contenders) await warmUp(contender, shape, options.warmUp)
  // No collection is forced before a round: it would shrink the young generation, which users never do.
  for (let round = 0; round < count; round++) {
    say(`${shape.title}: round ${generation * count + round + 1} of ${count * options.generations}`)
    // Nobody always comes after the same one.
    const first = (round + generation) % contenders.length
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)])
      results[contender.name].push(await contender.ask('shape', shape))
  }
}

/** As many commands one at a time take the compiler's last step; less, and its work counts as the client's. */
const WARM_OPERATIONS = 40_000

/** Rounds that do not count, for so many ms: the compiler has done its work then, and clients that adapt have settled. */
export async function warmUp(contender, shape, milliseconds) {
  const end = performance.now() + milliseconds
  let done = 0
  while (done < WARM_OPERATIONS || performance.now() < end) {
    await contender.ask('shape', shape)
    done += shape.operations
  }
}

/** Ours over each of the others, for speed and CPU. */
export function ratiosOf(results) {
  if (results.ours === undefined) return {}
  const others = Object.keys(results).filter((name) => name !== 'ours')
  return Object.fromEntries(
    others.map((name) => [
      name,
      {
        perSecond: ratio(results.ours, results[name], 'perSecond'),
        cpuMicroseconds: ratio(results.ours, results[name], 'cpuMicroseconds'),
      },
    ]),
  )
}

function report({ title, results, ratios }) {
  console.log(`\n${title}`)
  console.table(Object.fromEntries(Object.entries(results).map(([name, list]) => [TITLES[name], row(list)])))
  for (const [name, { perSecond, cpuMicroseconds }] of Object.entries(ratios)) {
    console.log(`ours : ${TITLES[name]}  ${range(perSecond)} operations/s, ${range(cpuMicroseconds)} CPU`)
  }
}

function row(list) {
  const of = (field) => list.map((result) => result[field])
  return {
    'ops/s (median)': number(median(of('perSecond'))),
    mean: number(mean(of('perSecond'))),
    '± sd': number(deviation(of('perSecond'))),
    'µs/op': fixed(median(of('microseconds')), 1),
    'CPU µs/op': fixed(median(of('cpuMicroseconds')), 1),
    'loop block ms': fixed(median(of('longestBlock')), 1),
    'of it GC': fixed(median(of('longestCollection')), 1),
  }
}

/** The median, and in brackets the quartiles. */
const range = ({ median, low, high }) => `${fixed(median)} (${fixed(low)} to ${fixed(high)})`
