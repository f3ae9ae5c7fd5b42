import { describe, expect, it } from 'vitest'
import { runScript, tempTree } from './run-script.ts'

/** A package of all entry points that is as it must be, and what a test changes of it. */
function dist(changes: Readonly<Record<string, string>> = {}): ReturnType<typeof tempTree> {
  return tempTree({
    'package.json': '{ "type": "module" }\n',
    'index.d.ts': '/** Takes any key. */\ndeclare function get(key: unknown): string\nexport { get }\n',
    'index.js': 'export function get() {}\n',
    'ael.d.ts': 'export {}\n',
    'ael.js': 'export {}\n',
    'documents.d.ts': 'type Document = unknown\nexport { type Document }\n',
    'documents.js': 'export {}\n',
    ...Object.fromEntries(
      ['opentelemetry', 'prometheus', 'sets/index', 'testing/index', 'view/index'].flatMap((entry) => [
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
      output: 'declarations: 8 files, no any, values as exported\n',
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
    [
      'deep/b.d.ts',
      'export {}\n',
      'declarations must be ael.d.ts, documents.d.ts, index.d.ts, opentelemetry.d.ts, prometheus.d.ts, sets/index.d.ts, testing/index.d.ts, view/index.d.ts, not 9 files',
    ],
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
