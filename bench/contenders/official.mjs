// The official native client.
import Aerospike from 'aerospike'
import { serve } from '../lib/serve.mjs'
import {
  binsOf,
  drive,
  isWrite,
  NAMESPACE,
  RECORDS,
  RICH_RECORDS,
  RICH_SET,
  SET,
  WIDE_SET,
} from '../shapes.mjs'

// Without its process-wide queue the official client fails beyond 100 commands in flight.
Aerospike.setupGlobalCommandQueue({
  maxCommandsInProcess: 100,
  maxCommandsInQueue: 1_000_000,
  queueInitialCapacity: 10_000,
})
const policies = {
  batch: new Aerospike.BatchPolicy({ totalTimeout: 60_000 }),
  batchParentWrite: new Aerospike.BatchPolicy({ totalTimeout: 60_000 }),
  read: new Aerospike.ReadPolicy({ totalTimeout: 60_000 }),
  write: new Aerospike.WritePolicy({ totalTimeout: 60_000 }),
}
const client = await Aerospike.connect({
  hosts: process.env.AEROSPIKE_HOSTS,
  maxConnsPerNode: 200,
  policies,
  log: { level: Aerospike.log.OFF },
})
const get = (i) => client.get(new Aerospike.Key(NAMESPACE, SET, i))
const put = (i) => client.put(new Aerospike.Key(NAMESPACE, SET, i), binsOf(i))
const kinds = { get, put, mixed: (i) => (isWrite(i) ? put(i) : get(i)) }

const runs = {
  async batch({ keys, operations, set = RICH_SET, records = RICH_RECORDS }) {
    for (let done = 0; done < operations; done += keys) {
      const rows = await client.batchRead(
        Array.from({ length: keys }, (_, i) => ({
          key: new Aerospike.Key(NAMESPACE, set, i % records),
          readAllBins: true,
        })),
      )
      if (rows.length !== keys || rows[1].record.bins.i !== 1)
        throw new Error('a batch answered something else')
    }
  },
  async batchPut({ keys, operations }) {
    for (let done = 0; done < operations; done += keys) {
      const rows = await client.batchWrite(
        Array.from({ length: keys }, (_, i) => ({
          type: Aerospike.batchType.BATCH_WRITE,
          key: new Aerospike.Key(NAMESPACE, SET, i),
          ops: [Aerospike.operations.write('i', i), Aerospike.operations.write('name', `user-${i}`)],
        })),
      )
      if (rows.length !== keys || rows.at(-1).status !== 0) throw new Error('a batch answered something else')
    }
  },
  query: ({ operations }) =>
    new Promise((resolve, reject) => {
      let count = 0
      const stream = client.query(NAMESPACE, RICH_SET).foreach()
      stream.on('data', ({ bins }) => {
        if (bins.i >= 0) count++
      })
      stream.on('error', reject)
      stream.on('end', () =>
        count === operations ? resolve() : reject(new Error(`a query found ${count} records`)),
      )
    }),
  wide: (shape) => drive(() => client.get(new Aerospike.Key(NAMESPACE, WIDE_SET, shape.bins)), shape),
}

serve({
  run: (shape) => (runs[shape.kind] ?? ((plain) => drive(kinds[plain.kind], plain)))(shape),
  one: (kind) => (i) => kinds[kind](i % RECORDS),
  close: async () => client.close(),
})
