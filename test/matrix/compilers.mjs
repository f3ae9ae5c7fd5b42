// The types of the packed package with each compiler, in strict projects that check the package's declarations too.
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NoSuchCell, succeed } from './cell.mjs'
import { installed, script, tool } from './tools.mjs'

const TYPES = fileURLToPath(new URL('types', import.meta.url))
const CONSUMER = fileURLToPath(new URL('../package/consumer/consumer.ts', import.meta.url))

const STRICT = {
  target: 'es2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  types: ['node'],
  noEmit: true,
}
const ALONE = ['es2023', 'esnext.disposable']

const COMPILERS = [
  'typescript-5.6',
  'typescript-5.7',
  'typescript-5.8',
  'typescript-5.9',
  'typescript-6.0',
  'typescript-7.0',
]
const QUICK = ['typescript-5.6', 'typescript-7.0']

/** What is compiled, how, and with which of Node's types: the oldest and the newest ones, without and with a browser's globals. */
const COLUMNS = {
  node16: { module: 'node16', files: ['consumer.mts', 'entries.mts', 'dynamic.cts'] },
  nodenext: { module: 'nodenext', files: ['consumer.mts', 'entries.mts', 'dynamic.cts'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', files: ['consumer.mts', 'entries.mts'] },
  'CJS that imports': { module: 'nodenext', files: ['static.cts'] },
  'nodenext, lib DOM, @types/node 26': {
    module: 'nodenext',
    files: ['consumer.mts', 'entries.mts', 'dynamic.cts', 'static.cts'],
    lib: [...ALONE, 'dom'],
    types: '@types/node-26',
  },
  // Declarations of others are not ours to check.
  'with Fastify, Nest, OpenTelemetry, prom-client': {
    module: 'nodenext',
    files: ['peers.mts'],
    experimentalDecorators: true,
    skipLibCheck: true,
    peers: true,
  },
}

/** The packages that some entry points take their types from. */
const PEERS = [
  ...['@nestjs/common', '@nestjs/core', '@opentelemetry/api', 'fastify', 'prom-client'],
  ...['reflect-metadata', 'rxjs'],
]

/** TypeScript lets CommonJS import an ES module from here on, as Node does; before, by `import()`. */
const IMPORTS_FROM = 5.8
const cannotImport = (compiler) => Number(compiler.replace('typescript-', '')) < IMPORTS_FROM

const projects = new Map()

/** A project with one version of Node's types, and with the packages that are peers of ours or without. */
function projectWith(types, peers, { temp, project }) {
  const name = `${types.replace('/', '-')}${peers ? '-peers' : ''}`
  if (!projects.has(name)) projects.set(name, makeProject(types, peers, project, join(temp, name)))
  return projects.get(name)
}

async function makeProject(types, peers, project, dir) {
  const modules = [await installed(types), ...(peers ? [await installed(...PEERS)] : [])]
  mkdirSync(dir)
  cpSync(join(project, 'node_modules'), join(dir, 'node_modules'), { recursive: true })
  for (const each of modules) cpSync(each, join(dir, 'node_modules'), { recursive: true, force: false })
  renameSync(join(dir, 'node_modules', types), join(dir, 'node_modules/@types/node'))
  cpSync(TYPES, dir, { recursive: true })
  cpSync(CONSUMER, join(dir, 'consumer.mts'))
  return dir
}

const cellOf = (compiler, column) => async (context) => {
  const { files, lib = ALONE, types = '@types/node-20', peers = false, ...settings } = COLUMNS[column]
  const taken = files.filter((file) => !(file === 'static.cts' && cannotImport(compiler)))
  if (taken.length === 0) throw new NoSuchCell(`by import() before ${IMPORTS_FROM}`)
  const dir = await projectWith(types, peers, context)
  const config = join(dir, 'tsconfig.json')
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...STRICT, lib, ...settings }, files: taken }))
  await succeed(process.execPath, [await script(compiler, 'bin/tsc'), '-p', config], { cwd: dir })
}

export const compilers = {
  title: 'Compiler',
  columns: Object.keys(COLUMNS),
  slow: ['bundler', 'node16', 'with Fastify, Nest, OpenTelemetry, prom-client'],
  rows: COMPILERS.map((compiler) => ({
    name: tool(compiler),
    quick: QUICK.includes(compiler),
    cells: Object.keys(COLUMNS).map((column) => cellOf(compiler, column)),
  })),
}
