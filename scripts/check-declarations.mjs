// What users' compilers read: one file per entry point, no `any`, and the values that it declares are those the module exports.
// Usage: node scripts/check-declarations.mjs [DIST_DIR]
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const ENTRIES = [
  'ael',
  'documents',
  'index',
  'opentelemetry',
  'prometheus',
  'sets/index',
  'testing/index',
  'view/index',
]

function parse(dist, name) {
  return ts.createSourceFile(name, readFileSync(join(dist, name), 'utf8'), ts.ScriptTarget.Latest, true)
}

function anysIn(source) {
  const found = []
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      found.push(`${source.fileName}:${line + 1}: any: ${source.text.split('\n')[line].trim()}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Names that a declaration file says can be used at run time. */
function valuesIn(source) {
  const names = source.statements
    .filter((statement) => ts.isExportDeclaration(statement) && !statement.isTypeOnly)
    .flatMap(({ exportClause }) => exportClause.elements)
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name }) => name.text)
  return names.sort()
}

async function checkEntry(dist, entry) {
  const source = parse(dist, `${entry}.d.ts`)
  const declared = valuesIn(source)
  const exported = Object.keys(await import(pathToFileURL(join(dist, `${entry}.js`)))).sort()
  const missing = declared.filter((name) => !exported.includes(name))
  const hidden = exported.filter((name) => !declared.includes(name))
  return [
    ...anysIn(source),
    ...missing.map((name) => `${source.fileName}: ${name} is declared, and the module does not export it`),
    ...hidden.map((name) => `${source.fileName}: ${name} is exported by the module, and not declared`),
  ]
}

const dist = resolve(process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url)))
const files = readdirSync(dist, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.d.ts'))
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .sort()
const wanted = ENTRIES.map((entry) => `${entry}.d.ts`)
const errors =
  files.join() === wanted.join()
    ? (await Promise.all(ENTRIES.map((entry) => checkEntry(dist, entry)))).flat()
    : [
        `${dist}: declarations must be ${wanted.join(', ')}, not ${files.length} files: ${files.slice(0, 5).join(', ')}`,
      ]
for (const error of errors) console.error(`error: ${error}`)
if (errors.length === 0) console.log(`declarations: ${files.length} files, no any, values as exported`)
process.exitCode = errors.length === 0 ? 0 : 1
