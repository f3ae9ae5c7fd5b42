// Runs the tests that also make sense on a real server; they read AEROSPIKE_HOSTS themselves.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

if (!process.env.AEROSPIKE_HOSTS) {
  console.error(
    'test:server needs AEROSPIKE_HOSTS, the servers to test against, for example:\n' +
      '  docker compose up -d --wait && AEROSPIKE_HOSTS=127.0.0.1:3000 npm run test:server',
  )
  process.exit(2)
}

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const suites = ['test/conformance', 'test/integration']
// One file at a time: they share one server.
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--no-file-parallelism', ...suites, ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
