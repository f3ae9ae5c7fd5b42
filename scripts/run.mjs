// node scripts/run.mjs MODULE [ARGS]: brings dist up to date, then runs the module in this very process, so that
// signals and exit codes are its own and nothing but its own words is printed.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, isStale } from './build.mjs'

const [modulePath, ...args] = process.argv.slice(2)
const file = resolve(modulePath ?? '')

if (isStale() && (await build()) !== 0) {
  process.exitCode = 1
} else if (modulePath === undefined || !existsSync(file)) {
  console.error(`run: no such module: ${modulePath ?? '(none given)'}`)
  process.exitCode = 1
} else {
  process.argv = [process.execPath, file, ...args]
  await import(pathToFileURL(file).href)
}
