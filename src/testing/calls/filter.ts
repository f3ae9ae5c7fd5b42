import { isKey } from '../../key.ts'
import { custom, type CustomOption, defaultsOf, integer, resolveOptions } from '../../policy/table.ts'
import { COMMAND_KINDS, type CommandKind } from '../record/kind.ts'
import type { Call, CallFilter } from './call.ts'

function be(what: string, test: (value: unknown) => boolean): CustomOption<unknown> {
  return custom<unknown>(undefined, (value) => (test(value) ? undefined : `must be ${what}`), '')
}

const text = be('text', (value) => typeof value === 'string')

/** What a filter may say: a name that is spelt wrong would fit everything, without a word. */
const FILTER = {
  command: be(`one or a list of ${COMMAND_KINDS.join(', ')}`, (value) =>
    [value].flat().every((each) => (COMMAND_KINDS as readonly unknown[]).includes(each)),
  ),
  namespace: text,
  set: text,
  key: be('a Key', isKey),
  bin: text,
  node: integer(0, 0, Number.MAX_SAFE_INTEGER, ''),
  inBatch: be('true or false', (value) => typeof value === 'boolean'),
  info: text,
  when: be('a function', (value) => typeof value === 'function'),
} as const
const DEFAULTS = defaultsOf(FILTER)

/** What clients do by themselves. */
const OWN_AFFAIRS: ReadonlySet<CommandKind> = new Set(['info', 'security'])

/** A test for calls. @throws ArgumentError `INVALID_OPTION` that names what is wrong with the filter */
export function testOf(filter: CallFilter, where: string): (call: Call) => boolean {
  resolveOptions(FILTER, DEFAULTS, filter, where)
  const { namespace, set, key, bin, node, inBatch, info, when } = filter
  const commands = filter.command === undefined ? undefined : [filter.command].flat()
  const digest = key?.digest.toString('hex')
  return (call) =>
    (commands?.includes(call.command) ?? (info !== undefined || !OWN_AFFAIRS.has(call.command))) &&
    (namespace === undefined || call.namespace === namespace) &&
    (set === undefined || call.set === set) &&
    (key === undefined || (call.digest === digest && call.namespace === key.namespace)) &&
    (bin === undefined || call.bins.includes(bin)) &&
    (node === undefined || call.node === node) &&
    (inBatch === undefined || call.inBatch === inBatch) &&
    (info === undefined || call.info.some((line) => line.startsWith(info))) &&
    (when?.(call) ?? true)
}

/** What a filter means, in words. */
export function filterText({ key, when, ...parts }: CallFilter): string {
  const named = Object.entries({
    ...parts,
    key: key === undefined ? undefined : `${key.namespace}/${key.digest.toString('hex')}`,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${[value].flat().join(' or ')}`)
  if (when !== undefined) named.push('a condition')
  return named.length === 0 ? 'any kind' : named.join(', ')
}

export function callText({ command, namespace, set, digest, inBatch, info, node }: Call): string {
  const place = [namespace, set, digest].filter((part) => part !== '').join('/')
  const parts = [command, place, info.join(' '), inBatch ? 'in a batch' : '', `at node ${node}`]
  return parts.filter((part) => part !== '').join(' ')
}
