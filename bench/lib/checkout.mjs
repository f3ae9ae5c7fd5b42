// A checkout of this client, built: what `--ours` and `--ours-before` name.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Brings dist of a checkout up to date; gives its entry point, and the commit where git knows it. */
export function checkout(path) {
  const root = resolve(path)
  if (!existsSync(join(root, 'scripts/build.mjs'))) throw new Error(`${path} is no checkout of this client`)
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error(`${path} does not build`)
  return { entry: pathToFileURL(join(root, 'dist/index.js')).href, commit: commitOf(root) }
}

function commitOf(root) {
  const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  const { status, stdout } = git('rev-parse', '--short', 'HEAD')
  if (status !== 0) return undefined
  const isClean = git('status', '--porcelain', '--', 'src').stdout.trim() === ''
  return stdout.trim() + (isClean ? '' : ' and changes')
}
