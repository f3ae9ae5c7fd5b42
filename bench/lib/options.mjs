import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SHAPES } from '../shapes.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const PARTS = ['shapes', 'cold', 'latency', 'growth']

export const HELP = `Usage: AEROSPIKE_HOSTS=127.0.0.1:3000 npm run bench -- [options]

Measures this client beside the official one and bare sockets, in processes of their own, round by round, and writes
data.json and index.html. Only the ratios of one run mean something.

  --ours PATH          checkout of this client that is measured (this one); built when its dist is older
  --ours-before PATH   a second checkout, measured in the same rounds as "before"
  --quick              fewer rounds and operations, and shapes alone: some two minutes
  --parts a,b          of ${PARTS.join(', ')} (all)
  --shapes a,b         of ${Object.keys(SHAPES).join(', ')} (all)
  --without a,b        contenders to leave out: sockets, before, ours, plain, official
  --rounds N           rounds that count (15; quick: 9), a third of them in fresh processes each
  --out DIR            where data.json and index.html go (bench/out)
  --help               this text
`

/** Reads the arguments; throws for what it does not know. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      ours: { type: 'string', default: ROOT },
      'ours-before': { type: 'string' },
      quick: { type: 'boolean', default: false },
      parts: { type: 'string' },
      shapes: { type: 'string' },
      without: { type: 'string' },
      rounds: { type: 'string' },
      out: { type: 'string', default: fileURLToPath(new URL('../out', import.meta.url)) },
      help: { type: 'boolean', default: false },
    },
  })
  const { quick } = values
  return {
    ours: values.ours,
    before: values['ours-before'],
    quick,
    parts: choose(values.parts, PARTS, quick ? ['shapes'] : PARTS),
    shapes: choose(values.shapes, Object.keys(SHAPES), Object.keys(SHAPES)),
    without: values.without?.split(',') ?? [],
    rounds: Number(values.rounds ?? (quick ? 9 : 15)),
    generations: 3,
    warmUp: quick ? 250 : 600,
    share: quick ? 0.4 : 1,
    out: values.out,
    help: values.help,
  }
}

function choose(text, known, all) {
  const chosen = text?.split(',') ?? all
  const stranger = chosen.find((name) => !known.includes(name))
  if (stranger !== undefined) throw new Error(`there is no ${stranger}, only ${known.join(', ')}`)
  return chosen
}
