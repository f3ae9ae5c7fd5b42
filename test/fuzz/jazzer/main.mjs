// npm run test:fuzz:coverage -- --seconds 3600: has a coverage-guided fuzzer look for bytes that make what reads them throw anything but our own
// errors, hang, or grow. It begins with the inputs in test/fuzz/corpus and what an hour of it found before.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { build } from 'esbuild'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } })

const corpus = join(HERE, '..', 'corpus')
const folder = mkdtempSync(join(tmpdir(), 'aerospike-ts-fuzz-'))
const found = join(folder, 'corpus')
mkdirSync(found)
const before = gunzipSync(readFileSync(join(HERE, '..', 'found.gz')))
let known = 0
for (let at = 0; at < before.length; known++) {
  const end = at + 4 + before.readUInt32BE(at)
  writeFileSync(join(found, `known-${known}`), before.subarray(at + 4, end))
  at = end
}
// One module of CommonJS: the fuzzer instruments what is required.
const target = join(HERE, 'node_modules', '.cache', 'targets.cjs')
await build({
  entryPoints: [join(HERE, '..', 'targets.ts')],
  outfile: target,
  bundle: true,
  loader: { '.lua': 'text', '.html': 'text' },
  external: ['wasmoon', 'yaml'],
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'error',
})

const LIMITS = ['-timeout=10', '-rss_limit_mb=2048', '-max_len=8192', `-artifact_prefix=${folder}/`]

// msgpackr makes functions that read objects of one shape, with their names in them, which it quotes: the detector takes that for code of an attacker.
const WATCHED = ['-i', 'targets.cjs', '--disableBugDetectors', 'remote-code-execution']

function fuzzer(folders, options) {
  const jazzer = join(HERE, 'node_modules', '@jazzer.js', 'core', 'dist', 'cli.js')
  const args = [jazzer, target, '--sync', ...WATCHED, ...folders, '--', ...LIMITS, ...options]
  // Its native part needs glibc 2.38: where the system has an older one, FUZZ_NODE names a Node that finds a newer one.
  return (
    spawnSync(process.env['FUZZ_NODE'] ?? process.execPath, args, { cwd: folder, stdio: 'inherit' }).status ??
    1
  )
}

const status = fuzzer([found, corpus], [`-max_total_time=${values.seconds}`, '-print_final_stats=1'])
console.log(
  `${readdirSync(found).length - known} inputs reached something new; what failed lies in ${folder}`,
)
process.exitCode = status
