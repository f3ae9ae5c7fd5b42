// Runs the official client's own tests, from the folder they were published in. They look for the client beside them, so
// they run from a copy in the system's temporary folder, with the installed client in its place.
import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const HERE = fileURLToPath(new URL('.', import.meta.url))

const FILES = [
  ...[
    'put',
    'get',
    'exists',
    'select',
    'remove',
    'remove_bin',
    'operate',
    'key',
    'double',
    'bigint',
    'geojson',
  ],
  ...['lists', 'maps', 'bitwise', 'hll', 'cdt_context', 'exp', 'exp_bit', 'exp_hll', 'exp_list', 'exp_map'],
  ...[
    'batch_exists',
    'batch_get',
    'batch_read',
    'batch_remove',
    'batch_select',
    'batch_write',
    'batch_apply',
  ],
  ...['query', 'scan', 'index_job', 'index', 'info', 'truncate', 'udf', 'apply'],
]

/** Files that the suite has in TypeScript only (`ts-test/tests`). */
const TYPED_FILES = [
  'index_on_exp',
  'query_blob_filter_exp',
  'query_geojson_filter_exp',
  'query_numeric_filter_exp',
  'query_string_filter_exp',
]

/** Tests that may fail, by file: how many, and why. */
const KNOWN = {
  put: [1, 'expects a code of an older client'],
  get: [1, 'a ttl that depends on the clock, also on the real server'],
  batch_read: [1, 'a ttl that depends on the clock, also on the real server'],
  query: [2, 'a ttl that depends on the clock, also on the real server'],
  scan: [3, 'a ttl that depends on the clock, also on the real server'],
}

function stage(suite) {
  const root = mkdtempSync(join(tmpdir(), 'peers-'))
  cpSync(suite, join(root, 'test'), { recursive: true })
  compile(join(root, 'test'))
  symlinkSync(join(HERE, 'node_modules'), join(root, 'node_modules'))
  mkdirSync(join(root, 'lib'))
  const lib = join(dirname(createRequire(join(HERE, 'x.js')).resolve('aerospike/package.json')), 'lib')
  for (const file of readdirSync(lib)) {
    if (!file.endsWith('.js')) continue
    const name = basename(file, '.js')
    const target = name === 'aerospike' ? 'aerospike' : `aerospike/lib/${name}`
    writeFileSync(join(root, 'lib', file), `module.exports = require('${target}')\n`)
  }
  return root
}

/** What is written in TypeScript runs without its types: they are those of the client's own version. */
function compile(folder) {
  const { CommonJS } = ts.ModuleKind
  const compilerOptions = { module: CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true }
  for (const file of readdirSync(folder, { recursive: true })) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue
    const { outputText } = ts.transpileModule(readFileSync(join(folder, file), 'utf8'), { compilerOptions })
    writeFileSync(join(folder, file.replace(/ts$/, 'js')), outputText)
  }
}

function filesOf(root) {
  return existsSync(join(root, 'test/test_helper.ts')) ? [...FILES, ...TYPED_FILES] : FILES
}

function mocha(root, file, hosts, login) {
  const args = [
    join(HERE, 'node_modules/mocha/bin/mocha.js'),
    '--exit',
    '-t',
    '60000',
    '-R',
    'json',
    `test/${file}.js`,
  ]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, AEROSPIKE_HOSTS: hosts, ...(login === undefined ? {} : { OPTIONS: login }) },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let out = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  return new Promise((resolve) => child.once('close', () => resolve(out)))
}

/** What the tests print stands before the report, and may hold braces too. */
function reportIn(out) {
  const start = out.indexOf('{\n  "stats"')
  if (start < 0) return undefined
  return JSON.parse(out.slice(start))
}

/** The official client crashes one time in thirty while its process ends, on a real server too: that says nothing of a server. */
const TRIES = 3

async function reportOf(root, file, hosts, login) {
  for (let tries = 1; tries <= TRIES; tries++) {
    const report = reportIn(await mocha(root, file, hosts, login))
    if (report !== undefined) return report
    console.log(`${file.padEnd(12)} ended without a report, try ${tries} of ${TRIES}`)
  }
  return undefined
}

/**
 * Runs every file, or those named; gives the number of tests that failed and should not have.
 * @param login options of the tests themselves that say who logs in
 */
export async function runSuite(suite, hosts, only, login) {
  const root = stage(suite)
  let unexpected = 0
  for (const file of only.length === 0 ? filesOf(root) : only) {
    const report = await reportOf(root, file, hosts, login)
    const [known, why] = KNOWN[file] ?? [0, '']
    const failed = report?.stats.failures ?? Infinity
    if (failed > known) {
      unexpected += report === undefined ? 1 : failed - known
      for (const { fullTitle, err } of report?.failures ?? [])
        console.log(`FAILED ${fullTitle}\n${err.message}`)
    }
    const { passes = 0, pending = 0 } = report?.stats ?? {}
    const note = failed > 0 && failed <= known ? ` (known: ${why})` : ''
    console.log(`${file.padEnd(12)} ${passes} passed, ${failed} failed${note}, ${pending} pending`)
  }
  rmSync(root, { recursive: true })
  return unexpected
}
