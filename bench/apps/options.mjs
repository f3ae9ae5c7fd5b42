import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export const HELP = `Usage: AEROSPIKE_HOSTS=127.0.0.1:3000 npm run bench:apps -- [options]

Puts the examples for Fastify and Express under load, beside the same routes on the official client and on Redis, one after another,
round by round. Every run ends by SIGTERM while requests go on. Fails when an answer was lost, or an error was none of those announced.

  --seconds N           that count of each run, and of the run with a restart (60)
  --rounds N            runs of each contender (3); 0 leaves only the run with a restart
  --connections N       requests under way at once (50)
  --warm-up N           seconds before those that count (2)
  --only a,b            contenders by name (all)
  --restart "COMMAND"   a last run of our applications, in whose middle a shell carries this out, as one that kills a node and starts it
  --redis HOST:PORT     a Redis that is there; without it redis-server is started for the run, where it is installed
  --out FILE            where the figures go as JSON (bench/out/apps.json); what applications print lies beside it
  --help                this text
`

/** Reads the arguments; throws for what it does not know. */
export function readOptions(args, names) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '60' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '50' },
      'warm-up': { type: 'string', default: '2' },
      only: { type: 'string' },
      restart: { type: 'string' },
      redis: { type: 'string' },
      out: { type: 'string', default: fileURLToPath(new URL('../out/apps.json', import.meta.url)) },
      help: { type: 'boolean', default: false },
    },
  })
  const only = values.only?.split(',') ?? names
  const stranger = only.find((name) => !names.includes(name))
  if (stranger !== undefined) throw new Error(`there is no contender ${stranger}, only ${names.join(', ')}`)
  return {
    ...values,
    seconds: numberOf('seconds', values.seconds, 1),
    rounds: numberOf('rounds', values.rounds, 0),
    connections: numberOf('connections', values.connections, 1),
    warmUp: numberOf('warm-up', values['warm-up'], 0),
    only,
  }
}

function numberOf(name, text, least) {
  const number = Number(text)
  if (!Number.isInteger(number) || number < least)
    throw new Error(`--${name} must be a whole number from ${least} on, not ${text}`)
  return number
}
