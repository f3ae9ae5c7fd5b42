import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { project, remove, run, startOf } from './run.ts'

const LIMIT = 90_000
let folder: string

beforeAll(async () => {
  folder = await project()
})

afterAll(() => remove(folder))

describe('a fixture, and commands while timers are faked, under', () => {
  const jest = startOf('jest', 'bin/jest.js')
  const quiet = ['--rootDir=.', '--detectOpenHandles', '--testMatch=**/jest.test.cjs']

  test('jest, which finds no open handles', { timeout: LIMIT }, async () => {
    const { code, signal, output } = await run(folder, [jest, ...quiet])
    expect({ code, signal }, output).toEqual({ code: 0, signal: null })
    expect(output).toContain('3 passed')
    expect(output).not.toMatch(/open handle|did not exit|failed to exit/)
  })

  test('jest with timers faked before anything is loaded', { timeout: LIMIT }, async () => {
    const config = JSON.stringify({ fakeTimers: { enableGlobally: true }, testMatch: ['**/faked.test.cjs'] })
    const { code, signal, output } = await run(folder, [jest, `--config=${config}`, '--rootDir=.'])
    expect({ code, signal }, output).toEqual({ code: 0, signal: null })
    expect(output).toContain('1 passed')
  })

  test('mocha, which ends by itself', { timeout: LIMIT }, async () => {
    const { code, signal, output } = await run(folder, [startOf('mocha', 'bin/mocha.js'), 'mocha.cjs'])
    expect({ code, signal }, output).toEqual({ code: 0, signal: null })
    expect(output).toContain('4 passing')
  })

  test('node --test, which ends by itself', { timeout: LIMIT }, async () => {
    const { code, signal, output } = await run(folder, ['--test', 'node.cjs'])
    expect({ code, signal }, output).toEqual({ code: 0, signal: null })
    expect(output).toMatch(/pass [34]\b/)
  })
})
