import Aerospike from 'aerospike'
import { serve } from '../contender.mjs'
import { binsOf, drive, NAMESPACE, SET } from '../shapes.mjs'

// Without its process-wide queue the official client fails beyond 100 commands in flight.
Aerospike.setupGlobalCommandQueue({
  maxCommandsInProcess: 100,
  maxCommandsInQueue: 1_000_000,
  queueInitialCapacity: 10_000,
})
const policies = {
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

serve(
  (shape) => drive(shape.kind === 'get' ? get : put, shape),
  async () => {
    client.close()
  },
)
