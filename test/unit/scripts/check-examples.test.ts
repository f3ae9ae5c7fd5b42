import { describe, expect, it } from 'vitest'
import { runScript, tempTree } from './run-script.ts'

const WITH = '/**\n * The answer.\n *\n * @example\n * add(1) // 2\n */\n'

function check(files: Readonly<Record<string, string>>): { code: number | null; output: string } {
  using tree = tempTree(files)
  return runScript('check-examples.mjs', tree.dir)
}

describe('check-examples', () => {
  it('accepts values that have examples, and types that have none', () => {
    const files = {
      'index.ts':
        "export { add, type Sum } from './sums.ts'\nexport * as sums from './sums.ts'\nexport type { Made } from './sums.ts'\n",
      'sums.ts': `${WITH}export function add(n: number): Sum { return n }\nexport type Sum = number\nclass Made {}\nexport type { Made }\n`,
    }
    expect(check(files)).toEqual({ code: 0, output: 'examples: 2 values, each with one\n' })
  })

  it('names every value without one: functions, classes, constants, and those of namespaces', () => {
    const files = {
      'index.ts': `${WITH}export const has = 1\n/** None. */\nexport const FIRST = 1\nexport class Second {}\nexport * as sums from './sums.ts'\n`,
      'sums.ts': "export function add(): void {}\nexport * as deep from './deep.ts'\n",
      'deep.ts': 'export function size(): void {}\n',
      'ael.ts': 'export function ael(): void {}\n',
    }
    const { code, output } = check(files)
    expect(output.trim().split('\n').toSorted()).toEqual([
      'error: ael: ael has no @example',
      'error: index: FIRST has no @example',
      'error: index: Second has no @example',
      'error: index: sums.add has no @example',
      'error: index: sums.deep.size has no @example',
    ])
    expect(code).toBe(1)
  })

  it('refuses a folder that exports nothing', () => {
    expect(check({ 'other.ts': 'export {}\n' }).code).toBe(1)
  })
})
