// Import, connect, first answer, close, in a fresh process: ms over a bare one.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { TITLES } from '../lib/contenders.mjs'
import { fixed, say } from '../lib/say.mjs'
import { median } from '../lib/statistics.mjs'

const fileOf = (name) => fileURLToPath(new URL(`../contenders/cold-${name}.mjs`, import.meta.url))

/** Milliseconds of each start, by contender; `bare` is `node -e 0`. */
export function measureCold(contenders, hosts, rounds) {
  const starters = contenders.filter(({ name }) => ['before', 'ours', 'official'].includes(name))
  const results = { bare: [], ...Object.fromEntries(starters.map(({ name }) => [name, []])) }
  for (let round = 0; round < rounds; round++) {
    say(`cold start: round ${round + 1} of ${rounds}`)
    results.bare.push(time(['-e', '0'], {}))
    for (const { name, module, env } of starters) {
      results[name].push(time([fileOf(module)], { ...env, AEROSPIKE_HOSTS: hosts }))
    }
  }
  say()
  report(results)
  return results
}

function time(args, env) {
  const began = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', env: { ...process.env, ...env } })
  if (status !== 0) throw new Error(`the cold start of ${args.at(-1)} ended with ${status}`)
  return performance.now() - began
}

function report({ bare, ...results }) {
  console.log('\nImport, connect, first answer, close: ms over a bare process')
  const rows = Object.entries(results).map(([name, list]) => {
    const over = list.map((ms, round) => ms - bare[round])
    return [TITLES[name], { ms: fixed(median(over), 1), whole: fixed(median(list), 1) }]
  })
  console.table(Object.fromEntries(rows))
}
