// Prints the slowest files of a test run, and as its closing line what passed, failed and was skipped, read from vitest's JSON report.
// Fails when the report is missing, holds no test that ran, or holds a failure. Usage: node scripts/test-summary.mjs REPORT
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** How many of the slowest files are named, and from how many seconds on. */
const SLOWEST = 12
const SLOW = 5

/** The report, or one that says that nothing ran: a run that died early leaves an empty file. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return { testResults: [] }
  }
}

const files = readReport(process.argv[2]).testResults
const tests = files.flatMap((file) => file.assertionResults)
const count = (...statuses) => tests.filter((test) => statuses.includes(test.status)).length

const passed = count('passed')
// A file that broke before its first test has no test to count: it counts as one failure.
const brokenFiles = files.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
)
const failed = count('failed') + brokenFiles.length
const skipped = tests.length - passed - count('failed')

// Where the time of the run goes, so that it stays within its limit.
const slowest = files
  .filter(({ endTime }) => endTime !== undefined)
  .map(({ name, startTime, endTime }) => ({
    name: relative(process.cwd(), name),
    seconds: (endTime - startTime) / 1000,
  }))
  .sort((one, other) => other.seconds - one.seconds)
  .slice(0, SLOWEST)
for (const { name, seconds } of slowest)
  if (seconds >= SLOW) console.log(`${seconds.toFixed(0).padStart(5)} s  ${name}`)

console.log(`Tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = passed > 0 && failed === 0 ? 0 : 1
