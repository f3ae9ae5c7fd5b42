// The packed package installed by each package manager, in a fresh project, and used from there.
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { folderFor, runProgram, succeed } from './cell.mjs'
import { binary, script, tool } from './tools.mjs'

const PROGRAM = fileURLToPath(new URL('program', import.meta.url))
const NODE = process.execPath
const NPM = ['--no-audit', '--no-fund', '--loglevel=error']
const byNode = async (context, dir, file) => runProgram(context, NODE, [file], dir)

/** The registry that npm is set to, for those that do not read its settings, and a cache of its own: some know a tarball by its name. */
async function registry() {
  const { stdout } = await succeed('npm', ['config', 'get', 'registry'], {})
  return stdout.trim()
}

const MANAGERS = [
  {
    name: 'npm',
    quick: true,
    install: (tarball, cwd) => succeed('npm', ['install', ...NPM, tarball], { cwd }),
  },
  {
    name: 'npm --ignore-scripts',
    install: (tarball, cwd) => succeed('npm', ['install', '--ignore-scripts', ...NPM, tarball], { cwd }),
  },
  {
    name: `${tool('pnpm')}, strict`,
    install: async (tarball, cwd) => {
      // It fails where a dependency's script is neither allowed nor refused: that of msgpackr's optional native part is refused.
      writeFileSync(
        join(cwd, 'pnpm-workspace.yaml'),
        'hoist: false\nallowBuilds:\n  msgpackr-extract: false\n',
      )
      const places = ['--store-dir', join(cwd, '.store')]
      await succeed(await binary('pnpm'), ['add', ...places, tarball], { cwd })
    },
  },
  {
    name: `${tool('yarn')} (classic)`,
    install: async (tarball, cwd) => {
      const args = [
        'add',
        '--cache-folder',
        join(cwd, '.cache'),
        '--registry',
        await registry(),
        `file:${tarball}`,
      ]
      await succeed(NODE, [await script('yarn', 'bin/yarn.js'), ...args], { cwd })
    },
  },
  {
    name: `${tool('@yarnpkg/cli-dist')}, Plug'n'Play`,
    install: async (tarball, cwd) => yarn(['add', `aerospike-ts@file:${tarball}`], cwd),
    // What a require of an ES module imports itself, Plug'n'Play finds only on newer Nodes.
    use: async (context, dir, file) => {
      const program = await script('@yarnpkg/cli-dist', 'bin/yarn.js')
      const node = file.endsWith('.cjs') ? 'node-24' : undefined
      const runtime = node ? await binary(node) : NODE
      await runProgram(context, runtime, [program, 'node', file], dir, await yarnSettings(dir))
      return node && `ok, ${tool(node)}`
    },
  },
  {
    name: `${tool('bun')} install`,
    install: async (tarball, cwd) => {
      const settings = { BUN_INSTALL_CACHE_DIR: join(cwd, '.cache'), NPM_CONFIG_REGISTRY: await registry() }
      await succeed(await binary('bun'), ['add', tarball], { cwd, env: settings })
    },
  },
]

async function yarnSettings(cwd) {
  return {
    YARN_NODE_LINKER: 'pnp',
    YARN_NPM_REGISTRY_SERVER: await registry(),
    YARN_GLOBAL_FOLDER: join(cwd, '.yarn-global'),
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_TELEMETRY: 'false',
    YARN_ENABLE_SCRIPTS: 'false',
  }
}

async function yarn(args, cwd) {
  writeFileSync(join(cwd, 'yarn.lock'), '')
  const program = await script('@yarnpkg/cli-dist', 'bin/yarn.js')
  await succeed(NODE, [program, ...args], { cwd, env: await yarnSettings(cwd) })
}

/** A project of a user, installed once for the cells of a row. */
function projectOf({ name, install }) {
  let made
  return ({ temp, tarball }) => {
    made ??= (async () => {
      const dir = folderFor(temp, name)
      cpSync(PROGRAM, dir, { recursive: true })
      writeFileSync(join(dir, 'package.json'), '{"name":"matrix-user","private":true}')
      await install(tarball, dir)
      return dir
    })()
    return made
  }
}

function rowOf(manager) {
  const { name, quick = false, use = byNode } = manager
  const project = projectOf(manager)
  const uses = ['program.mjs', 'program.cjs']
  return {
    name,
    quick,
    cells: [
      async (context) => void (await project(context)),
      ...uses.map((file) => async (context) => use(context, await project(context), file)),
    ],
  }
}

export const managers = {
  title: 'Package manager',
  columns: ['install', 'import', 'require'],
  slow: [],
  rows: MANAGERS.map(rowOf),
}
