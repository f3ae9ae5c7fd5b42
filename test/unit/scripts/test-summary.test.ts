import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runScript, tempTree } from './run-script.ts'

function summary(report: string): { code: number | null; output: string } {
  using tree = tempTree({ 'report.json': report })
  return runScript('test-summary.mjs', join(tree.dir, 'report.json'))
}

function file(status: string, ...tests: readonly string[]): object {
  return { status, assertionResults: tests.map((test) => ({ status: test })) }
}

function report(...testResults: readonly object[]): string {
  return JSON.stringify({ testResults })
}

describe('test-summary', () => {
  it('counts what passed and what was skipped', () => {
    expect(summary(report(file('passed', 'passed', 'pending'), file('passed', 'passed')))).toEqual({
      code: 0,
      output: 'Tests: 2 passed, 0 failed, 1 skipped\n',
    })
  })

  it('fails on a failed test', () => {
    expect(summary(report(file('failed', 'passed', 'failed')))).toEqual({
      code: 1,
      output: 'Tests: 1 passed, 1 failed, 0 skipped\n',
    })
  })

  it('counts a file that broke before its first test as a failure', () => {
    expect(summary(report(file('passed', 'passed'), file('failed')))).toEqual({
      code: 1,
      output: 'Tests: 1 passed, 1 failed, 0 skipped\n',
    })
  })

  it.each(['', report()])('fails when nothing ran: %j', (text) => {
    expect(summary(text)).toEqual({ code: 1, output: 'Tests: 0 passed, 0 failed, 0 skipped\n' })
  })
})
