// Keeps the rooms of src apart: imports point one way, nothing imports in a circle, files stay short and export by name.
// Usage: node scripts/check-layers.mjs [SRC_DIR]
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const MAX_LINES = 600
const MANY_LINES = 350

const LEAVES = [
  'errors',
  'policy',
  'values',
  'observe',
  'address',
  'version',
  'kinds',
  'inspect',
  'base64',
  'password',
  'timers',
  'network-gate',
]
// A key computes its digest, a record names its key, an expression reads its bytes: all stand on the wire room.
const BELOW_NET = ['key', 'record', 'expression', 'regex', 'wire', ...LEAVES]
const BELOW_EXECUTE = ['cluster', 'security', 'net', ...BELOW_NET]
const BELOW_COMMANDS = ['execute', 'operations', 'expressions', 'collections', ...BELOW_EXECUTE]
const BELOW_FEATURES = ['commands', 'indexes', 'lua', ...BELOW_COMMANDS]
const BELOW_CLIENT = ['dynamic', 'metrics', 'batch', 'query', 'admin', ...BELOW_FEATURES]

/** Room → the rooms it may import, besides itself. A file directly in src is a room of its own. */
const MAY_IMPORT = {
  ...Object.fromEntries(LEAVES.map((leaf) => [leaf, LEAVES])),
  wire: LEAVES,
  regex: LEAVES,
  lua: LEAVES,
  key: ['wire', ...LEAVES],
  record: ['key', 'wire', ...LEAVES],
  expression: ['wire', ...LEAVES],
  documents: LEAVES,
  json: ['key', 'record', 'wire', ...LEAVES],
  ael: ['expressions', 'collections', ...BELOW_NET],
  collections: BELOW_NET,
  expressions: ['collections', ...BELOW_NET],
  operations: ['expressions', 'collections', ...BELOW_NET],
  net: BELOW_NET,
  security: ['net', ...BELOW_NET],
  cluster: ['security', 'net', ...BELOW_NET],
  execute: BELOW_EXECUTE,
  commands: BELOW_COMMANDS,
  indexes: BELOW_COMMANDS,
  metrics: ['execute', ...BELOW_EXECUTE],
  batch: BELOW_FEATURES,
  query: BELOW_FEATURES,
  admin: BELOW_FEATURES,
  dynamic: LEAVES,
  'client-administration': BELOW_CLIENT,
  client: ['client-administration', ...BELOW_CLIENT],
  index: ['client', 'client-administration', ...BELOW_CLIENT],
  prometheus: ['execute', ...LEAVES],
  opentelemetry: ['execute', ...LEAVES],
  // What frameworks that start and end a client have in common.
  hosting: ['index', 'policy', 'errors'],
  fastify: ['hosting', 'index', 'policy', 'errors', 'observe'],
  nestjs: ['hosting', 'index', 'policy', 'errors'],
  // The server stands on the wire alone; its entry point names the fixture, which has a client, too.
  testing: ['fixture', 'json', 'lua', ...BELOW_NET],
  fixture: ['testing', 'client', ...BELOW_CLIENT],
  // What is typed in a shell is served by the public face, and by the memory server for `serve` alone.
  view: ['index', ...BELOW_CLIENT],
  sets: ['index', 'client', ...BELOW_CLIENT],
  // Adapters for other packages, and what they have in common.
  stores: ['index', 'client', ...BELOW_CLIENT],
  ...Object.fromEntries(
    ['express-session', 'rate-limit', 'http-cache', 'keyv'].map((adapter) => [
      adapter,
      ['stores', 'index', 'client', ...BELOW_CLIENT],
    ]),
  ),
  cli: ['json', 'testing', 'index', 'ael', 'view', 'wire', 'kinds', 'observe'],
}

/** The numbers that builders and memory server share: files named codes.ts or something-codes.ts. */
const CODE_TABLE = /^(collections|expressions)\/([a-z-]+-)?codes\.ts$/

/** Rooms that are pure: they turn values into bytes and back, and know no sockets, files or processes. */
const PURE_ROOMS = [
  'wire',
  'regex',
  'key',
  'record',
  'expression',
  'collections',
  'expressions',
  'ael',
  'operations',
  ...LEAVES,
]
const IMPURE_MODULES = [
  'net',
  'tls',
  'dns',
  'dgram',
  'http',
  'https',
  'fs',
  'fs/promises',
  'child_process',
  'worker_threads',
]
const PACKAGES = {
  'generic-pool': ['net'],
  msgpackr: ['documents'],
  bcryptjs: ['password'],
  'js-tokens': ['cli'],
  '@opentelemetry/api': ['opentelemetry'],
  fastify: ['fastify'],
  '@nestjs/common': ['nestjs'],
  '@nestjs/core': ['nestjs'],
}

function listFiles(dir) {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|lua|html)$/.test(entry.name))
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** What is imported as text. */
function isText(file) {
  return /\.(lua|html)$/.test(file)
}

function roomOf(file) {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '')
}

/** Every module a file names: imports, re-exports, `import()` and `import('x').T`. */
function importsOf(source) {
  const found = []
  const note = (node) => {
    if (node && ts.isStringLiteralLike(node)) {
      found.push({ target: node.text, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 })
    }
  }
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) note(node.moduleSpecifier)
    else if (ts.isImportTypeNode(node))
      note(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      note(node.arguments[0])
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function hasDefaultExport(source) {
  const isDefault = (modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword
  return source.statements.some(
    (statement) =>
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isDefault)) ||
      (ts.isExportDeclaration(statement) &&
        statement.exportClause &&
        ts.isNamedExports(statement.exportClause) &&
        statement.exportClause.elements.some((element) => element.name.text === 'default')),
  )
}

/** The complaint about one import inside src, or undefined. */
function judgeInner(from, to) {
  const [room, targetRoom] = [roomOf(from), roomOf(to)]
  if (room === targetRoom || MAY_IMPORT[room].includes(targetRoom)) return undefined
  if (room === 'testing' && CODE_TABLE.test(to)) return undefined
  return `${room} must not import ${targetRoom} (${to})`
}

/** The complaint about an import of a package or a part of Node, or undefined. */
function judgeOuter(from, target) {
  const room = roomOf(from)
  if (target.startsWith('node:')) {
    const impure = PURE_ROOMS.includes(room) && IMPURE_MODULES.includes(target.slice('node:'.length))
    return impure ? `${room} is pure and must not import ${target}` : undefined
  }
  if (builtinModules.includes(target)) return `write node:${target}`
  const name = target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
  if (!Object.hasOwn(PACKAGES, name)) return `${name} is not a dependency`
  return PACKAGES[name].includes(room)
    ? undefined
    : `${name} belongs in ${PACKAGES[name].join(', ')}, not in ${room}`
}

/** One circle per knot of files that reach each other, as the list of files along it. */
function findCycles(graph) {
  const cycles = []
  const state = new Map()
  const path = []
  const walk = (file) => {
    state.set(file, 'open')
    path.push(file)
    for (const next of graph.get(file) ?? []) {
      if (state.get(next) === 'open') cycles.push([...path.slice(path.indexOf(next)), next])
      else if (!state.has(next)) walk(next)
    }
    path.pop()
    state.set(file, 'done')
  }
  for (const file of graph.keys()) if (!state.has(file)) walk(file)
  return cycles
}

function checkLayers(srcDir) {
  const errors = []
  const warnings = []
  const graph = new Map()
  const files = listFiles(srcDir)
  if (files.length === 0) errors.push(`${srcDir}: no source files`)

  for (const file of files) {
    const text = readFileSync(join(srcDir, file), 'utf8')
    const lines = text.split('\n').length - 1
    if (lines > MAX_LINES) errors.push(`${file}: ${lines} lines, the limit is ${MAX_LINES}`)
    else if (lines > MANY_LINES)
      warnings.push(`${file}: ${lines} lines, consider splitting above ${MANY_LINES}`)
    // Lua is text that other files embed: it imports nothing.
    const source = ts.createSourceFile(file, isText(file) ? '' : text, ts.ScriptTarget.Latest, true)
    if (hasDefaultExport(source)) errors.push(`${file}: default export; export by name`)
    graph.set(file, [])
    if (!Object.hasOwn(MAY_IMPORT, roomOf(file))) {
      errors.push(`${file}: ${roomOf(file)} is no known room; give it a place in scripts/check-layers.mjs`)
      continue
    }
    for (const { target, line } of importsOf(source)) {
      const inner = target.startsWith('.')
        ? relative(srcDir, resolve(srcDir, dirname(file), target))
        : undefined
      const to = inner?.split(sep).join('/')
      if (to !== undefined && !files.includes(to)) {
        errors.push(`${file}:${line}: ${target} is no source file`)
        continue
      }
      const complaint = to === undefined ? judgeOuter(file, target) : judgeInner(file, to)
      if (complaint) errors.push(`${file}:${line}: ${complaint}`)
      if (to !== undefined) graph.get(file).push(to)
    }
  }
  for (const cycle of findCycles(graph)) errors.push(`circle: ${cycle.join(' → ')}`)
  return { errors, warnings, count: files.length }
}

const srcDir = resolve(process.argv[2] ?? fileURLToPath(new URL('../src', import.meta.url)))
const { errors, warnings, count } = checkLayers(srcDir)
for (const warning of warnings) console.warn(`warning: ${warning}`)
for (const error of errors) console.error(`error: ${error}`)
if (errors.length === 0) console.log(`layers: ${count} files in order`)
process.exitCode = errors.length === 0 ? 0 : 1
