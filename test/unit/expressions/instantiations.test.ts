import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Types that the compiler makes of generic ones to check one file: what `tsc --extendedDiagnostics` counts, without all other files. */
function instantiations(file: string): number {
  const config = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => readFileSync(path, 'utf8'))
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT)
  const program = ts.createProgram([HERE + file], options)
  const errors = program.getSemanticDiagnostics(program.getSourceFile(HERE + file))
  expect(errors.map(({ messageText }) => messageText)).toEqual([])
  return program.getInstantiationCount()
}

// The tables of what must and must not compile, some hundred expressions each. Half as much again as they take now: whoever
// makes types that multiply with what they are used for finds out here, and not by an editor that is slow.
const BOUNDS = { 'types.test.ts': 12_500, 'where.test.ts': 9_500 } as const

describe('the compiler has little to do for expressions', () => {
  it.each(Object.entries(BOUNDS))('%s', { timeout: 60_000 }, (file, bound) => {
    const count = instantiations(file)
    expect(count).toBeGreaterThan(bound / 4)
    expect(count).toBeLessThan(bound)
  })
})
