// Programs as one executable: the runtime with a bundle in it.
import { chmodSync, copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUNDLERS } from './bundle.mjs'
import { folderFor, NoSuchCell, NotHere, runProgram, start, succeed } from './cell.mjs'
import { binary, script, tool } from './tools.mjs'

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
const CANNOT_FETCH = /error sending request|download|tcp connect|dns error|status code|403|404/i

const megabytes = (path) => `${Math.round(statSync(path).size / 1_000_000)} MB`
const [{ bundle: byEsbuild }] = BUNDLERS

/** Deno names what it could not fetch, amid the layers of its error. */
const reasonIn = (stderr) =>
  `it fetches its base binary (${/https?:\S+?(?=[):\s])/.exec(stderr)?.[0] ?? 'unknown address'}), which fails`

async function byDeno({ project, entry, out }) {
  const args = ['compile', '-A', '--no-check', '--no-lock', '-o', out, join(project, entry)]
  const { ok, how, stderr } = await start(await binary('deno'), args, { cwd: project, ends: 300_000 })
  if (!ok && CANNOT_FETCH.test(stderr)) throw new NotHere(reasonIn(stderr))
  if (!ok) throw new Error(`${how}: ${stderr.trim()}`)
}

async function byBun({ project, entry, format, out }) {
  const args = ['build', '--compile', `--format=${format}`, join(project, entry), `--outfile=${out}`]
  await succeed(await binary('bun'), args, { cwd: project, ends: 300_000 })
}

/** A bundle, and what Node has to know to make an executable of it. */
async function seaConfig({ project, entry, format, folder, out }) {
  const outfile = join(folder, `bundle.${format === 'esm' ? 'mjs' : 'cjs'}`)
  await byEsbuild({ entry: join(project, entry), format, outfile })
  const config = join(folder, 'sea.json')
  const mainFormat = format === 'esm' ? { mainFormat: 'module' } : {}
  const settings = { main: outfile, output: out, disableExperimentalSEAWarning: true, ...mainFormat }
  writeFileSync(config, JSON.stringify(settings))
  return config
}

async function byNode({ folder, ...cell }) {
  const config = await seaConfig({ folder, ...cell })
  await succeed(await binary('node-26'), ['--build-sea', config], { cwd: folder })
}

/** As before Node 25: a blob, which another tool puts into a copy of Node. */
async function byPostject({ folder, out, ...cell }) {
  const blob = join(folder, 'sea.blob')
  const config = await seaConfig({ folder, ...cell, out: blob })
  const node = await binary('node-22')
  await succeed(node, ['--experimental-sea-config', config], { cwd: folder })
  copyFileSync(node, out)
  chmodSync(out, 0o755)
  const postject = await script('postject', 'dist/cli.js')
  await succeed(process.execPath, [postject, out, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE], {})
}

const EXECUTABLES = [
  { name: `${tool('deno')} compile`, make: byDeno },
  { name: `${tool('bun')} build --compile`, make: byBun },
  { name: `${tool('node-26')} single executable`, make: byNode },
  {
    name: `${tool('node-22')} single executable`,
    make: byPostject,
    without: { ESM: 'it takes CommonJS only' },
  },
]

const cellOf =
  ({ make, without = {} }, column, { entry, format }) =>
  async (context) => {
    if (without[column]) throw new NoSuchCell(without[column])
    const folder = folderFor(context.temp, 'executable')
    const alone = join(folder, 'alone')
    mkdirSync(alone)
    const out = join(alone, 'program')
    try {
      await make({ project: context.project, entry, format, folder, out })
      await runProgram(context, out, [], alone)
      return megabytes(out)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

export const executables = (columns) =>
  EXECUTABLES.map((executable) => ({
    name: executable.name,
    quick: false,
    cells: Object.entries(columns).map(([column, settings]) => cellOf(executable, column, settings)),
  }))
