import Aerospike from 'aerospike'

const client = await Aerospike.connect({
  hosts: process.env.AEROSPIKE_HOSTS,
  log: { level: Aerospike.log.OFF },
})
await client.get(new Aerospike.Key('test', 'bench', 1)).catch(() => undefined)
client.close()
process.exit(0)
