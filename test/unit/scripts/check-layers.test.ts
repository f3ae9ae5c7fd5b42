import { describe, expect, it } from 'vitest'
import { runScript, tempTree } from './run-script.ts'

const ORDERLY = {
  'errors/index.ts': 'export const failed = 1\n',
  'wire/writer.ts': "import { failed } from '../errors/index.ts'\nexport const writer = failed\n",
  'key.ts': "import { writer } from './wire/writer.ts'\nexport const key = writer\n",
  'collections/cdt-codes.ts': 'export const APPEND = 1\n',
  'collections/calls.ts': "import { APPEND } from './cdt-codes.ts'\nexport const append = APPEND\n",
  'expressions/lists.ts': "import { append } from '../collections/calls.ts'\nexport const lists = append\n",
  'operations/lists.ts': "import { append } from '../collections/calls.ts'\nexport const lists = append\n",
  'operations/filtered.ts':
    "import { lists } from '../expressions/lists.ts'\nexport const filtered = lists\n",
  'commands/get.ts': "import { writer } from '../wire/writer.ts'\nexport const get = writer\n",
  'lua/part.lua': "local import = 'x' -- import 'node:net'\nreturn import\n",
  'lua/index.ts': "import PART from './part.lua'\nexport const prelude = PART\n",
  'batch/rows.ts': 'export const rows = 1\n',
  'client.ts': "import { get } from './commands/get.ts'\nexport class Client {\n  get = get\n}\n",
  'testing/index.ts': "import { APPEND } from '../collections/cdt-codes.ts'\nexport const server = APPEND\n",
  'cli.ts': "import { server } from './testing/index.ts'\nexport const main = server\n",
  'index.ts': "export { Client } from './client.ts'\n",
  'wire/long.ts': '// line\n'.repeat(600),
}

/** File → its only line, and what must be said of it. */
const DISORDERLY = {
  'wire/up.ts': ["import '../commands/get.ts'", 'wire must not import commands (commands/get.ts)'],
  'errors/up.ts': ["import '../wire/writer.ts'", 'errors must not import wire (wire/writer.ts)'],
  'query/sideways.ts': ["import '../batch/rows.ts'", 'query must not import batch (batch/rows.ts)'],
  'admin/server.ts': ["import '../testing/index.ts'", 'admin must not import testing (testing/index.ts)'],
  'testing/a.ts': [
    "import '../collections/calls.ts'",
    'testing must not import collections (collections/calls.ts)',
  ],
  'testing/b.ts': [
    "import '../operations/lists.ts'",
    'testing must not import operations (operations/lists.ts)',
  ],
  'collections/up.ts': ["import '../expressions/lists.ts'", 'collections must not import expressions'],
  'expressions/up.ts': ["import '../operations/lists.ts'", 'expressions must not import operations'],
  'wire/type.ts': ["import type { get } from '../commands/get.ts'", 'wire must not import commands'],
  'wire/in-type.ts': ["export type T = import('../commands/get.ts').T", 'wire must not import commands'],
  'wire/dynamic.ts': ["export const d = import('../commands/get.ts')", 'wire must not import commands'],
  'wire/re-export.ts': ["export { get } from '../commands/get.ts'", 'wire must not import commands'],
  'wire/socket.ts': ["import 'node:net'", 'wire is pure and must not import node:net'],
  'wire/bare.ts': ["import 'crypto'", 'write node:crypto'],
  'net/undeclared.ts': ["import '@scope/name/part'", '@scope/name is not a dependency'],
  'wire/pool.ts': ["import 'generic-pool'", 'generic-pool belongs in net, not in wire'],
  'wire/missing.ts': ["import './gone.ts'", './gone.ts is no source file'],
} as const

describe('check-layers', () => {
  it('holds for this repository', () => {
    // Both streams in one text: warnings may stand before or behind.
    expect(runScript('check-layers.mjs').output).toMatch(
      /^(warning: .*\n)*layers: \d+ files in order\n(warning: .*\n)*$/,
    )
  })

  it('accepts the rooms in order, and warns of a long file', () => {
    using tree = tempTree(ORDERLY)
    const { code, output } = runScript('check-layers.mjs', tree.dir)
    expect(output.trim().split('\n').sort()).toEqual([
      'layers: 17 files in order',
      'warning: wire/long.ts: 600 lines, consider splitting above 350',
    ])
    expect(code).toBe(0)
  })

  it('names every import that points the wrong way, and no other', () => {
    const bad = Object.entries(DISORDERLY).map(([file, [line]]) => [file, `${line}\n`])
    using tree = tempTree({ ...ORDERLY, ...Object.fromEntries(bad) })
    const { code, output } = runScript('check-layers.mjs', tree.dir)
    const errors = output.split('\n').filter((line) => line.startsWith('error: '))
    for (const [file, [, complaint]] of Object.entries(DISORDERLY)) {
      expect(errors.find((error) => error.startsWith(`error: ${file}:1: `))).toContain(complaint)
    }
    expect(errors).toHaveLength(Object.keys(DISORDERLY).length)
    expect(code).toBe(1)
  })

  it('finds a circle that only types make', () => {
    using tree = tempTree({
      'wire/a.ts': "import type { B } from './b.ts'\nexport type A = B\n",
      'wire/b.ts': "import type { A } from './a.ts'\nexport type B = A\n",
    })
    const { code, output } = runScript('check-layers.mjs', tree.dir)
    expect(output).toBe('error: circle: wire/a.ts → wire/b.ts → wire/a.ts\n')
    expect(code).toBe(1)
  })

  it('refuses default exports, unknown rooms and endless files', () => {
    using tree = tempTree({
      'misc/a.ts': 'export const a = 1\n',
      'wire/as-default.ts': 'const a = 1\nexport { a as default }\n',
      'wire/class.ts': 'export default class A {}\n',
      'wire/endless.ts': '// line\n'.repeat(601),
      'wire/value.ts': 'export default 1\n',
    })
    const { code, output } = runScript('check-layers.mjs', tree.dir)
    expect(output.trim().split('\n')).toEqual([
      'error: misc/a.ts: misc is no known room; give it a place in scripts/check-layers.mjs',
      'error: wire/as-default.ts: default export; export by name',
      'error: wire/class.ts: default export; export by name',
      'error: wire/endless.ts: 601 lines, the limit is 600',
      'error: wire/value.ts: default export; export by name',
    ])
    expect(code).toBe(1)
  })

  it('refuses an empty folder', () => {
    using tree = tempTree({})
    expect(runScript('check-layers.mjs', tree.dir).code).toBe(1)
  })
})
