// One file by each bundler, without externals, from a project that has the packed package; run alone, where no node_modules help it.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BUNDLERS } from './bundle.mjs'
import { ensure, folderFor, NoSuchCell, runProgram } from './cell.mjs'
import { executables } from './executables.mjs'

/** What is bundled into what: a program without await outside of functions becomes CommonJS. */
const COLUMNS = {
  ESM: { entry: 'program.mjs', format: 'esm', file: 'bundle.mjs' },
  'import to CJS': { entry: 'wrapped.mjs', format: 'cjs', file: 'bundle.cjs' },
  'require to CJS': { entry: 'program.cjs', format: 'cjs', file: 'bundle.cjs' },
}

const sizeOf = (path) => `${Math.round(statSync(path).size / 1000)} kB`

/** Bundles and runs; a bundler that has something to say about the package fails the cell. */
const cellOf =
  ({ name, bundle, without = {} }, column) =>
  async (context) => {
    if (without[column]) throw new NoSuchCell(without[column])
    const { entry, format, file } = COLUMNS[column]
    const folder = folderFor(context.temp, name)
    const outfile = join(folder, file)
    const warnings = await bundle({
      entry: join(context.project, entry),
      root: context.project,
      format,
      outfile,
    })
    ensure(warnings.length === 0, `it warns: ${warnings.join('; ')}`)
    // Some write the licences that they find in comments to a file of their own.
    const files = readdirSync(folder).filter((name) => !name.endsWith('.LICENSE.txt'))
    ensure(files.length === 1, `it is ${files.length} files: ${files.join(', ')}`)
    await runProgram(context, process.execPath, [basename(outfile)], folder)
    const size = sizeOf(outfile)
    rmSync(folder, { recursive: true })
    return size
  }

export const bundlers = {
  title: 'Bundler',
  columns: Object.keys(COLUMNS),
  slow: ['require to CJS'],
  rows: [
    ...BUNDLERS.map((bundler) => ({
      name: bundler.name,
      quick: bundler.quick ?? false,
      cells: Object.keys(COLUMNS).map((column) => cellOf(bundler, column)),
    })),
    ...executables(COLUMNS),
  ],
}
