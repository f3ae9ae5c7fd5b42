import { describe, expect, it } from 'vitest'
import { ENTRY_FILES } from '../../../scripts/entries.mjs'
import { runScript, tempTree } from './run-script.ts'

const NAMES = ENTRY_FILES.toSorted().map((entry) => `${entry}.d.ts`)
const OTHERS = ENTRY_FILES.filter((entry) => entry !== 'index' && entry !== 'documents')

/** A package of all entry points that is as it must be, and what a test changes of it. */
function dist(changes: Readonly<Record<string, string>> = {}): ReturnType<typeof tempTree> {
  return tempTree({
    'package.json': '{ "type": "module" }\n',
    'index.d.ts': '/** Takes any key. */\ndeclare function get(key: unknown): string\nexport { get }\n',
    'index.js': 'export function get() {}\n',
    'documents.d.ts': 'type Document = unknown\nexport { type Document }\n',
    'documents.js': 'export {}\n',
    ...Object.fromEntries(
      OTHERS.flatMap((entry) => [
        [`${entry}.d.ts`, 'export {}\n'],
        [`${entry}.js`, 'export {}\n'],
      ]),
    ),
    ...changes,
  })
}

describe('check-declarations', () => {
  it('accepts precise types, and the word any in prose', () => {
    using tree = dist()
    expect(runScript('check-declarations.mjs', tree.dir)).toEqual({
      code: 0,
      output: `declarations: ${NAMES.length} files, no any, values as exported\n`,
    })
  })

  it.each([
    ['index.d.ts', 'declare function get(key: any): string\nexport { get }\n', 'index.d.ts:1: any'],
    ['documents.d.ts', '\ntype L = Map<string, any[]>\nexport { type L }\n', 'documents.d.ts:2: any'],
    ['testing/index.d.ts', 'type T<V = any> = V\nexport { type T }\n', 'testing/index.d.ts:1: any'],
    ['index.js', 'export {}\n', 'index.d.ts: get is declared, and the module does not export it'],
    [
      'documents.js',
      'export const pack = 1\n',
      'documents.d.ts: pack is exported by the module, and not declared',
    ],
    ['deep/b.d.ts', 'export {}\n', `declarations must be ${NAMES.join(', ')}, not ${NAMES.length + 1} files`],
  ])('refuses %s as %j', (file, text, complaint) => {
    using tree = dist({ [file]: text })
    const { code, output } = runScript('check-declarations.mjs', tree.dir)
    expect(output).toContain(complaint)
    expect(code).toBe(1)
  })

  it('refuses a folder without declarations', () => {
    using tree = tempTree({})
    expect(runScript('check-declarations.mjs', tree.dir).code).toBe(1)
  })
})
