// The examples in the comments of the source, and the values of the entry points, which are to have one each.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { ENTRY_FILES } from './entries.mjs'

const VALUE = ts.SymbolFlags.Function | ts.SymbolFlags.Class | ts.SymbolFlags.Variable

const parse = (path) =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, /* setParentNodes */ true)

/** Every `@example` below a folder, in the order of files and lines. */
export function examplesOf(src) {
  return ts.sys
    .readDirectory(src, ['.ts'])
    .filter((path) => readFileSync(path, 'utf8').includes('@example'))
    .flatMap((path) => examplesIn(src, parse(path)))
}

function examplesIn(src, file) {
  const examples = []
  const visit = (node, outer) => {
    const name = nameOf(node)
    const path = name === undefined ? outer : [...outer, name]
    for (const tag of (node.jsDoc ?? []).flatMap(({ tags }) => tags ?? [])) {
      if (tag.tagName.text !== 'example') continue
      const { line } = file.getLineAndCharacterOfPosition(tag.pos)
      const where = `${relative(src, file.fileName)}:${line + 1}`
      examples.push({ where, name: path.join('.'), code: textOf(tag, file) })
    }
    ts.forEachChild(node, (child) => visit(child, path))
  }
  visit(file, [])
  return examples
}

function nameOf(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0].name.getText()
  const hasName = ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isInterfaceDeclaration(node)
  return hasName || ts.isTypeElement(node) || ts.isClassElement(node) ? node.name?.getText() : undefined
}

/** What stands behind the tag, without the stars: the compiler's own reading takes `{@` and backticks for markup. */
function textOf(tag, file) {
  const lines = file.text
    .slice(tag.tagName.end, tag.end)
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line, index) => (index === 0 ? line.trim() : line.replace(/^\s*\* ?/, '').trimEnd()))
  return lines.join('\n').trim()
}

/** All names that entry points export, types too, with the first that has each; the main one comes first. */
export function exportedNames(src) {
  const names = new Map()
  for (const entry of ENTRY_FILES.toSorted((a, b) => (b === 'index') - (a === 'index'))) {
    for (const statement of parse(join(src, `${entry}.ts`)).statements) {
      for (const name of namesExportedBy(statement)) if (!names.has(name)) names.set(name, entry)
    }
  }
  return names
}

function namesExportedBy(statement) {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement
    return ts.isNamedExports(exportClause)
      ? exportClause.elements.map(({ name }) => name.text)
      : [exportClause.name.text]
  }
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement]
  return isExported ? declared.map(({ name }) => name.text) : []
}

/** The values that entry points export, also those in namespaces: `exp.lists.size`; each with whether it has an example. */
export function exportedValues(src) {
  const program = programOf(src)
  const checker = program.getTypeChecker()
  const real = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)
  const values = []
  const addAll = (module, entry, path) => {
    for (const symbol of checker.getExportsOfModule(module)) {
      if (symbol.declarations?.every(ts.isTypeOnlyImportOrExportDeclaration)) continue
      const target = real(symbol)
      const name = path + symbol.name
      if (target.flags & ts.SymbolFlags.ValueModule) addAll(target, entry, `${name}.`)
      else if (target.flags & VALUE) {
        const hasExample = target.getJsDocTags(checker).some((tag) => tag.name === 'example')
        values.push({ entry, name, hasExample })
      }
    }
  }
  for (const entry of ENTRY_FILES) {
    const file = program.getSourceFile(join(src, `${entry}.ts`))
    const module = file && checker.getSymbolAtLocation(file)
    if (module !== undefined) addAll(module, entry, '')
  }
  return values
}

/** The entry points with what they import from each other; packages have no say in it. */
function programOf(src) {
  const options = { allowImportingTsExtensions: true, noEmit: true, noLib: true, types: [] }
  const host = ts.createCompilerHost(options)
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => ({
      resolvedModule: /^\..*\.ts$/.test(text)
        ? { resolvedFileName: resolve(dirname(from), text), extension: '.ts' }
        : undefined,
    }))
  const files = ENTRY_FILES.map((entry) => join(src, `${entry}.ts`)).filter((path) => existsSync(path))
  return ts.createProgram(files, options, host)
}
