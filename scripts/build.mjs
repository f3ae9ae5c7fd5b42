// Compiles src to dist: code as one module per entry point and one for what they share, since a process that loads a hundred
// small modules starts 70 ms later; declarations as one file per entry point, so that an editor opens one file and internals stay
// inside. With --if-stale it does nothing when dist is newer than everything it is made from.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { ENTRY_FILES } from './entries.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const STAMP = join(ROOT, 'dist', '.built')
const ENTRIES = Object.fromEntries([...ENTRY_FILES, 'cli'].map((name) => [name, `${name}.js`]))
/** Entry points that users' compilers read. */
const TYPED = ENTRY_FILES.map((name) => `${name}.d.ts`)
const INPUTS = [
  'src',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
  'scripts/build.mjs',
]

/** Milliseconds of the last change in a file or folder; a folder's own time moves when a file in it is deleted. */
function lastChange(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))))
}

/** True when dist is missing or older than what it is made from. */
export function isStale() {
  if (!existsSync(STAMP)) return true
  const built = statSync(STAMP).mtimeMs
  return INPUTS.some((input) => lastChange(join(ROOT, input)) > built)
}

/** Runs the compiler; gives its exit code. */
function compile(outDir) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', outDir]
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1
}

function filesIn(dir, ending) {
  return readdirSync(dir, { recursive: true }).filter((name) => name.endsWith(ending))
}

/** The compiler leaves Lua and pages where they are: what compiled modules import of them lies in src. */
function fromSource(dir) {
  return {
    name: 'text-from-source',
    resolveId(id, importer) {
      return /\.(lua|html)$/.test(id) && importer
        ? join(ROOT, 'src', relative(dir, dirname(importer)), id)
        : undefined
    },
  }
}

const POOL_NOTICE = '/*! Contains generic-pool 3.9.0 (MIT): https://github.com/coopernurse/node-pool */'

/** So is bcryptjs, which only those load who log in with a password; its licence wants to be told with it. */
const BCRYPT_NOTICE = `/*! Contains bcryptjs 3.0.3\n${readFileSync(join(ROOT, 'node_modules/bcryptjs/LICENSE'), 'utf8')}*/`

/** Only `migrate-check` of the command line loads it. */
const TOKENS_NOTICE =
  '/*! Contains js-tokens 10.0.1 (MIT), Copyright 2014-2025 Simon Lydell: https://github.com/lydell/js-tokens */'

const BANNERS = [
  ['/generic-pool/', POOL_NOTICE],
  ['/bcryptjs/', BCRYPT_NOTICE],
  ['/js-tokens/', TOKENS_NOTICE],
]

/** What a module of the bundle says of the packages in it. */
function bannerOf({ moduleIds }) {
  return BANNERS.filter(([part]) => moduleIds.some((id) => id.includes(part)))
    .map(([, notice]) => notice)
    .join('\n')
}

/**
 * generic-pool is part of the bundle: as 14 CommonJS modules it takes longer to load than all else together
 * (docs/decisions/014-cold-start.md). The one thing it requires is given to it by an import, so that bundles of any format work.
 */
const eventsOfNode = {
  name: 'events-of-node',
  resolveId: (id) => (id === 'events' ? '\0events' : undefined),
  load: (id) => (id === '\0events' ? "export { EventEmitter } from 'node:events'" : undefined),
}

/** Not every runtime knows Node's modules without their prefix. */
const cryptoOfNode = {
  name: 'crypto-of-node',
  resolveId: (id) => (id === 'crypto' ? { id: 'node:crypto', external: true } : undefined),
}

/** The bundle of some entry points: name and file of each. */
const rolled = (dir, entries) =>
  rolldown({
    input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(dir, file)])),
    platform: 'node',
    external: /^(node:|msgpackr$|@opentelemetry\/api$|@nestjs\/)/,
    plugins: [fromSource(dir), eventsOfNode, cryptoOfNode],
    moduleTypes: { '.lua': 'text', '.html': 'text' },
  })

/** What is loaded with the main entry point. */
async function modulesOfMain(dir) {
  const bundled = await rolled(dir, { index: ENTRIES.index })
  const { output } = await bundled.generate({ format: 'esm' })
  await bundled.close()
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]))
  const files = new Set(['index.js'])
  for (const file of files) for (const name of chunks.get(file)?.imports ?? []) files.add(name)
  return new Set([...files].flatMap((file) => chunks.get(file)?.moduleIds ?? []))
}

/**
 * Replaces the compiled modules in `dir` by one per entry point and some for what they share: one of these holds all that the main
 * entry point needs, since each file that is loaded takes time of every start (docs/decisions/014-cold-start.md).
 */
async function bundle(dir) {
  const ofMain = await modulesOfMain(dir)
  const bundled = await rolled(dir, ENTRIES)
  const { output } = await bundled.generate({
    format: 'esm',
    codeSplitting: { groups: [{ name: 'client', test: (id) => ofMain.has(id) }] },
    // A part that is called after a folder would have the name of the one that is built in.
    chunkFileNames: ({ name }) => `shared/${name.startsWith('.') ? 'client' : name}.js`,
    // What bundlers are told (webpackIgnore, @vite-ignore) has to arrive there; what programmers are told has not.
    comments: { annotation: true, legal: false, jsdoc: false },
    banner: bannerOf,
  })
  await bundled.close()
  for (const name of filesIn(dir, '.js')) rmSync(join(dir, name))
  for (const { fileName, code } of output) {
    mkdirSync(dirname(join(dir, fileName)), { recursive: true })
    writeFileSync(join(dir, fileName), code)
  }
}

/**
 * Where what the main entry point exports and others show lies: the entry itself, and modules of which they show nothing that it does
 * not export under the same name.
 */
const OF_MAIN = [
  ...['index', 'client', 'key', 'record', 'values', 'admin/task', 'query/explanation'],
  ...['expressions/where-types', 'collections/call-options'],
  ...['policy/command-options', 'policy/query-options', 'policy/batch-options', 'policy/filter-expression'],
]

/**
 * What an entry point imports of the main one stays an import: a class with private parts that is declared twice would be two
 * types, and the client of one entry point no client for another. It is also read and installed once.
 */
function mainEntryByName(dir, file) {
  return {
    name: 'main-entry-by-name',
    resolveId(id, importer) {
      if (file === 'index.d.ts' || importer === undefined || !id.startsWith('.')) return undefined
      const path = relative(dir, join(dirname(importer), id)).replace(/\.(d\.ts|js|ts)$/, '')
      return OF_MAIN.includes(path) ? { id: 'aerospike-ts', external: true } : undefined
    },
  }
}

/** Everything that one declaration file leads to, as one file. */
async function bundleDeclarations(dir, file) {
  const bundled = await rolldown({
    input: join(dir, file),
    external: /^(node:|@opentelemetry\/api$|fastify$|@nestjs\/)/,
    plugins: [mainEntryByName(dir, file), dts({ dtsInput: true, emitDtsOnly: true, tsconfig: false })],
    checks: { pluginTimings: false },
  })
  const { output } = await bundled.generate({ format: 'esm' })
  await bundled.close()
  const [{ code }] = output
  // The bundler names the file that comes first, which is gone by now.
  return code.replace(/^\/\/ \S+\.d\.ts\n/gm, '')
}

/** Replaces the declarations in `dir` by one file per entry point. */
async function bundleTypes(dir) {
  const texts = new Map()
  for (const file of TYPED) texts.set(file, await bundleDeclarations(dir, file))
  for (const name of filesIn(dir, '.d.ts')) rmSync(join(dir, name))
  for (const [file, text] of texts) writeFileSync(join(dir, file), text)
  removeEmptyFolders(dir)
}

function removeEmptyFolders(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const path = join(dir, entry.name)
    removeEmptyFolders(path)
    if (readdirSync(path).length === 0) rmSync(path, { recursive: true })
  }
}

/**
 * Builds and then replaces dist in one go, so that whoever runs from dist meanwhile never finds it half full, and a build
 * that fails leaves it alone. Gives an exit code.
 */
export async function build() {
  const started = new Date()
  const fresh = join(ROOT, `.dist-${process.pid}`)
  try {
    const status = compile(fresh)
    if (status !== 0) return status
    await bundle(fresh)
    await bundleTypes(fresh)
    writeFileSync(join(fresh, '.built'), '')
    // What was edited while the compiler ran is newer than dist.
    utimesSync(join(fresh, '.built'), started, started)
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
    renameSync(fresh, join(ROOT, 'dist'))
    return 0
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = process.argv.includes('--if-stale') && !isStale() ? 0 : await build()
}
