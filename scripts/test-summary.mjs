// Prints the one closing line of a test run: what passed, failed and was skipped, read from vitest's JSON report.
// Fails when the report is missing, holds no test that ran, or holds a failure. Usage: node scripts/test-summary.mjs REPORT
import { readFileSync } from 'node:fs'

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

console.log(`Tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = passed > 0 && failed === 0 ? 0 : 1
