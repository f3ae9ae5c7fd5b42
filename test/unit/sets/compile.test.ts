import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const BOUND = 25_000

/** Types that the compiler makes of generic ones to check one file, without all other files. */
function instantiations(file: string): number {
  const config = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => readFileSync(path, 'utf8'))
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT)
  const program = ts.createProgram([HERE + file], options)
  const errors = program.getSemanticDiagnostics(program.getSourceFile(HERE + file))
  expect(errors.map(({ messageText }) => messageText)).toEqual([])
  return program.getInstantiationCount()
}

it('the compiler has little to do for a set of sixty bins and four levels', { timeout: 120_000 }, () => {
  const count = instantiations('large.ts')
  expect(count).toBeGreaterThan(BOUND / 20)
  expect(count).toBeLessThan(BOUND)
})
