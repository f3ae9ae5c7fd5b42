// Keeps out of the tracked files what has no business there: unfinished work, narrowed or skipped tests, and anything
// that only makes sense on one machine. Usage: node scripts/check-text.mjs [REPOSITORY_DIR]
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const CODE = /\.(ts|lua|js|mjs|cjs|sh|ya?ml)$/
const RULES = [
  { name: 'unfinished work', pattern: /\b(TODO|FIXME|XXX)\b/, files: CODE },
  // Paths inside Aerospike's own container images are the same for everyone.
  { name: 'machine path', pattern: /(^|[^\w.@/-])\/(work|opt(?!\/aerospike\/)|root|home|Users)\/\w/ },
  { name: 'registry host', pattern: /\bregistry\.(npmjs|yarnpkg|npmmirror)\.\w+/ },
  { name: 'resolved address in the lock file', pattern: /"resolved":/, files: /^package-lock\.json$/ },
  {
    name: 'narrowed or skipped test',
    pattern: /\b(describe|it|test)(\.\w+)*\.(only|skip|todo)\b/,
    files: /^test\/.*\.test\.ts$/,
  },
  {
    name: 'suppression without a reason (-- why)',
    pattern: /(eslint-disable(?!.* -- \S)|@ts-(ignore|nocheck)|@ts-expect-error(?! \S))/,
    files: /^(src|test|bench|demo)\//,
  },
]

function trackedFiles(root) {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)))
}

function checkFile(root, file) {
  const bytes = readFileSync(join(root, file))
  if (bytes.includes(0)) return []
  const rules = RULES.filter((rule) => rule.files?.test(file) ?? true)
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line, index) =>
      rules.filter((rule) => rule.pattern.test(line)).map((rule) => `${file}:${index + 1}: ${rule.name}`),
    )
}

// This file spells out what it looks for, and so does its test.
const SELF = ['scripts/check-text.mjs', 'test/unit/scripts/check-text.test.ts']
const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)))
const files = trackedFiles(root).filter((file) => !SELF.includes(file))
const errors = files.flatMap((file) => checkFile(root, file))
for (const error of errors) console.error(`error: ${error}`)
if (errors.length === 0) console.log(`text: ${files.length} files clean`)
process.exitCode = errors.length === 0 ? 0 : 1
