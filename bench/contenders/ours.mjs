import { connect, Key } from '../../dist/index.js'
import { serve } from '../contender.mjs'
import { binsOf, drive, NAMESPACE, SET } from '../shapes.mjs'

const patient = { timeout: 60_000 }
const client = await connect({
  hosts: process.env.AEROSPIKE_HOSTS,
  defaults: { read: patient, write: patient },
})
const get = (i) => client.get(new Key(NAMESPACE, SET, i))
const put = (i) => client.put(new Key(NAMESPACE, SET, i), binsOf(i))

serve(
  (shape) => drive(shape.kind === 'get' ? get : put, shape),
  () => client.close(),
)
