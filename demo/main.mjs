// The demo that `npm start` runs: on the servers of AEROSPIKE_HOSTS, else on the memory server of this package.
import { styleText } from 'node:util'
import { connect, Key, ops } from '../dist/index.js'
import { startMemoryServer } from '../dist/testing/index.js'

const READS = 10_000
// Whoever reads the output may have seen enough: `npm start | head`.
process.stdout.on('error', () => process.exit(0))
const terminal = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
const paint = (style, text) => (terminal ? styleText(style, text) : text)

function heading(text) {
  console.log(`\n${paint('bold', text)}`)
}

function show(code, result) {
  console.log(`  ${paint('cyan', code)}`)
  for (const line of result.split('\n')) console.log(`  ${paint('gray', '→')} ${line}`)
}

const json = (value) =>
  JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner))

/** In a terminal one line that moves; in a log a line for every tenth. */
function progress(total) {
  let shown = -1
  return (done) => {
    const tenth = Math.floor((done * 10) / total)
    if (!terminal) {
      if (tenth > Math.max(shown, 0)) console.log(`  ${done} of ${total} read`)
      shown = tenth
      return
    }
    const percent = Math.floor((done * 100) / total)
    if (percent === shown) return
    shown = percent
    const bar = '█'.repeat(Math.floor(percent / 2.5)).padEnd(40, '░')
    process.stdout.write(`\r  ${paint('green', bar)} ${String(percent).padStart(3)} %`)
  }
}

async function simpleCommands(client) {
  heading('Write and read')
  const key = new Key('test', 'demo', 'ann')
  await client.remove(key)
  const written = await client.put(key, { name: 'Ann', visits: 1, tags: ['new'], big: 2n ** 60n })
  show("client.put(key, { name: 'Ann', visits: 1, tags: ['new'], big: 2n ** 60n })", json(written))
  const record = await client.get(key)
  show('client.get(key)', json(record?.bins))
  show(
    "client.get(new Key('test', 'demo', 'nobody'))",
    json(await client.get(new Key('test', 'demo', 'nobody'))),
  )

  heading('Several operations, one atomic step')
  const { results } = await client.operate(key, [
    ops.add('visits', 1),
    ops.append('name', ' B.'),
    ops.read('visits'),
    ops.read('name'),
  ])
  show(
    "client.operate(key, [ops.add('visits', 1), ops.append('name', ' B.'), ops.read('visits'), ops.read('name')])",
    json(results),
  )
  return key
}

async function manyReads(client) {
  heading(`${READS.toLocaleString('en')} reads at once, from one Promise.all`)
  const keys = Array.from({ length: READS }, (_, i) => new Key('test', 'demo', i))
  const patient = { timeout: 30_000 }
  await Promise.all(keys.map((key, i) => client.put(key, { i, square: i * i }, patient)))
  const tell = progress(READS)
  let done = 0
  const began = performance.now()
  const records = await Promise.all(
    keys.map(async (key) => {
      const record = await client.get(key, patient)
      tell(++done)
      return record
    }),
  )
  const seconds = (performance.now() - began) / 1000
  if (terminal) process.stdout.write('\n')
  const right = records.every((record, i) => record?.bins.square === i * i)
  const connections = client.stats().nodes.reduce((sum, node) => sum + node.open, 0)
  console.log(
    `  ${paint('green', right ? 'all right' : 'WRONG ANSWERS')}: ${Math.round(READS / seconds).toLocaleString('en')} reads a second over ${connections} connections`,
  )
  await Promise.all(keys.map((key) => client.remove(key, patient)))
}

async function failure(client, key) {
  heading('A command that fails says what, where, and what to do')
  try {
    await client.put(key, { name: 'Bob' }, { generation: 99 })
  } catch (error) {
    show(
      "client.put(key, { name: 'Bob' }, { generation: 99 })",
      [
        `${paint('red', error.name)} ${error.code}`,
        error.message,
        `node ${error.node}, attempts ${error.attempts}, inDoubt ${error.inDoubt}`,
        `record ${error.key}`,
      ].join('\n'),
    )
  }
  await client.remove(key)
}

const hosts = process.env.AEROSPIKE_HOSTS
const server = hosts === undefined ? await startMemoryServer({ nodes: 3 }) : undefined
let client
try {
  heading('Connect')
  const target = hosts ?? server.hosts
  client = await connect(target)
  const where =
    server === undefined
      ? 'AEROSPIKE_HOSTS'
      : 'the memory server of this package; set AEROSPIKE_HOSTS for a real one'
  show(
    `connect('${target}')`,
    `${client.nodes.length} node${client.nodes.length === 1 ? '' : 's'} (${where})`,
  )
  const key = await simpleCommands(client)
  await manyReads(client)
  await failure(client, key)
} catch (error) {
  console.error(`\n${paint('red', error.name ?? 'Error')} ${error.code ?? ''}\n${error.message}`)
  process.exitCode = 1
} finally {
  await client?.close()
  await server?.close()
}
if (process.exitCode === undefined) console.log(`\n${paint('gray', 'Closed. Nothing is left open.')}`)
