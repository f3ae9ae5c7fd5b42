// Builds the documentation site: the guides, the API of every entry point, the page of benchmarks, and a search over it all.
// Usage: node scripts/docs.mjs [OUT_DIR]. A warning is a failure: a link that leads nowhere is found here.
import { cpSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application } from 'typedoc'
import { ENTRIES } from './entries.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const GUIDES = join(ROOT, 'docs/guide')
/** In the order in which somebody reads who is new; the rest follows by name. */
const FIRST = [
  'getting-started',
  'typed-sets',
  'query',
  'batch',
  'expressions',
  'connections',
  'failures',
  'production',
]

function guides() {
  const names = readdirSync(GUIDES)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -3))
  const rest = names.filter((name) => !FIRST.includes(name)).sort()
  return [...FIRST.filter((name) => names.includes(name)), ...rest].map((name) => join(GUIDES, `${name}.md`))
}

const out = resolve(process.argv[2] ?? join(ROOT, 'site'))
const app = await Application.bootstrapWithPlugins({
  name: 'aerospike-ts',
  entryPoints: ENTRIES.map(({ file }) => join(ROOT, 'src', `${file}.ts`)),
  tsconfig: join(ROOT, 'tsconfig.build.json'),
  basePath: ROOT,
  readme: join(ROOT, 'README.md'),
  projectDocuments: [...guides(), join(ROOT, 'CHANGELOG.md'), join(ROOT, 'docs/benchmarks/README.md')],
  out,
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  hideGenerator: true,
  githubPages: false,
  searchInDocuments: true,
  treatWarningsAsErrors: true,
})
const project = await app.convert()
if (project === undefined) process.exit(1)
// Modules are called as programs import them, not as their files are.
for (const module of project.children ?? []) {
  const entry = ENTRIES.find(({ file }) => `src/${file}`.replace(/\/?index$/, '') === module.name)
  if (entry !== undefined) module.name = entry.specifier
}
app.validate(project)
await app.generateOutputs(project)
cpSync(join(ROOT, 'docs/benchmarks/index.html'), join(out, 'benchmarks.html'))
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1)
console.log(`docs: ${out}`)
