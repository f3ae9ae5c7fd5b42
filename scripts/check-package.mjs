// Proves what users get: packs the tarball, installs it in fresh projects and uses it in every way they do.
// Usage: node scripts/check-package.mjs   (npm must be able to install the package's two dependencies)
import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from './build.mjs'
import { ENTRY_FILES } from './entries.mjs'
import { pack } from './pack.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const NAME = MANIFEST.name
const MEGABYTE = 1_000_000
const MAX_UNPACKED = 2.25 * MEGABYTE
// msgpackr alone is 2.3 MB: docs/decisions/004-installed-size.md.
const MAX_INSTALLED = 4.75 * MEGABYTE
/** The oldest compiler that types are tried with, the one of this project, and the newest. */
const COMPILERS = ['typescript-5.6', 'typescript', 'typescript-7']
const HELLO = 'hello\n'

const require = createRequire(import.meta.url)
const run = promisify(execFile)
const npm = (args, cwd) => run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd })
const node = (args, cwd) => run(process.execPath, args, { cwd })
const megabytes = (bytes) => `${(bytes / MEGABYTE).toFixed(2)} MB`

function ensure(condition, complaint) {
  if (!condition) throw new Error(complaint)
}

function filesIn(dir) {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

const sizeOf = (dir) => filesIn(dir).reduce((sum, file) => sum + statSync(file).size, 0)

/** A package's command-line program, started with this Node. */
function tool(name) {
  const manifestPath = join(ROOT, 'node_modules', name, 'package.json')
  const { bin } = JSON.parse(readFileSync(manifestPath, 'utf8'))
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : Object.values(bin)[0])
}

/** A fresh project of a user, with the tarball installed. */
async function install(temp, name, tarball, ...options) {
  const dir = join(temp, name)
  cpSync(join(ROOT, 'test/package/consumer'), dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }))
  await npm(['install', '--ignore-scripts', '--prefer-offline', ...options, tarball.path], dir)
  return dir
}

/** Every check: what it proves → how. A check throws to fail and may return a remark. */
const CHECKS = {
  'the tarball holds the build and its papers, nothing else'({ tarball }) {
    const paths = tarball.files.map((file) => file.path)
    const stray = paths.filter(
      (path) =>
        !/^(dist\/.+\.(js|d\.ts)|dashboards\/.+\.json|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/.test(
          path,
        ),
    )
    ensure(stray.length === 0, `stray files: ${stray.join(', ')}`)
    for (const path of [
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'dashboards/aerospike-ts.json',
      ...ENTRY_FILES.map((name) => `dist/${name}.js`),
      'dist/cli.js',
    ]) {
      ensure(paths.includes(path), `${path} is missing`)
    }
    return `${paths.length} files, ${megabytes(tarball.size)} packed`
  },
  'unpacked it stays below its ceiling'({ tarball }) {
    ensure(
      tarball.unpackedSize <= MAX_UNPACKED,
      `${megabytes(tarball.unpackedSize)} > ${megabytes(MAX_UNPACKED)}`,
    )
    return megabytes(tarball.unpackedSize)
  },
  'it runs no script when it is installed and has two dependencies'({ installed }) {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'].filter(
      (hook) => manifest.scripts?.[hook],
    )
    ensure(hooks.length === 0, `install scripts: ${hooks.join(', ')}`)
    ensure(!existsSync(join(installed, 'binding.gyp')), 'binding.gyp makes npm compile')
    const dependencies = Object.keys(manifest.dependencies).sort().join(', ')
    ensure(dependencies === 'generic-pool, msgpackr', `dependencies: ${dependencies}`)
    ensure(!filesIn(installed).some((file) => file.endsWith('.node')), 'holds a native binary')
  },
  'everything installed stays below its ceiling'({ project }) {
    const modules = join(project, 'node_modules')
    const total = sizeOf(modules)
    ensure(total <= MAX_INSTALLED, `${megabytes(total)} > ${megabytes(MAX_INSTALLED)}`)
    const binaries = filesIn(modules).filter((file) => file.endsWith('.node'))
    return `${megabytes(total)}; optional native files of dependencies: ${binaries.length}`
  },
  async 'an ES module imports and uses it'({ project }) {
    const { stdout, stderr } = await node(['import.mjs'], project)
    ensure(stdout === HELLO && stderr === '', `printed ${stdout}${stderr}`)
  },
  async 'a CommonJS module requires and uses it'({ project }) {
    const { stdout } = await node(['--disable-warning=ExperimentalWarning', 'require.cjs'], project)
    ensure(stdout === HELLO, `printed ${stdout}`)
  },
  async 'it works without the optional native part of msgpackr'({ temp, tarball }) {
    const dir = await install(temp, 'no-optional', tarball, '--omit=optional')
    const modules = join(dir, 'node_modules')
    ensure(!filesIn(modules).some((file) => file.endsWith('.node')), 'a native binary is left')
    const { stdout } = await node(['import.mjs'], dir)
    ensure(stdout === HELLO, `printed ${stdout}`)
    return megabytes(sizeOf(modules))
  },
  async 'only the declared entries can be reached'({ project }) {
    const { stdout } = await node(['--input-type=module', '-e', REACH], project)
    ensure(stdout === 'function function ERR_PACKAGE_PATH_NOT_EXPORTED\n', `printed ${stdout}`)
  },
  async 'without wasmoon an aggregation says what to install'({ project }) {
    const { stdout } = await node(['--input-type=module', '-e', AGGREGATE], project)
    ensure(stdout === 'LUA_NOT_INSTALLED npm install wasmoon FORBIDDEN\n', `printed ${stdout}`)
  },
  async 'its command starts'({ project }) {
    const { stdout } = await node([join(project, 'node_modules', NAME, 'dist/cli.js'), '--help'], project)
    ensure(stdout.includes('serve'), `--help printed ${stdout}`)
  },
  async 'a strict TypeScript project compiles with it'({ project }) {
    const typeRoots = join(ROOT, 'node_modules/@types')
    await node([require.resolve('typescript/bin/tsc'), '-p', '.', '--typeRoots', typeRoots], project)
  },
  ...Object.fromEntries(
    COMPILERS.map((name) => [
      `sets have their types with ${name}`,
      async ({ project }) => {
        const typeRoots = join(ROOT, 'node_modules/@types')
        const tsc = join(ROOT, 'node_modules', name, 'bin/tsc')
        await node([tsc, '-p', 'tsconfig.sets.json', '--typeRoots', typeRoots], project)
      },
    ]),
  ),
  async 'a bundle has the code of sets only where it is imported'({ project }) {
    const { build: esbuild } = await import('esbuild')
    const has = async (code) => {
      const stdin = { contents: code, resolveDir: project }
      const { outputFiles } = await esbuild({ ...BUNDLE, format: 'esm', stdin, write: false })
      return outputFiles[0].text.includes('Standard Schema')
    }
    ensure(!(await has(`export { connect } from '${NAME}'`)), 'the main entry brings it along')
    ensure(await has(`export { define } from '${NAME}/sets'`), 'it is not found where it must be')
  },
  async 'no any in its types'({ installed }) {
    // Where the optional packages are found that its entry points import.
    const copy = join(ROOT, 'node_modules/.cache/package')
    rmSync(copy, { recursive: true, force: true })
    cpSync(installed, copy, { recursive: true })
    await node([join(ROOT, 'scripts/check-declarations.mjs'), join(copy, 'dist')], ROOT)
  },
  async 'it bundles to one ES module'({ project }) {
    return bundle(project, 'esm')
  },
  async 'it bundles to one CommonJS file'({ project }) {
    return bundle(project, 'cjs')
  },
  async 'bundlers have nothing to say about its own code'() {
    // Outside node_modules, where bundlers do not keep their warnings to themselves.
    const { build: esbuild } = await import('esbuild')
    for (const format of ['esm', 'cjs']) {
      const entryPoints = [join(ROOT, 'dist/index.js'), join(ROOT, 'dist/testing/index.js')]
      const result = await esbuild({ ...BUNDLE, format, entryPoints, outdir: 'unused', write: false })
      ensure(result.warnings.length === 0, result.warnings.map((warning) => warning.text).join('; '))
    }
  },
  'what its sources tell bundlers is in its code'({ installed }) {
    const count = (dir, ending) =>
      filesIn(dir)
        .filter((file) => file.endsWith(ending))
        .flatMap((file) => readFileSync(file, 'utf8').match(/webpack(Ignore|Mode): /g) ?? []).length
    const [written, published] = [count(join(ROOT, 'src'), '.ts'), count(join(installed, 'dist'), '.js')]
    ensure(written > 0 && published >= written, `${written} hints in src, ${published} in dist`)
    return `${published} hints`
  },
  async 'publint has nothing to say'({ tarball }) {
    const { publint } = await import('publint')
    const { formatMessage } = await import('publint/utils')
    const { messages, pkg } = await publint({
      pack: { tarball: await toArrayBuffer(tarball.path) },
      strict: true,
    })
    ensure(
      messages.length === 0,
      messages.map((message) => formatMessage(message, pkg, { color: false })).join('; '),
    )
  },
  async 'attw: its types resolve as its code does'({ tarball }) {
    // CommonJS users load ES modules with require (Node 20.19), so that one finding is how it is meant to be.
    const args = [
      '--profile',
      'esm-only',
      '--ignore-rules',
      'cjs-resolves-to-esm',
      '--no-color',
      '--no-emoji',
    ]
    await node([tool('@arethetypeswrong/cli'), tarball.path, ...args], ROOT)
  },
}

const REACH = `
const { connect } = await import('${NAME}')
const { startMemoryServer } = await import('${NAME}/testing')
const refused = await import('${NAME}/dist/client.js').catch((error) => error.code)
console.log(typeof connect, typeof startMemoryServer, refused)`

const AGGREGATE = `
const { connect, Key } = await import('${NAME}')
const { startMemoryServer } = await import('${NAME}/testing')
const server = await startMemoryServer()
const client = await connect(server.hosts)
const udf = { module: 'm', function: 'f', source: '' }
const error = await client.query('test').aggregate(udf).value().catch((error) => error)
const refused = await client.apply(new Key('test', 's', 1), 'm', 'f').catch((error) => error)
console.log(error.code, error.hint, refused.code)
await client.close()
await server.close()`

const BUNDLE = { bundle: true, platform: 'node', target: 'node20', logLevel: 'silent' }

/** Bundles what a user wrote to one file, and runs that file where no node_modules can help it. */
async function bundle(project, format) {
  const { build: esbuild } = await import('esbuild')
  const alone = mkdtempSync(join(tmpdir(), 'aerospike-ts-bundle-'))
  try {
    const entry = format === 'esm' ? 'import.mjs' : 'require.cjs'
    const outfile = join(alone, format === 'esm' ? 'bundle.mjs' : 'bundle.cjs')
    const result = await esbuild({ ...BUNDLE, format, entryPoints: [join(project, entry)], outfile })
    ensure(result.warnings.length === 0, result.warnings.map((warning) => warning.text).join('; '))
    ensure(readdirSync(alone).length === 1, `more than one file: ${readdirSync(alone).join(', ')}`)
    const { stdout } = await node([basename(outfile)], alone)
    ensure(stdout === HELLO, `printed ${stdout}`)
    return megabytes(statSync(outfile).size)
  } finally {
    rmSync(alone, { recursive: true, force: true })
  }
}

async function toArrayBuffer(path) {
  const bytes = readFileSync(path)
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}

async function main(temp) {
  ensure((await build()) === 0, 'the build failed')
  const tarball = await pack(temp)
  const project = await install(temp, 'consumer', tarball)
  const context = { temp, tarball, project, installed: join(project, 'node_modules', NAME) }
  let failed = 0
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      const remark = await check(context)
      console.log(`ok      ${name}${remark ? ` (${remark})` : ''}`)
    } catch (error) {
      failed++
      const said = [error.message, error.stdout, error.stderr].filter(Boolean).join('\n')
      console.log(`FAILED  ${name}\n        ${said.trim().replaceAll('\n', '\n        ')}`)
    }
  }
  return failed
}

const temp = mkdtempSync(join(tmpdir(), 'aerospike-ts-package-'))
try {
  const failed = await main(temp)
  const total = Object.keys(CHECKS).length
  console.log(
    failed === 0 ? `package: all ${total} checks hold` : `package: ${failed} of ${total} checks do not hold`,
  )
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  rmSync(temp, { recursive: true, force: true })
}
