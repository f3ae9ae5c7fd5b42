import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../usage.ts'

const PROGRAM = /\.[cm]?[jt]sx?$/
const DECLARATION = /\.d\.[cm]?ts$/
const NOT_ONES_OWN: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'coverage'])

/** The programs in a file or folder, without packages and what was built. */
export async function programsIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => {
    throw new UsageError(`migrate-check: there is no file or folder ${JSON.stringify(path)}`)
  })
  if (!found.isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const inner = entries
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(async (entry) => {
      const inside = join(path, entry.name)
      if (entry.isDirectory())
        return NOT_ONES_OWN.has(entry.name) || entry.name.startsWith('.') ? [] : programsIn(inside)
      return entry.isFile() && PROGRAM.test(entry.name) && !DECLARATION.test(entry.name) ? [inside] : []
    })
  return (await Promise.all(inner)).flat()
}
