import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runScript, tempTree } from './run-script.ts'

function check(files: Readonly<Record<string, string>>): { code: number | null; output: string } {
  using tree = tempTree(files)
  execFileSync('git', ['init', '--quiet'], { cwd: tree.dir })
  execFileSync('git', ['add', '--all'], { cwd: tree.dir })
  return runScript('check-text.mjs', tree.dir)
}

describe('check-text', () => {
  it('accepts clean files', () => {
    const files = {
      'README.md': 'Read /etc/hosts, /opt/aerospike/data and ./work/notes.\n',
      'src/a.ts': '// eslint-disable-next-line no-console -- the one place that may\n',
      'test/a.test.ts': "it.each([1])('counts', () => undefined)\n",
    }
    expect(check(files)).toEqual({ code: 0, output: 'text: 3 files clean\n' })
  })

  it('names every line that does not belong', () => {
    const bad: Readonly<Record<string, readonly [line: string, complaint: string]>> = {
      'src/a.ts': ['// TODO: later', 'unfinished work'],
      'scripts/b.mjs': ['// FIXME', 'unfinished work'],
      'README.md': ['see /work/notes.md', 'machine path'],
      'docs/a.md': ['cd /home/ann', 'machine path'],
      'docs/b.md': ['from https://registry.npmjs.org/x', 'registry host'],
      'package-lock.json': ['"resolved": "https://example.com/x.tgz"', 'resolved address'],
      'test/a.test.ts': ["it.only('a', () => undefined)", 'narrowed or skipped test'],
      'test/b.test.ts': ["describe.skip('a', () => undefined)", 'narrowed or skipped test'],
      'test/c.test.ts': ["it.todo('a')", 'narrowed or skipped test'],
      'src/c.ts': ['// eslint-disable-next-line no-console', 'suppression without a reason'],
      'src/d.ts': ['// @ts-ignore it is fine', 'suppression without a reason'],
      'src/e.ts': ['// @ts-expect-error', 'suppression without a reason'],
    }
    const files = Object.entries(bad).map(([file, [line]]) => [file, `first\n${line}\n`])
    const { code, output } = check(Object.fromEntries(files))
    const errors = output.trim().split('\n')
    for (const [file, [, complaint]] of Object.entries(bad)) {
      expect(errors.find((error) => error.startsWith(`error: ${file}:2: `))).toContain(complaint)
    }
    expect(errors).toHaveLength(files.length)
    expect(code).toBe(1)
  })
})
