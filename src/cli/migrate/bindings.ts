import { isLiteral, type Token } from './tokens.ts'

const MODULE = 'aerospike'

/** What names of a file stand for. */
export interface Bindings {
  /** Paths into the module, such as `lists`, or '' for the module itself, by name. */
  readonly paths: ReadonlyMap<string, string>
  /** Where among the tokens names are only given, not used. */
  readonly declared: ReadonlySet<number>
}

interface Scan {
  readonly tokens: readonly Token[]
  readonly paths: Map<string, string>
  readonly declared: Set<number>
}

/** Looks for the names under which a file knows the module `aerospike` and its parts: by import, require, or from one another. */
export function bindingsOf(tokens: readonly Token[]): Bindings {
  const scan = { tokens, paths: new Map<string, string>(), declared: new Set<number>() }
  tokens.forEach((token, at) => {
    if (token.value === 'import') bindImport(scan, at)
    else if (token.value === '=') bindAssigned(scan, at)
  })
  return scan
}

/** `import A, { b as c } from 'aerospike'` */
function bindImport(scan: Scan, at: number): void {
  const { tokens } = scan
  const from = tokens.findIndex(({ value }, i) => i > at && ['from', ';', '('].includes(value))
  const module = tokens[from + 1]
  if (tokens[from]?.value !== 'from' || module === undefined || !isLiteral(module, MODULE)) return
  for (let i = at + 1; i < from; i++) {
    const { value, isName } = tokens[i] as Token
    scan.declared.add(i)
    if (value === '{') {
      bindPattern(scan, i, 'as', '')
      return
    }
    if (isName && value !== 'as' && value !== 'type') scan.paths.set(value, '')
  }
}

/** `A = require('aerospike')`, `lists = A.lists`, `{ lists, maps: m } = A`, with or without `await` and `import`. */
function bindAssigned(scan: Scan, at: number): void {
  const { tokens } = scan
  const path = pathAt(tokens, at + 1, scan.paths)
  if (path === undefined) return
  const before = tokens[at - 1]
  if (before?.value === '}') bindPattern(scan, openOf(tokens, at - 1), ':', path)
  else if (before?.isName === true && tokens[at - 2]?.value !== '.') {
    scan.paths.set(before.value, path)
    scan.declared.add(at - 1)
  }
}

/** The brace that a closing one belongs to. */
function openOf(tokens: readonly Token[], close: number): number {
  let depth = 0
  for (let at = close; at >= 0; at--) {
    if (tokens[at]?.value === '}') depth++
    else if (tokens[at]?.value === '{' && --depth === 0) return at
  }
  return close
}

/** The path that an expression stands for when it is the module or a part of it, and nothing is called. */
function pathAt(
  tokens: readonly Token[],
  start: number,
  paths: ReadonlyMap<string, string>,
): string | undefined {
  let at = start
  while (['await', '('].includes(tokens[at]?.value ?? '')) at++
  const first = tokens[at]
  if (first === undefined) return undefined
  let path: string | undefined
  if (first.value === 'require' || first.value === 'import') {
    const module = tokens[at + 2]
    path = module !== undefined && isLiteral(module, MODULE) ? '' : undefined
    at += 4
  } else if (first.isName) {
    path = paths.get(first.value)
    at += 1
  }
  if (path === undefined) return undefined
  if (tokens[at]?.value === ')') at++
  const { path: full, end } = chainAt(tokens, at, path)
  return tokens[end]?.value === '(' ? undefined : full
}

/** The members that follow: `.policy.exists` behind the path ''. */
export function chainAt(
  tokens: readonly Token[],
  start: number,
  path: string,
): { readonly path: string; readonly end: number } {
  let at = start
  let full = path
  for (;;) {
    const name = tokens[at + 1]
    if (!['.', '?.'].includes(tokens[at]?.value ?? '') || name?.isName !== true)
      return { path: full, end: at }
    full = joined(full, name.value)
    at += 2
  }
}

/** The names in `{ a, b as c }` or `{ a, b: c, d: { e } }`. */
function bindPattern(scan: Scan, open: number, renames: string, path: string): void {
  const { tokens, paths, declared } = scan
  const inner = [path]
  for (let at = open + 1; at < tokens.length && inner.length > 0; at++) {
    const { value, isName } = tokens[at] as Token
    const outer = inner.at(-1) as string
    declared.add(at)
    if (value === '}') inner.pop()
    if (!isName || value === 'type') continue
    const full = joined(outer, value)
    const renamed = tokens[at + 1]?.value === renames ? tokens[at + 2] : undefined
    if (renamed === undefined) {
      paths.set(value, full)
      continue
    }
    declared.add(at + 2)
    at += 2
    if (renamed.value === '{') inner.push(full)
    else if (renamed.isName) paths.set(renamed.value, full)
  }
}

/** A member of a path; `default` is what CommonJS modules have of ES modules that import them. */
function joined(path: string, name: string): string {
  if (name === 'default') return path
  return path === '' ? name : `${path}.${name}`
}
