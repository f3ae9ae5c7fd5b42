// The entry points of the package, as its `exports` name them: what is built, declared, checked and found by examples follows from there.
import { readFileSync } from 'node:fs'

const { name, exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** What programs import, such as `aerospike-ts/testing`, with its file below src or dist, without the ending: `testing/index`. */
export const ENTRIES = Object.entries(exports)
  .filter(([, target]) => typeof target === 'object')
  .map(([path, target]) => ({
    specifier: path.replace('.', name),
    file: target.default.replace('./dist/', '').replace(/\.js$/, ''),
  }))

export const ENTRY_FILES = ENTRIES.map(({ file }) => file)
