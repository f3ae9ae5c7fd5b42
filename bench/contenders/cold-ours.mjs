import { connect, Key } from '../../dist/index.js'

const client = await connect(process.env.AEROSPIKE_HOSTS)
await client.get(new Key('test', 'bench', 1))
await client.close()
process.exit(0)
