// The packed package on each runtime: loaded both ways, in worker threads, with the memory server inside; and the integration tests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensure, runProgram, start } from './cell.mjs'
import { limitOf } from './limits.mjs'
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
/** Files that take long, or ask more of the machine than of the runtime. */
const SLOW = ['streams', 'cli', 'query-repeats', 'query-where', 'coalesce-faults', 'readme', 'examples']
const WITHOUT_SLOW = ['test/integration', ...SLOW.flatMap((name) => ['--exclude', `**/${name}.test.ts`])]

/** Between Node 20, which runs all tests with the checks, and the newest: what most applications stand on. */
const BETWEEN = ['node-22', 'node-24']
const CORE = ['key-value', 'concurrency', 'coalesce', 'batch', 'query', 'admin', 'limits', 'values', 'tls']
const ONLY_CORE = CORE.map((name) => `test/integration/${name}.test.ts`)

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

/** Our own integration tests, under vitest, which this runtime runs. */
const suiteOf =
  (name, { suite }, options = ['test/integration']) =>
  async ({ temp }) => {
    const report = join(temp, `${name}-${options.length}.json`)
    const args = [...suite, VITEST, 'run', ...options]
    args.push('--reporter=json', `--outputFile=${report}`, '--silent')
    const { how, stderr } = await start(await binary(name), args, { cwd: ROOT, ends: SUITE_ENDS })
    const { numPassedTests, numTotalTests, testResults } = readReport(report, how, stderr)
    const { wrong, lacking } = judge(name, testResults)
    ensure(
      wrong.length === 0 && numPassedTests > 0,
      `${numPassedTests} of ${numTotalTests} passed\n${wrong.join('\n')}`,
    )
    return lacking === 0 ? `${numPassedTests} passed` : `${numPassedTests} passed, ${lacking} beyond it`
  }

/** What should have ended otherwise, and how many tests the runtime cannot pass. */
function judge(name, testResults) {
  const wrong = testResults.flatMap((file) => failuresIn(file, name))
  let lacking = 0
  for (const { status, fullName } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    const limit = limitOf(name, fullName)
    if (limit === undefined) continue
    if (status === 'failed') lacking++
    else if (status === 'passed' && !limit.mayPass)
      wrong.push(`${fullName}: passes, take it off the list of limits`)
  }
  return { wrong, lacking }
}

function readReport(file, how, stderr) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Error(`no report; vitest ${how}: ${stderr.trim()}`)
  }
}

function failuresIn({ name, status, message, assertionResults }, runtime) {
  const failed = assertionResults.filter((result) => result.status === 'failed')
  // What the file says itself is of its suites and hooks.
  const own = message !== '' || (status === 'failed' && failed.length === 0) ? [`${name}: ${message}`] : []
  const unexpected = failed.filter(({ fullName }) => limitOf(runtime, fullName) === undefined)
  return [
    ...own,
    ...unexpected.map(
      ({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]?.split('\n')[0]}`,
    ),
  ]
}

export const runtimes = {
  title: 'Runtime',
  columns: [...Object.keys(PROGRAMS), 'integration tests', 'all of them'],
  slow: ['all of them'],
  tests: ['integration tests', 'all of them'],
  rows: RUNTIMES.map(([name, runtime]) => ({
    name: tool(name),
    quick: QUICK.includes(name),
    cells: [
      ...Object.values(PROGRAMS).map((file) => cellOf(name, runtime, file)),
      // A worker keeps its modules for all its files: half the time.
      suiteOf(name, runtime, [...(BETWEEN.includes(name) ? ONLY_CORE : WITHOUT_SLOW), '--no-isolate']),
      suiteOf(name, runtime),
    ],
  })),
}
