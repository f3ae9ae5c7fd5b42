// The examples in the comments of the source, and the values of the entry points, which are to have one each.
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { ENTRY_FILES } from './entries.mjs'

const VALUE = ts.SymbolFlags.Function | ts.SymbolFlags.Class | ts.SymbolFlags.Variable

/** The sources below a folder, with what they import from each other. */
export function readSources(src) {
  const options = {
    allowImportingTsExtensions: true,
    noEmit: true,
    noLib: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  }
  const host = ts.createCompilerHost(options, true)
  // Packages have no say in it.
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => ({
      resolvedModule: /^\..*\.ts$/.test(text)
        ? { resolvedFileName: resolve(dirname(from), text), extension: '.ts' }
        : undefined,
    }))
  return { src, program: ts.createProgram(ts.sys.readDirectory(src, ['.ts']), options, host) }
}

/** Every `@example`, in the order of files and lines. */
export function examplesOf({ src, program }) {
  const examples = []
  const visit = (node, file, outer) => {
    const name = nameOf(node)
    const path = name === undefined ? outer : [...outer, name]
    for (const tag of (node.jsDoc ?? []).flatMap(({ tags }) => tags ?? [])) {
      if (tag.tagName.text !== 'example') continue
      const { line } = file.getLineAndCharacterOfPosition(tag.pos)
      const where = `${relative(src, file.fileName)}:${line + 1}`
      examples.push({ where, name: path.join('.'), code: textOf(tag, file) })
    }
    ts.forEachChild(node, (child) => visit(child, file, path))
  }
  for (const file of program.getSourceFiles()) {
    if (file.fileName.startsWith(join(src, '/'))) visit(file, file, [])
  }
  return examples
}

function nameOf(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0].name.getText()
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  return ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isTypeElement(node) || ts.isClassElement(node)
    ? node.name?.getText()
    : ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
      ? node.name.text
      : undefined
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

/** The values that entry points export, also those in namespaces: `exp.lists.size`; each with whether it has an example. */
export function exportedValues({ src, program }) {
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
    const path = join(src, `${entry}.ts`)
    const file = existsSync(path) ? program.getSourceFile(path) : undefined
    const module = file && checker.getSymbolAtLocation(file)
    if (module !== undefined) addAll(module, entry, '')
  }
  return values
}

/** All names that entry points export, types too, with the first that has each. */
export function exportedNames({ src, program }) {
  const checker = program.getTypeChecker()
  const names = new Map()
  for (const entry of ENTRY_FILES.toSorted((a, b) => (b === 'index') - (a === 'index'))) {
    const file = program.getSourceFile(join(src, `${entry}.ts`))
    for (const { name } of checker.getExportsOfModule(checker.getSymbolAtLocation(file)))
      if (!names.has(name)) names.set(name, entry)
  }
  return names
}
