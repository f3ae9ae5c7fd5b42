import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

const EXAMPLE = 'examples/lambda'
let folder: string

beforeAll(async () => {
  // Inside node_modules, so that the packages are found from there.
  mkdirSync('node_modules/.cache', { recursive: true })
  folder = mkdtempSync(resolve('node_modules/.cache/lambda-'))
  await build({
    entryPoints: ['instance', 'handler.test'].map((name) => join(EXAMPLE, `${name}.mjs`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    loader: { '.lua': 'text', '.html': 'text' },
    alias: {
      'aerospike-ts': resolve('src/index.ts'),
      'aerospike-ts/testing': resolve('src/testing/index.ts'),
    },
    external: ['bcryptjs', 'generic-pool', 'wasmoon', 'yaml'],
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

test('the example of a function passes its tests, frozen and thawed', async () => {
  const { AEROSPIKE_HOSTS: _real, ...environment } = process.env
  const run = promisify(execFile)(
    process.execPath,
    ['--test', '--test-reporter=tap', join(folder, 'handler.test.mjs')],
    {
      // Said to be inside a test runner, it would tell that one.
      env: { ...environment, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined },
    },
  )
  const { stdout } = await run
  expect(stdout).toContain('# pass 3\n')
  expect(stdout).toContain('# fail 0\n')
}, 60_000)
