import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installed, installExamples } from './install.ts'

const EXAMPLES = readdirSync('examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

let installed: Installed
beforeAll(async () => {
  installed = await installExamples()
})
afterAll(() => installed.remove())

/** Fails with what the runner printed, when one of the tests does. */
async function runTests(folder: string): Promise<string> {
  const { AEROSPIKE_HOSTS: _real, ...environment } = process.env
  // Said to be inside a test runner, it would tell that one.
  const env = { ...environment, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined }
  const args = ['--test', '--test-reporter=tap']
  const run = promisify(execFile)(process.execPath, args, { cwd: folder, env, maxBuffer: 1 << 24 })
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string })
  return stdout
}

test.each(EXAMPLES)(
  'the example %s passes its tests',
  async (example) => {
    const output = await runTests(installed.folder(example))
    expect(output).toMatch(/^# pass [1-9]/m)
    expect(output.match(/^# fail .*/m)?.[0], output).toBe('# fail 0')
  },
  120_000,
)

test.each(EXAMPLES)('the example %s asks for versions that these tests ran with', (example) => {
  const { dependencies } = JSON.parse(readFileSync(join('examples', example, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const { 'aerospike-ts': own, ...others } = dependencies
  expect(own).toBe('file:../..')
  for (const [name, version] of Object.entries(others)) expect(version, name).toBe(devDependencies[name])
})
