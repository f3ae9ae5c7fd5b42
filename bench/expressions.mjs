// What expressions cost: building and compiling a filter of five terms, and gets with one beside gets without. The gets need a server
// (AEROSPIKE_HOSTS); its own work for the filter is in their figures too. Rounds are interleaved, the median counts.
//   AEROSPIKE_HOSTS=127.0.0.1:3000 npm run bench:expressions
import { connect, exp, Key, where } from '../dist/index.js'

const ROUNDS = 41
const BUILDS = 5_000
const GETS = 2_000

const bins = {
  age: exp.bin('age', 'int'),
  name: exp.bin('name', 'string'),
  tags: exp.bin('tags', 'list'),
  height: exp.bin('height', 'float'),
  active: exp.bin('active', 'bool'),
}

/** Bins and all, as where a filter is written once. */
function built(limit) {
  return exp.and(
    exp.ge(exp.bin('age', 'int'), limit),
    exp.eq(exp.bin('name', 'string'), 'Ann'),
    exp.lt(exp.bin('height', 'float'), 2),
    exp.eq(exp.bin('active', 'bool'), true),
    exp.lt(exp.ttl(), 3600),
  )
}

/** On bins that are built already. */
function reused(limit) {
  return exp.and(
    exp.ge(bins.age, limit),
    exp.eq(bins.name, 'Ann'),
    exp.lt(bins.height, 2),
    exp.eq(bins.active, true),
    exp.lt(exp.ttl(), 3600),
  )
}

function short(limit) {
  return where((b) =>
    b.age.ge(limit).and(b.name.eq('Ann'), b.height.float.lt(2), b.active.eq(true), exp.lt(exp.ttl(), 3600)),
  )
}

const compiled = built(18)
let kept = 0

const ways = {
  'built and compiled': (i) => (kept += built(i).bytes.length),
  'built and compiled, on bins that are there': (i) => (kept += reused(i).bytes.length),
  'built and compiled by `where`': (i) => (kept += short(i).bytes.length),
  'compiled before': () => (kept += compiled.bytes.length),
}

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1]
}

function say(what, value, unit) {
  console.log(`${what.padEnd(48)} ${value.toFixed(2).padStart(8)} ${unit}`)
}

const times = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
for (let round = 0; round < ROUNDS; round++) {
  for (const [way, run] of Object.entries(ways)) {
    const before = process.cpuUsage()
    for (let i = 0; i < BUILDS; i++) run(i)
    const { user, system } = process.cpuUsage(before)
    times[way].push((user + system) / BUILDS)
  }
}
console.log('A filter of five terms, CPU time:')
for (const [way, each] of Object.entries(times)) say(`  ${way}`, median(each), 'µs')
if (kept === 0) throw new Error('Nothing was built')

const hosts = process.env.AEROSPIKE_HOSTS
if (hosts !== undefined) {
  const client = await connect(hosts)
  const keys = Array.from({ length: GETS }, (_, i) => new Key('test', 'bench-expressions', i))
  const record = { age: 42, name: 'Ann', height: 1.72, active: true, tags: ['a'] }
  await Promise.all(keys.map((key) => client.put(key, record, { ttl: 600 })))
  const filter = exp.and(exp.ge(bins.age, 18), exp.eq(bins.name, 'Ann'), exp.lt(bins.height, 2), exp.eq(bins.active, true), exp.gt(exp.ttl(), 0)) // prettier-ignore
  const options = { without: {}, with: { filterExpression: filter } }
  const shapes = {
    'Promise.all of 2,000': (given) => Promise.all(keys.map((key) => client.get(key, given))),
    'one after another': async (given) => {
      for (let i = 0; i < 500; i++) await client.get(keys[i], given)
    },
  }
  console.log('Gets with a compiled filter of five terms beside gets without:')
  for (const [shape, run] of Object.entries(shapes)) {
    const count = shape.startsWith('one') ? 500 : GETS
    const cpu = { with: [], without: [] }
    const time = { with: [], without: [] }
    for (let round = 0; round < ROUNDS; round++) {
      for (const which of round % 2 === 0 ? ['with', 'without'] : ['without', 'with']) {
        const [start, before] = [performance.now(), process.cpuUsage()]
        await run(options[which])
        const { user, system } = process.cpuUsage(before)
        time[which].push(((performance.now() - start) * 1_000) / count)
        cpu[which].push((user + system) / count)
      }
    }
    say(`  ${shape}: without, each`, median(time.without), 'µs')
    say(`  ${shape}: with, each`, median(time.with), 'µs')
    say(`  ${shape}: CPU of the client without`, median(cpu.without), 'µs')
    say(`  ${shape}: CPU of the client with`, median(cpu.with), 'µs')
  }
  await Promise.all(keys.map((key) => client.remove(key)))
  await client.close()
}
