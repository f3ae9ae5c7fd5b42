// node scripts/run-ts.mjs FILE.ts [ARGS]: compiles a script of this repository, with the sources it stands on, and runs
// it in this very process, so that signals and exit codes are its own.
import { rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('run-ts: which file?')
  process.exit(2)
}

// Inside node_modules, so that the packages are found from there.
const folder = join(ROOT, 'node_modules', '.cache', 'run-ts')
const outfile = join(folder, `${basename(file, '.ts')}-${process.pid}.mjs`)
await build({
  entryPoints: [resolve(file)],
  outfile,
  bundle: true,
  loader: { '.lua': 'text', '.html': 'text' },
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
})
process.on('exit', () => rmSync(outfile, { force: true }))
process.argv = [process.execPath, resolve(file), ...args]
process.setSourceMapsEnabled(true)
await import(pathToFileURL(outfile).href)
