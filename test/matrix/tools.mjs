// The tools of the matrix, in the versions that package.json pins, each installed in a folder of its own when a cell first needs it:
// what one of them brings along helps no other, and a short run downloads little.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NotHere, start } from './cell.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const { tools: PINS } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'))
const MACHINE = `${process.platform}-${process.arch}`

/** Packages whose install script fetches the binary: the package that holds it, and where. */
const BINARIES = {
  node: [`node-${MACHINE}`, 'bin/node'],
  bun: [`@oven/bun-${MACHINE}`, 'bin/bun'],
  deno: [`@deno/${MACHINE}${process.platform === 'linux' ? '-glibc' : ''}`, 'deno'],
  pnpm: [`@pnpm/exe.${MACHINE}`, 'pnpm'],
}

const specOf = (name) => (PINS[name].startsWith('npm:') ? PINS[name].slice(4) : `${name}@${PINS[name]}`)
const versionOf = (name) => PINS[name].split('@').at(-1)
const packageOf = (name) => specOf(name).replace(/@[^@]+$/, '')

export const tool = (name) => `${packageOf(name)} ${versionOf(name)}`

/** Installs tools, by their names in package.json, in one folder; gives its node_modules. */
export async function installed(...names) {
  const folder = join(HERE, 'node_modules', '.tools', [...names].sort().join('+').replaceAll('/', '-'))
  const modules = join(folder, 'node_modules')
  const stamp = join(folder, '.installed')
  const specs = names.map((name) => {
    const [holder] = BINARIES[packageOf(name)] ?? [packageOf(name)]
    return `${name}@npm:${holder}@${versionOf(name)}`
  })
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === specs.join()) return modules
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...specs]
  const { ok, stderr } = await start('npm', args, { cwd: folder, ends: 300_000 })
  if (!ok) throw new NotHere(`${names.join(', ')} cannot be installed: ${stderr.trim().split('\n')[0]}`)
  writeFileSync(stamp, specs.join())
  return modules
}

/** The program of a tool that is a binary, such as `node-24`. */
export async function binary(name) {
  const modules = await installed(name)
  return join(modules, name, BINARIES[packageOf(name)][1])
}

/** The script that a package starts as a command. */
export async function script(name, file) {
  return join(await installed(name), name, file)
}
