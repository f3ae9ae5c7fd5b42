import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { ENTRIES } from '../../scripts/entries.mjs'

/** The examples as one who installed them has them, with this source in the place of the package. */
export interface Installed {
  folder(example: string): string
  remove(): void
}

/** Inside node_modules, so that all other packages are found from there. */
export async function installExamples(): Promise<Installed> {
  mkdirSync('node_modules/.cache', { recursive: true })
  const root = mkdtempSync(resolve('node_modules/.cache/examples-'))
  await installPackage(join(root, 'node_modules/aerospike-ts'))
  // What was installed in an example by hand is not what is tested.
  cpSync('examples', root, { recursive: true, filter: (path) => !path.includes('node_modules') })
  return {
    folder: (example) => join(root, example),
    remove: () => rmSync(root, { recursive: true }),
  }
}

async function installPackage(folder: string): Promise<void> {
  await build({
    entryPoints: ENTRIES.map(({ file }) => ({ in: resolve(`src/${file}.ts`), out: file })),
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    loader: { '.lua': 'text', '.html': 'text' },
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  const { name, version, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as object & Package
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type: 'module', exports }))
}

interface Package {
  readonly name: string
  readonly version: string
  readonly exports: object
}
