// How each bundler makes one file, as its users would ask it to; each gives what it warned of.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { succeed } from './cell.mjs'
import { binary, installed, tool } from './tools.mjs'

/** A package among the tools, loaded into this process. */
async function load(name, ...others) {
  const modules = await installed(name, ...others)
  const find = createRequire(join(modules, 'any.js'))
  const loaded = await Promise.all(
    [name, ...others].map((each) => import(pathToFileURL(find.resolve(each)).href)),
  )
  return others.length === 0 ? loaded[0] : loaded
}

const collect = () => {
  const warnings = []
  const onLog = (level, { message }) => {
    if (level === 'warn') warnings.push(message)
  }
  return { warnings, onLog }
}

async function byEsbuild({ entry, format, outfile }) {
  const { build } = await load('esbuild')
  const options = { bundle: true, platform: 'node', target: 'node20', logLevel: 'silent' }
  const { warnings } = await build({ ...options, entryPoints: [entry], format, outfile })
  return warnings.map(({ text }) => text)
}

async function byRollup({ entry, format, outfile }) {
  const [{ rollup }, commonjs, json, resolve] = await load(
    'rollup',
    '@rollup/plugin-commonjs',
    '@rollup/plugin-json',
    '@rollup/plugin-node-resolve',
  )
  const { warnings, onLog } = collect()
  const plugins = [resolve.default({ preferBuiltins: true }), commonjs.default(), json.default()]
  const bundled = await rollup({ input: entry, plugins, onLog })
  await bundled.write({ file: outfile, format, inlineDynamicImports: true })
  await bundled.close()
  return warnings
}

async function byRolldown({ entry, format, outfile }) {
  const { rolldown } = await load('rolldown')
  const { warnings, onLog } = collect()
  const bundled = await rolldown({ input: entry, platform: 'node', onLog })
  await bundled.write({ file: outfile, format, codeSplitting: false })
  await bundled.close()
  return warnings
}

async function byWebpack({ entry, root, format, outfile }) {
  const { default: webpack } = await load('webpack')
  const asModule = format === 'esm'
  const compiler = webpack({
    mode: 'production',
    target: 'node20',
    context: root,
    entry,
    experiments: { outputModule: asModule },
    output: { path: dirname(outfile), filename: basename(outfile), module: asModule },
    plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
  })
  const stats = await new Promise((done, fail) => {
    compiler.run((error, result) => (error ? fail(error) : done(result)))
  })
  await new Promise((done) => void compiler.close(done))
  const { errors, warnings } = stats.compilation
  return [...errors, ...warnings].map(({ message }) => message)
}

async function byVite({ entry, root, format, outfile }) {
  const { build } = await load('vite')
  const warnings = []
  const warn = (message) => void warnings.push(message)
  const silent = () => undefined
  const logger = {
    info: silent,
    warn,
    warnOnce: warn,
    error: warn,
    clearScreen: silent,
    hasErrorLogged: () => false,
  }
  await build({
    root,
    configFile: false,
    customLogger: { ...logger, hasWarned: false },
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: entry,
      target: 'node20',
      outDir: dirname(outfile),
      emptyOutDir: false,
      rolldownOptions: { output: { format, entryFileNames: basename(outfile), codeSplitting: false } },
    },
  })
  return warnings
}

async function byNcc({ entry, outfile }) {
  const { default: ncc } = await load('@vercel/ncc')
  const { code, assets } = await ncc(entry, { quiet: true, cache: false })
  writeFileSync(outfile, code)
  return Object.keys(assets).map((asset) => `needs ${asset}`)
}

async function byBun({ entry, root, format, outfile }) {
  const args = ['build', entry, '--target=node', `--format=${format}`, `--outfile=${outfile}`]
  const { stderr } = await succeed(await binary('bun'), args, { cwd: root })
  return stderr.trim() === '' ? [] : [stderr.trim()]
}

export const BUNDLERS = [
  { name: tool('esbuild'), quick: true, bundle: byEsbuild },
  { name: tool('rollup'), bundle: byRollup },
  { name: tool('rolldown'), quick: true, bundle: byRolldown },
  { name: tool('webpack'), quick: true, bundle: byWebpack },
  { name: `${tool('vite')}, SSR`, bundle: byVite },
  {
    name: tool('@vercel/ncc'),
    bundle: byNcc,
    without: { 'import to CJS': 'an ES module stays one' },
  },
  { name: `${tool('bun')} build`, bundle: byBun },
]
