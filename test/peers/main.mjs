// node main.mjs [FILE…]: the official client against the memory server, of one node and of three. Its own published test suite runs
// too when AEROSPIKE_NODEJS_SUITE names the folder that holds it (`test` or `ts-test/tests` of the official client's
// repository, 6.3), or of it only the files named.
import { checkClient } from './client.mjs'
import { startServer } from './server.mjs'
import { runSuite } from './suite.mjs'

const suite = process.env.AEROSPIKE_NODEJS_SUITE
const only = process.argv.slice(2)
let failures = 0

for (const nodes of [1, 3]) {
  const server = await startServer(nodes)
  console.log(`== ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`)
  failures += await checkClient(server.address)
  if (suite !== undefined) failures += await runSuite(suite, server.address, only)
  await server.stop()
}

console.log(failures === 0 ? 'all passed' : `${failures} failed`)
// The official client keeps its event loop alive, whatever is closed.
process.exit(failures === 0 ? 0 : 1)
