// npm start -- --count 1000000
import { parseArgs } from 'node:util'
import { intro, isTTY, log, outro, progress } from '@clack/prompts'
import { connect } from 'aerospike-ts'
import { findCluster } from './cluster.mjs'
import { fill } from './fill.mjs'
import { pay } from './pay.mjs'

const USAGE = `Usage: npm start -- [--count 1000000] [--run NAME] [--set accounts] [--page 5000] [--no-fill]
--count    how many accounts there are
--run      what is done once: the same name goes on where it stopped
--no-fill  the accounts are there`

function readArguments() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1000000' },
      run: { type: 'string', default: new Date().toISOString().slice(0, 7) },
      set: { type: 'string', default: 'accounts' },
      page: { type: 'string', default: '5000' },
      fill: { type: 'boolean', default: true },
    },
    allowNegative: true,
  })
  const [count, size] = [Number(values.count), Number(values.page)]
  for (const [name, value] of Object.entries({ count, page: size }))
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} must be a number from 1 on`)
  return { ...values, count, size, namespace: process.env.AEROSPIKE_NAMESPACE ?? 'test' }
}

/** Runs a stage under a bar; where nobody looks at a terminal, each tenth is a line. */
async function withBar(title, count, stage) {
  const began = Date.now()
  const rate = (done) =>
    `${Math.round((done / Math.max(1, Date.now() - began)) * 1000).toLocaleString('en')}/s`
  const bar = isTTY(process.stdout) ? progress({ max: count }) : undefined
  let shown = 0
  bar?.start(title)
  const result = await stage((done) => {
    if (bar === undefined && Math.floor((done * 10) / count) === Math.floor((shown * 10) / count)) return
    const line = `${title}: ${done.toLocaleString('en')} of ${count.toLocaleString('en')}`
    if (bar === undefined) console.log(line)
    else bar.advance(done - shown, line)
    shown = done
  })
  bar?.stop(`${title}: ${rate(shown)}`)
  return result
}

async function main(settings, signal) {
  const cluster = await findCluster()
  const client = await connect({ hosts: cluster.hosts, appId: 'worker' })
  try {
    if (settings.fill)
      await withBar('written', settings.count, (told) => fill(client, { ...settings, signal }, told))
    return await withBar('paid', settings.count, (told) => pay(client, { ...settings, signal }, told))
  } finally {
    await client.close()
    await cluster.close()
  }
}

let settings
try {
  settings = readArguments()
} catch ({ message }) {
  console.error(`${message}\n${USAGE}`)
  process.exit(2)
}
const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stop.abort())
intro(`run ${settings.run}`)
try {
  const { done, ended } = await main(settings, stop.signal)
  if (!ended) log.warn(`stopped after ${done}: --run ${settings.run} --no-fill goes on from there`)
  outro(ended ? `all ${done} are paid` : 'to be continued')
} catch (error) {
  if (error.code === 'ABORTED') outro('stopped while accounts were written')
  else {
    log.error(error.message)
    process.exitCode = 1
  }
}
