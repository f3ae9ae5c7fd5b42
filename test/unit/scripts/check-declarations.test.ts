import { describe, expect, it } from 'vitest'
import { runScript, tempTree } from './run-script.ts'

describe('check-declarations', () => {
  it('accepts precise types, and the word any in prose', () => {
    using tree = tempTree({
      'index.d.ts': '/** Takes any key. */\nexport declare function get(key: unknown): string\n',
    })
    expect(runScript('check-declarations.mjs', tree.dir)).toEqual({
      code: 0,
      output: 'declarations: 1 files, no any\n',
    })
  })

  it('refuses any wherever it stands', () => {
    using tree = tempTree({
      'index.d.ts': 'export declare function f(a: any): void\nexport type L = Map<string, any[]>\n',
      'deep/b.d.ts': '\nexport type T<V = any> = V\n',
    })
    const { code, output } = runScript('check-declarations.mjs', tree.dir)
    for (const place of ['index.d.ts:1', 'index.d.ts:2', 'deep/b.d.ts:2']) {
      expect(output).toContain(`error: ${place}: any`)
    }
    expect(code).toBe(1)
  })

  it('refuses a folder without declarations', () => {
    using tree = tempTree({})
    expect(runScript('check-declarations.mjs', tree.dir).code).toBe(1)
  })
})
