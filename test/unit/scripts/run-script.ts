import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SCRIPTS = fileURLToPath(new URL('../../../scripts', import.meta.url))

/** A fresh folder holding the given files (path → text); removed when disposed. */
export function tempTree(files: Readonly<Record<string, string>>): Disposable & { readonly dir: string } {
  const dir = mkdtempSync(join(tmpdir(), 'aerospike-ts-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

/** Runs one of the repository's own scripts and gives back how it ended and what it said. */
export function runScript(name: string, ...args: readonly string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(SCRIPTS, name), ...args], {
    encoding: 'utf8',
  })
  return { code: status, output: stdout + stderr }
}
