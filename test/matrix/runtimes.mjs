// The packed package on each runtime: loaded both ways, in worker threads, with the memory server inside; and the integration tests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensure, runProgram, start } from './cell.mjs'
import { binary, tool } from './tools.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')
const SUITE_ENDS = 900_000

const NODE = { flags: [], suite: [] }
const BUN = { flags: [], suite: ['--bun'] }
const DENO = { flags: ['run', '-A', '--no-lock'], suite: ['run', '-A', '--no-lock'] }

const RUNTIMES = [
  ['node-20', NODE],
  ['node-22', NODE],
  ['node-24', NODE],
  ['node-26', NODE],
  ['bun', BUN],
  ['deno', DENO],
]
/** Node 20 is what the checks themselves run on. */
const QUICK = ['node-22', 'node-24', 'node-26', 'bun', 'deno']
/** What most applications stand on. */
const CORE = ['key-value', 'concurrency', 'coalesce', 'batch', 'query', 'admin', 'limits']

const PROGRAMS = {
  import: 'program.mjs',
  require: 'program.cjs',
  '4 worker threads': 'workers.mjs',
  'memory server': 'memory.mjs',
}

/** Node 20.19 and 22 tell that require of an ES module is new, unless they are told not to. */
const QUIET = { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' }

const cellOf =
  (name, { flags }, file) =>
  async (context) => {
    const env = /^node-2[0-2]$/.test(name) && file.endsWith('.cjs') ? QUIET : {}
    await runProgram(context, await binary(name), [...flags, file], context.project, env)
  }

/** Our own tests, under vitest, which this runtime runs. */
const suiteOf =
  (name, { suite }, files) =>
  async ({ temp }) => {
    const report = join(temp, `${name}-${files.length}.json`)
    const args = [...suite, VITEST, 'run', ...files, '--reporter=json', `--outputFile=${report}`, '--silent']
    const { how, stderr } = await start(await binary(name), args, { cwd: ROOT, ends: SUITE_ENDS })
    const { numPassedTests, numTotalTests, testResults } = readReport(report, how, stderr)
    const failed = testResults.flatMap(failuresIn)
    ensure(
      failed.length === 0 && numPassedTests > 0,
      `${numPassedTests} of ${numTotalTests} passed\n${failed.join('\n')}`,
    )
    return `${numPassedTests} passed`
  }

function readReport(file, how, stderr) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Error(`no report; vitest ${how}: ${stderr.trim()}`)
  }
}

function failuresIn({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((result) => result.status === 'failed')
  if (failed.length > 0)
    return failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]?.split('\n')[0]}`)
  return status === 'failed' ? [`${name}: ${message}`] : []
}

export const runtimes = {
  title: 'Runtime',
  columns: [...Object.keys(PROGRAMS), 'core tests', 'integration tests'],
  slow: ['integration tests'],
  rows: RUNTIMES.map(([name, runtime]) => ({
    name: tool(name),
    quick: QUICK.includes(name),
    cells: [
      ...Object.values(PROGRAMS).map((file) => cellOf(name, runtime, file)),
      suiteOf(
        name,
        runtime,
        CORE.map((file) => `test/integration/${file}.test.ts`),
      ),
      suiteOf(name, runtime, ['test/integration']),
    ],
  })),
}
