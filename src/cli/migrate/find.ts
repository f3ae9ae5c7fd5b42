import { type Bindings, bindingsOf, chainAt } from './bindings.ts'
import {
  CLIENT_CALLS,
  JOB_CALLS,
  OPERATION_CALLS,
  QUERY_CALLS,
  type Replacement,
  type Replacements,
} from './client-calls.ts'
import { BEGINNINGS, CALLS_OF, MODULE_CALLS, OPTIONS } from './module-calls.ts'
import { STATUS_CODES } from './status-codes.ts'
import { type Token, tokensOf } from './tokens.ts'

/** A call of the official client in a program. */
export interface Finding {
  readonly line: number
  readonly column: number
  /** As the program has it. */
  readonly found: string
  readonly becomes: string
  readonly note: string
}

type Found = Replacement & { readonly found: string; readonly offset: number }

/** Names that other things have too: they count only where what stands before them is known, or called, a client or a query. */
const COMMON: ReadonlySet<string> = new Set([
  ...[
    'connect',
    'close',
    'isConnected',
    'get',
    'select',
    'exists',
    'put',
    'add',
    'incr',
    'append',
    'prepend',
    'remove',
    'operate',
  ],
  ...[
    'apply',
    'query',
    'scan',
    'createIndex',
    'truncate',
    'info',
    'stats',
    'commit',
    'abort',
    'createUser',
    'dropUser',
    'createRole',
  ],
  ...[
    'dropRole',
    'changePassword',
    'setPassword',
    'where',
    'partitions',
    'results',
    'nextPage',
    'background',
    'wait',
    'enableMetrics',
  ],
  ...['disableMetrics', 'getNodes', 'hasNextPage', 'foreach'],
])
const CLIENT_NAME = /client$|aerospike$/i
const QUERY_NAME = /query$|scan$/i
const JOB_NAME = /job$/i
const POLICY: Replacement = {
  becomes: 'plain options',
  note: 'an object; the names that differ are listed too',
}
const NO_CALLBACK = 'promises only: the callback goes'

/** Everything in a program that is of the official client, in its order. */
export function findCalls(program: string): Finding[] {
  const tokens = tokensOf(program)
  const bindings = bindingsOf(tokens)
  const roles = rolesOf(tokens, bindings)
  const found: Found[] = []
  tokens.forEach((token, at) => {
    if (!token.isName) return
    const before = tokens[at - 1]?.value ?? ''
    const isMember = before === '.' || before === '?.'
    const one = isMember
      ? methodAt(tokens, at, roles, bindings)
      : (memberAt(tokens, at, bindings) ?? optionAt(tokens, at, bindings))
    if (one !== undefined) found.push(one)
  })
  return found.map((each) => placed(program, each))
}

function placed(program: string, { offset, found, becomes, note = '' }: Found): Finding {
  const before = program.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n'), found, becomes, note }
}

/** `A.lists.append`, and whatever else begins with a name of the module or of its parts. */
function memberAt(tokens: readonly Token[], at: number, bindings: Bindings): Found | undefined {
  const { value, offset } = tokens[at] as Token
  const root = bindings.paths.get(value)
  if (root === undefined || bindings.declared.has(at)) return undefined
  const { path, end } = chainAt(tokens, at + 1, root)
  const found = tokens
    .slice(at, end)
    .map((token) => token.value)
    .join('')
  const replacement = ofPath(path)
  return replacement === undefined ? undefined : { ...replacement, found, offset }
}

/** What a path into the module becomes: its own entry, the same name here, or the entry of what it lies in. */
function ofPath(path: string): Replacement | undefined {
  const own = entry(MODULE_CALLS, path) ?? statusOf(path)
  if (own !== undefined || path === '') return own
  const beginning = Object.entries(BEGINNINGS).find(([start]) => path.startsWith(start))
  const dot = path.lastIndexOf('.')
  const parent = path.slice(0, Math.max(dot, 0))
  const home = Object.hasOwn(CALLS_OF, parent) ? CALLS_OF[parent as keyof typeof CALLS_OF] : undefined
  if (home !== undefined && beginning === undefined) return { becomes: `${home}.${path.slice(dot + 1)}` }
  return beginning?.[1] ?? (/^[A-Z]\w*Policy$/.test(path) ? POLICY : ofPath(parent))
}

/** `status.ERR_RECORD_NOT_FOUND`, also under its longer name. */
function statusOf(path: string): Replacement | undefined {
  const [, name = ''] = /^status\.(?:AEROSPIKE_)?(\w+)$/.exec(path) ?? []
  const codes = Object.hasOwn(STATUS_CODES, name) ? STATUS_CODES[name] : undefined
  if (codes === undefined) return undefined
  return {
    becomes: `error.code === ${[codes]
      .flat()
      .map((code) => `'${code}'`)
      .join(' or ')}`,
  }
}

type Role = 'client' | 'query' | 'job' | 'operation'
const CALLS: readonly (readonly [role: Role, calls: Replacements, name: RegExp])[] = [
  ['client', CLIENT_CALLS, CLIENT_NAME],
  ['query', QUERY_CALLS, QUERY_NAME],
  ['job', JOB_CALLS, JOB_NAME],
  ['operation', OPERATION_CALLS, /^$/],
]

/** What variables hold, by how they came about. */
function rolesOf(tokens: readonly Token[], bindings: Bindings): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>()
  tokens.forEach(({ value }, at) => {
    const name = tokens[at - 1]
    if (value !== '=' || name?.isName !== true) return
    const role = roleOfCall(tokens, at + 1, bindings)
    if (role !== undefined) roles.set(name.value, role)
  })
  return roles
}

/** `await A.connect(…)`, `new A.Client(…)`, `client.query(…)`, `client.udfRegister(…)`. */
function roleOfCall(tokens: readonly Token[], start: number, bindings: Bindings): Role | undefined {
  let at = start
  while (['await', 'new', '('].includes(tokens[at]?.value ?? '')) at++
  const first = tokens[at]
  if (first?.isName !== true) return undefined
  const root = bindings.paths.get(first.value)
  const { path } = chainAt(tokens, at + 1, root ?? first.value)
  if (root !== undefined) return ['connect', 'client', 'Client'].includes(path) ? 'client' : undefined
  if (/(^|\.)(query|scan)$/.test(path) && path.includes('.')) return 'query'
  return /\.(create\w*Index|udfRegister|udfRemove|background)$/.test(path) ? 'job' : undefined
}

/** `client.batchRead(`, `query.foreach(` … */
function methodAt(
  tokens: readonly Token[],
  at: number,
  roles: ReadonlyMap<string, Role>,
  bindings: Bindings,
): Found | undefined {
  const { value, offset } = tokens[at] as Token
  if (tokens[at + 1]?.value !== '(') return undefined
  const receiver = tokens[at - 2]
  const of = receiver?.isName === true ? receiver.value : ''
  if (bindings.paths.has(of)) return undefined
  const role = roles.get(of)
  for (const [kind, calls, name] of CALLS) {
    const replacement = entry(calls, value)
    if (replacement === undefined) continue
    if (role === undefined ? !fits(value, of, name, bindings.paths.size > 0) : role !== kind) continue
    const note = hasCallback(tokens, at + 1) && value !== 'foreach' ? [NO_CALLBACK] : []
    const notes = [replacement.note, ...note].filter((each) => each !== undefined)
    return { becomes: replacement.becomes, note: notes.join('; '), found: `${of}.${value}`, offset }
  }
  return undefined
}

function fits(method: string, receiver: string, name: RegExp, hasModule: boolean): boolean {
  return COMMON.has(method) ? hasModule && name.test(receiver) : true
}

/** Whether a function is among the arguments of a call. */
function hasCallback(tokens: readonly Token[], open: number): boolean {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const { value } = tokens[at] as Token
    if (['(', '[', '{'].includes(value)) depth++
    else if ([')', ']', '}'].includes(value) && --depth === 0) return false
    else if (depth === 1 && (value === '=>' || value === 'function')) return true
  }
  return false
}

/** `totalTimeout:` in an object of a file that knows the module. */
function optionAt(tokens: readonly Token[], at: number, bindings: Bindings): Found | undefined {
  const { value, offset } = tokens[at] as Token
  if (bindings.paths.size === 0 || tokens[at + 1]?.value !== ':') return undefined
  const replacement = ['{', ','].includes(tokens[at - 1]?.value ?? '') ? entry(OPTIONS, value) : undefined
  return replacement === undefined ? undefined : { ...replacement, found: value, offset }
}

function entry(table: Replacements, name: string): Replacement | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
