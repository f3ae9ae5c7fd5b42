// node main.mjs [FILE…]: the official client against the memory server, of one node and of three. Its own published test suite runs
// too when AEROSPIKE_NODEJS_SUITE names the folder that holds it (`test` or `ts-test/tests` of the official client's
// repository, 6.3), or of it only the files named.
import { checkClient } from './client.mjs'
import { checkSecurity } from './security.mjs'
import { startServer } from './server.mjs'
import { runSuite } from './suite.mjs'

const suite = process.env.AEROSPIKE_NODEJS_SUITE
const only = process.argv.slice(2)
let failures = 0

for (const nodes of [1, 3]) {
  const server = await startServer(nodes)
  console.log(`== ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`)
  failures += await checkClient(server.address)
  const others = only.filter((file) => file !== 'admin')
  if (suite !== undefined && (only.length === 0 || others.length > 0))
    failures += await runSuite(suite, server.address, others)
  await server.stop()
  console.log(`== ${nodes} ${nodes === 1 ? 'node' : 'nodes'} with users and TLS`)
  const mayRun = suite !== undefined && (only.length === 0 || only.includes('admin'))
  const login = '--user admin --password admin'
  failures += await checkSecurity(
    nodes,
    mayRun ? (address) => runSuite(suite, address, ['admin'], login) : undefined,
  )
}

console.log(failures === 0 ? 'all passed' : `${failures} failed`)
// The official client keeps its event loop alive, whatever is closed.
process.exit(failures === 0 ? 0 : 1)
