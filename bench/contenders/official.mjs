import Aerospike from 'aerospike'
import { serve } from '../contender.mjs'
import { binsOf, drive, NAMESPACE, RICH_SET, SET } from '../shapes.mjs'

// Without its process-wide queue the official client fails beyond 100 commands in flight.
Aerospike.setupGlobalCommandQueue({
  maxCommandsInProcess: 100,
  maxCommandsInQueue: 1_000_000,
  queueInitialCapacity: 10_000,
})
const policies = {
  batch: new Aerospike.BatchPolicy({ totalTimeout: 60_000 }),
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

async function batch({ keys, operations }) {
  for (let done = 0; done < operations; done += keys) {
    const rows = await client.batchRead(
      Array.from({ length: keys }, (_, i) => ({
        key: new Aerospike.Key(NAMESPACE, RICH_SET, i),
        readAllBins: true,
      })),
    )
    if (rows.length !== keys || rows[1].record.bins.i !== 1)
      throw new Error('a batch answered something else')
  }
}

function query({ operations }) {
  return new Promise((resolve, reject) => {
    let count = 0
    const stream = client.query(NAMESPACE, RICH_SET).foreach()
    stream.on('data', ({ bins }) => {
      if (bins.i >= 0) count++
    })
    stream.on('error', reject)
    stream.on('end', () =>
      count === operations ? resolve() : reject(new Error(`a query found ${count} records`)),
    )
  })
}

const runs = { get: (shape) => drive(get, shape), put: (shape) => drive(put, shape), batch, query }

serve(
  (shape) => runs[shape.kind](shape),
  async () => {
    client.close()
  },
)
