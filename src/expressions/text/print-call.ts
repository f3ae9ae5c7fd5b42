import type { Kind, Param, PreparedCall } from '../../collections/call.ts'
import { ReturnType } from '../../collections/cdt-codes.ts'
import { LIST_RETURN_TYPES } from '../../collections/return-types.ts'
import type { ExpressionType } from '../../expression.ts'
import { fitsKind } from '../call.ts'
import { MANY_TYPES, ONE_TYPES } from '../call-types.ts'
import type { CallNode, Exp } from '../node.ts'
import { readOptions } from './call-options.ts'
import { printReceiver, printSteps, startOf } from './print-path.ts'
import type { Printing } from './printing.ts'
import { givesElement, selectorOf } from './selectors.ts'
import { printSelector } from './print-selector.ts'
import { Unprintable } from './unprintable.ts'
import {
  ARGUMENT_WORDS,
  callWord,
  CHOICE_WORDS,
  LEVEL,
  type Level,
  RETURN_WORDS,
  TYPE_WORDS,
} from './words.ts'

/** What arguments of a kind are taken for when they do not say what they are. */
export const KIND_TYPES: Readonly<Partial<Record<Kind, ExpressionType>>> = {
  integer: 'int',
  count: 'int',
  word64: 'int',
  values: 'list',
  items: 'map',
  bytes: 'blob',
  boolean: 'bool',
}

/** A call behind what it is called on: with the signs of a path where there are some, else by its name. */
export function printCall(
  printing: Printing,
  node: CallNode,
  wanted: ExpressionType | undefined,
): [text: string, level: Level] {
  checkGiven(node)
  const contained = printIn(printing, node)
  if (contained !== undefined) return [contained, LEVEL.comparison]
  const size = printSize(printing, node)
  if (size !== undefined) return [size, LEVEL.primary]
  return [printSelected(printing, node, wanted) ?? printNamed(printing, node), LEVEL.primary]
}

/** Other clients can say that a call gives anything, and can give it anything; AEL cannot. */
function checkGiven(node: CallNode): void {
  const { call, gives, on, returns, values } = node
  const fits = values.every((value, index) => fitsKind(value, (call.params[index] as Param).kind))
  const isKnown = on.type !== undefined && on.type !== 'nil'
  if (!fits || !isKnown || !isReturnType(returns)) throw new Unprintable()
  if (givesElement(node)) return
  const expected = call.modifies ? on.type : typeOfRead(node)
  if (expected !== gives || (call.modifies && returns !== undefined && (returns & 0xffff) !== 0))
    throw new Unprintable()
}

function isReturnType(returns = 0): boolean {
  return returns === (returns & (0xffff | ReturnType.inverted))
}

/** What calls give that are no selections, if it is no integer. */
export const READ_TYPES: Readonly<Record<string, ExpressionType>> = {
  'lists.size': 'int',
  'maps.size': 'int',
  'bits.get': 'blob',
  'hll.getUnion': 'hll',
  'hll.getSimilarity': 'float',
  'hll.describe': 'list',
}

function typeOfRead({ call, returns }: CallNode): ExpressionType | undefined {
  if (returns === undefined) return READ_TYPES[call.name] ?? 'int'
  const word = returnWord(call, returns)
  const isOne = selectorOf(call.name)?.selector.form === 'one'
  return (isOne ? ONE_TYPES : MANY_TYPES)[word as keyof typeof ONE_TYPES]
}

/** The builder's word for what is given. */
function returnWord({ name }: PreparedCall, returns: number): keyof typeof RETURN_WORDS {
  const found = Object.keys(RETURN_WORDS).find(
    (word) => ReturnType[word as keyof typeof RETURN_WORDS] === (returns & 0xffff),
  )
  if (found === undefined || (name.startsWith('lists') && !Object.hasOwn(LIST_RETURN_TYPES, found)))
    throw new Unprintable()
  return found as keyof typeof RETURN_WORDS
}

/** `value in list` */
function printIn(printing: Printing, { call, values, returns, context, on }: CallNode): string | undefined {
  if (call.name !== 'lists.getByValue' || returns !== ReturnType.exists || context !== undefined)
    return undefined
  if (on.type !== 'list') throw new Unprintable()
  const value = printing.print(values[0] as Exp, undefined, LEVEL.bits)
  return `${value} in ${printing.print(on, 'list', LEVEL.bits)}`
}

/** `path.count()` of a whole list or map. */
function printSize(printing: Printing, { call, context, on }: CallNode): string | undefined {
  if ((call.name !== 'lists.size' && call.name !== 'maps.size') || context !== undefined) return undefined
  const own = call.name === 'lists.size' ? 'list' : 'map'
  if (on.type !== own) throw new Unprintable()
  const isPath =
    on.node.op === 'bin' || on.node.op === 'loopVariable' || (on.node.op === 'call' && isElement(on.node))
  const text = isPath ? printing.print(on, own) : `(${printing.print(on)})`
  return `${text}${isPath && own === 'map' ? '.{}' : ''}.count()`
}

/** Whether its text ends with a selector of one element. */
function isElement(node: CallNode): boolean {
  return givesElement(node) && node.returns === ReturnType.value
}

/** A path with a selector at its end; `undefined` for what only a name can say. */
function printSelected(
  printing: Printing,
  node: CallNode,
  wanted: ExpressionType | undefined,
): string | undefined {
  const { call, context, create, gives, returns = 0, on } = node
  const found = selectorOf(call.name)
  const selector = found && printSelector(printing, node, found.selector)
  if (found === undefined || selector === undefined) return undefined
  const own = call.name.startsWith('lists') ? 'list' : 'map'
  if (context === undefined && on.type !== own) throw new Unprintable()
  const steps = printSteps(printing, context ?? [], create)
  const path = `${printReceiver(printing, on, startOf([...steps, selector]))}${steps.join('')}${selector}`
  if (found.verb === 'remove') return `${path}.remove()`
  const word = returnWord(call, returns)
  if (found.selector.form === 'one') return `${path}${oneSuffix(word, gives, wanted)}`
  if (word === 'value') return path
  return `${path}${word === 'count' || word === 'exists' ? `.${word}()` : `.get(return: ${RETURN_WORDS[word]})`}`
}

function oneSuffix(
  word: keyof typeof RETURN_WORDS,
  gives: ExpressionType,
  wanted: ExpressionType | undefined,
): string {
  const type = TYPE_WORDS[gives as keyof typeof TYPE_WORDS]
  if (word === 'value') return wanted === gives ? '' : `:${type}`
  if (word === 'exists') return '.exists()'
  return `.get(return: ${RETURN_WORDS[word]}${word === 'key' ? `, type: ${type}` : ''})`
}

/** `path.listAppend(1, unique: true)` */
function printNamed(printing: Printing, node: CallNode): string {
  const { call, context, create, values, on } = node
  const options = readOptions(node)
  const steps = printSteps(printing, context ?? [], create)
  const own = familyType(call.name)
  if (context === undefined && on.type !== own) throw new Unprintable()
  if (context !== undefined && options['persistIndex'] !== undefined) throw new Unprintable()
  const receiver = printReceiver(printing, on, context === undefined ? own : startOf(steps))
  const args = values.map((value, index) =>
    printing.print(value, KIND_TYPES[(call.params[index] as Param).kind]),
  )
  return `${receiver}${steps.join('')}.${callWord(call.name)}(${[...args, ...named(node, options)].join(', ')})`
}

/** The type that the calls of a family work on. */
export function familyType(name: string): 'list' | 'map' | 'blob' | 'hll' {
  if (name.startsWith('lists')) return 'list'
  if (name.startsWith('maps')) return 'map'
  return name.startsWith('bits') ? 'blob' : 'hll'
}

function named(node: CallNode, options: Readonly<Record<string, unknown>>): string[] {
  const { call, gives, returns } = node
  const parts = Object.entries(options).map(([name, value]) => {
    const word = typeof value === 'string' ? CHOICE_WORDS[value] : String(value)
    return `${ARGUMENT_WORDS[name] ?? name}: ${word}`
  })
  if (returns === undefined) return parts
  if ((returns & ReturnType.inverted) !== 0) parts.push('inverted: true')
  if (call.modifies) return parts
  parts.push(`return: ${RETURN_WORDS[returnWord(call, returns)]}`)
  if (givesElement(node)) parts.push(`type: ${TYPE_WORDS[gives]}`)
  return parts
}
