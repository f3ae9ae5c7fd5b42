const { connect, Key } = await import(process.env.BENCH_CLIENT)

const client = await connect(process.env.AEROSPIKE_HOSTS)
await client.get(new Key('test', 'bench', 1))
await client.close()
process.exit(0)
