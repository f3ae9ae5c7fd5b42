// The package as it is published: the tarball that npm makes of dist as it is.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

/** Packs into a folder; gives npm's report, and the path of the tarball. */
export async function pack(folder) {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder, '--loglevel=error']
  const { stdout } = await run('npm', args, { cwd: ROOT })
  const packed = JSON.parse(stdout)
  const [report] = Array.isArray(packed) ? packed : Object.values(packed)
  return { ...report, path: join(folder, report.filename) }
}
