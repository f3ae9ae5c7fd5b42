// This client. BENCH_CLIENT: the module of the checkout that is measured; BENCH_COALESCE: its option `coalesce`.
import { serve, withdraw } from '../lib/serve.mjs'
import {
  binsOf,
  drive,
  isWrite,
  NAMESPACE,
  RECORDS,
  RICH_RECORDS,
  RICH_SET,
  richBinsOf,
  SET,
  WIDE_SET,
  wideBinsOf,
} from '../shapes.mjs'

const { connect, Key } = await import(process.env.BENCH_CLIENT)

const coalesce = process.env.BENCH_COALESCE
const patient = { timeout: 60_000 }
const single = coalesce === undefined ? patient : { ...patient, coalesce }
const options = {
  hosts: process.env.AEROSPIKE_HOSTS,
  defaults: { read: single, write: single, batch: patient },
}
const client = await connect(options).catch((error) => error)
if (client instanceof Error) {
  withdraw(client.message)
} else {
  const get = (i) => client.get(new Key(NAMESPACE, SET, i))
  const put = (i) => client.put(new Key(NAMESPACE, SET, i), binsOf(i))
  const kinds = {
    get,
    put,
    mixed: (i) => (isWrite(i) ? put(i) : get(i)),
    wide: ({ bins }) => {
      const key = new Key(NAMESPACE, WIDE_SET, bins)
      return () => client.get(key)
    },
  }

  const putBins = (set, bins) => (i) => client.put(new Key(NAMESPACE, set, i), bins(i))
  const fill = async (count, one) => {
    for (let from = 0; from < count; from += 1_000) {
      await Promise.all(Array.from({ length: Math.min(1_000, count - from) }, (_, i) => one(from + i)))
    }
  }

  const runs = {
    async batch({ keys, operations, set = RICH_SET, records = RICH_RECORDS }) {
      for (let done = 0; done < operations; done += keys) {
        const rows = await client.getMany(
          Array.from({ length: keys }, (_, i) => new Key(NAMESPACE, set, i % records)),
        )
        if (rows.length !== keys || rows[1].record.bins.i !== 1)
          throw new Error('a batch answered something else')
      }
    },
    async batchPut({ keys, operations }) {
      for (let done = 0; done < operations; done += keys) {
        const entries = Array.from({ length: keys }, (_, i) => [new Key(NAMESPACE, SET, i), binsOf(i)])
        const rows = await client.putMany(entries)
        if (rows.length !== keys || rows.at(-1).status !== 'ok')
          throw new Error('a batch answered something else')
      }
    },
    async query({ operations }) {
      let count = 0
      for await (const { bins } of client.query(NAMESPACE, RICH_SET)) if (bins.i >= 0) count++
      if (count !== operations) throw new Error(`a query found ${count} records`)
    },
  }

  const one = (shape) => (shape.kind === 'wide' ? kinds.wide(shape) : kinds[shape.kind])
  serve({
    run: (shape) => (runs[shape.kind] ?? ((plain) => drive(one(plain), plain)))(shape),
    one: (kind) => (i) => kinds[kind](i % RECORDS),
    async prepare({ rich = 0, wide = [] }) {
      await fill(RECORDS, put)
      await fill(rich, putBins(RICH_SET, richBinsOf))
      await Promise.all(wide.map((bins) => putBins(WIDE_SET, wideBinsOf)(bins)))
    },
    async about() {
      const [build, edition, config] = await Promise.all(
        ['build', 'edition', `namespace/${NAMESPACE}`].map((command) => client.info(command)),
      )
      const storage = /storage-engine=(\w+)/.exec(config)?.[1] ?? 'unknown'
      return { build, edition, storage, nodes: client.nodes.length }
    },
    close: () => client.close(),
  })
}
