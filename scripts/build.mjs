// Compiles src to dist. With --if-stale it does nothing when dist is newer than everything it is made from.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const STAMP = join(ROOT, 'dist', '.built')
const INPUTS = ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']

/** Milliseconds of the last change in a file or folder; a folder's own time moves when a file in it is deleted. */
function lastChange(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))))
}

/** True when dist is missing or older than what it is made from. */
export function isStale() {
  if (!existsSync(STAMP)) return true
  const built = statSync(STAMP).mtimeMs
  return INPUTS.some((input) => lastChange(join(ROOT, input)) > built)
}

/**
 * Compiles and then replaces dist in one go, so that whoever runs from dist meanwhile never finds it half full, and a
 * build that fails leaves it alone. Returns the compiler's exit code.
 */
export function build() {
  const started = new Date()
  const fresh = join(ROOT, `.dist-${process.pid}`)
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh]
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  if (status === 0) {
    writeFileSync(join(fresh, '.built'), '')
    // What was edited while the compiler ran is newer than dist.
    utimesSync(join(fresh, '.built'), started, started)
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
    renameSync(fresh, join(ROOT, 'dist'))
  }
  rmSync(fresh, { recursive: true, force: true })
  return status ?? 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = process.argv.includes('--if-stale') && !isStale() ? 0 : build()
}
