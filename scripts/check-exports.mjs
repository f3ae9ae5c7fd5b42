// Everything that the types of an entry point show can be imported: no type that is exported leads to one that is not.
// Usage: node scripts/check-exports.mjs
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Where the declarations lie that are looked at: in memory, and next to what they import from node_modules. */
const OUT = join(ROOT, '.declarations')
const ENTRIES = [
  'index',
  'ael',
  'documents',
  'opentelemetry',
  'prometheus',
  'sets/index',
  'testing/index',
  'view/index',
]

/** The declarations that the build would write, by path. What is inferred in the source stands in them as a type. */
function declarations() {
  const path = join(ROOT, 'tsconfig.build.json')
  const { config } = ts.readConfigFile(path, (name) => readFileSync(name, 'utf8'))
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const program = ts.createProgram(fileNames, { ...options, outDir: OUT, emitDeclarationOnly: true })
  const texts = new Map()
  program.emit(undefined, (name, text) => texts.set(name, text))
  return { texts, options: { ...options, noEmit: true, declaration: false, rootDir: undefined } }
}

function programOf({ texts, options }) {
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, directoryExists, getSourceFile } = host
  host.fileExists = (name) => texts.has(name) || fileExists(name)
  host.readFile = (name) => texts.get(name) ?? readFile(name)
  host.directoryExists = (name) => name.startsWith(OUT) || directoryExists(name)
  host.getSourceFile = (name, ...rest) =>
    texts.has(name) ? ts.createSourceFile(name, texts.get(name), ...rest) : getSourceFile(name, ...rest)
  return ts.createProgram(
    ENTRIES.map((entry) => join(OUT, `${entry}.d.ts`)),
    options,
    host,
  )
}

const isOurs = (symbol) =>
  symbol.declarations?.some((declaration) => declaration.getSourceFile().fileName.startsWith(OUT)) === true

/** The names that a declaration shows, as nodes: of types, of base classes, of values in `typeof`. */
function namesIn(declaration) {
  const found = []
  const visit = (node) => {
    if (
      ts.canHaveModifiers(node) &&
      node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
    )
      return
    if (ts.isTypeReferenceNode(node)) found.push(node.typeName)
    else if (ts.isExpressionWithTypeArguments(node)) found.push(node.expression)
    else if (ts.isTypeQueryNode(node)) found.push(node.exprName)
    else if (ts.isImportTypeNode(node) && node.qualifier) found.push(node.qualifier)
    ts.forEachChild(node, visit)
  }
  visit(declaration)
  return found
}

function checkExports(program) {
  const checker = program.getTypeChecker()
  const real = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)
  const exported = new Map()
  const addAll = (module, path) => {
    for (const symbol of checker.getExportsOfModule(module)) {
      const target = real(symbol)
      // The functions of `lists` are reached through it; a type that they show can be imported by its own name.
      if (exported.has(target) || (path !== '' && !(target.flags & ts.SymbolFlags.Value))) continue
      exported.set(target, `${path}${symbol.name}`)
      if (target.flags & ts.SymbolFlags.ValueModule) addAll(target, `${path}${symbol.name}.`)
    }
  }
  for (const entry of ENTRIES) {
    const file = program.getSourceFile(join(OUT, `${entry}.d.ts`))
    addAll(checker.getSymbolAtLocation(file), '')
  }

  const errors = []
  const seen = new Set()
  const look = (symbol, trail) => {
    if (seen.has(symbol)) return
    seen.add(symbol)
    for (const declaration of symbol.declarations ?? []) {
      if (ts.isSourceFile(declaration)) continue
      for (const node of namesIn(declaration)) {
        const named = checker.getSymbolAtLocation(node)
        if (named === undefined) continue
        const target = real(named)
        if (!isOurs(target) || target.flags & ts.SymbolFlags.TypeParameter) continue
        if (!exported.has(target) && !seen.has(target)) {
          const file = relative(OUT, target.declarations[0].getSourceFile().fileName)
          errors.push(`${target.name} (${file}) is not exported, and reached from ${trail}`)
        }
        if (!exported.has(target)) look(target, `${trail} → ${target.name}`)
      }
    }
  }
  for (const [symbol, name] of exported) look(symbol, name)
  return { errors, count: exported.size }
}

const { errors, count } = checkExports(programOf(declarations()))
for (const error of errors) console.error(`error: ${error}`)
if (errors.length === 0) console.log(`exports: ${count} names, and every type they show is one of them`)
process.exitCode = errors.length === 0 ? 0 : 1
