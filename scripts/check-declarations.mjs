// No `any` in what users' compilers read. Usage: node scripts/check-declarations.mjs [DIST_DIR]
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

function anysIn(path, name) {
  const source = ts.createSourceFile(name, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const found = []
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      found.push(`${name}:${line + 1}: any: ${source.text.split('\n')[line].trim()}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const dist = resolve(process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url)))
const files = readdirSync(dist, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.d.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
const errors = files.flatMap((file) => anysIn(file, relative(dist, file)))
if (files.length === 0) errors.push(`${dist}: no declaration files; build first`)
for (const error of errors) console.error(`error: ${error}`)
if (errors.length === 0) console.log(`declarations: ${files.length} files, no any`)
process.exitCode = errors.length === 0 ? 0 : 1
