import { connect, Key } from '../../dist/index.js'
import { serve } from '../contender.mjs'
import { binsOf, drive, NAMESPACE, RECORDS, RICH_RECORDS, RICH_SET, richBinsOf, SET } from '../shapes.mjs'

const patient = { timeout: 60_000 }
const client = await connect({
  hosts: process.env.AEROSPIKE_HOSTS,
  defaults: { read: patient, write: patient, batch: patient },
})
const get = (i) => client.get(new Key(NAMESPACE, SET, i))
const put = (i) => client.put(new Key(NAMESPACE, SET, i), binsOf(i))
const putRich = (i) => client.put(new Key(NAMESPACE, RICH_SET, i), richBinsOf(i))

async function batch({ keys, operations }) {
  for (let done = 0; done < operations; done += keys) {
    const rows = await client.getMany(Array.from({ length: keys }, (_, i) => new Key(NAMESPACE, RICH_SET, i)))
    if (rows.length !== keys || rows[1].record.bins.i !== 1)
      throw new Error('a batch answered something else')
  }
}

async function query({ operations }) {
  let count = 0
  for await (const { bins } of client.query(NAMESPACE, RICH_SET)) if (bins.i >= 0) count++
  if (count !== operations) throw new Error(`a query found ${count} records`)
}

async function prepare() {
  for (let i = 0; i < RECORDS; i += 1_000)
    await Promise.all(Array.from({ length: 1_000 }, (_, j) => put(i + j)))
  for (let i = 0; i < RICH_RECORDS; i += 1_000) {
    await Promise.all(Array.from({ length: 1_000 }, (_, j) => putRich(i + j)))
  }
}

const runs = { get: (shape) => drive(get, shape), put: (shape) => drive(put, shape), batch, query }

serve(
  (shape) => runs[shape.kind](shape),
  () => client.close(),
  prepare,
)
