import { PathFlag, ContextCreate, ContextType } from '../../collections/cdt-codes.ts'
import { type Context, type ContextStep, isFilter } from '../../collections/context-step.ts'
import type { ExpressionType } from '../../expression.ts'
import type { Exp, PathNode } from '../node.ts'
import type { Printing } from './printing.ts'
import { Unprintable } from './unprintable.ts'
import { isIdentifier, LEVEL, SELECT_WORDS } from './words.ts'

const CREATE_MASK = 0x1c0
const AND = ContextType.and | ContextType.expression

/** What a path or a call begins with. A bin is taken for what the first step needs, unless it says otherwise. */
export function printReceiver(printing: Printing, on: Exp, start: ExpressionType | undefined): string {
  const { op } = on.node
  const wanted = on.type === start ? start : undefined
  if (op === 'bin' || op === 'loopVariable' || op === 'variable')
    return printing.print(on, wanted, LEVEL.primary)
  return `(${printing.print(on, wanted)})`
}

/** What the first step of a path leads into; a wildcard leads into both. */
export function startOf(steps: readonly string[]): 'list' | 'map' | undefined {
  const [first = ''] = steps
  if (first.startsWith('.*')) return undefined
  return first.startsWith('.[') ? 'list' : 'map'
}

/**
 * The steps of a context, each with its dot. `create` is what the last one creates when it does not say so itself.
 * @param filters of a path; the steps of calls have none
 */
export function printSteps(
  printing: Printing,
  context: Context,
  create = 0,
  filters?: PathNode['filters'],
): string[] {
  const last = context.length - 1
  const steps: string[] = []
  for (const [index, step] of context.entries()) {
    const flags = step.type & CREATE_MASK
    const created = index === last && flags === 0 ? create : flags
    if (filters !== undefined && isFilter(step)) {
      const filter = filters[index]
      const text = `[?(${filter === undefined ? 'true' : printing.apart(filter)})]`
      if (step.type === ContextType.expression) steps.push(filter === undefined ? '.*' : `.*${text}`)
      else if (step.type === AND) steps.push(`${steps.pop() ?? ''}${text}`)
      else throw new Unprintable()
    } else steps.push(printStep(printing, step, created))
  }
  return steps
}

function printStep(printing: Printing, step: ContextStep, create: number): string {
  const base = step.type & ~CREATE_MASK
  if (base === ContextType.mapKeysIn) {
    const keys = printing.items(step.value)?.join(', ') ?? printing.packed(step.value)
    if (create !== 0 || !isListLiteral(step.value)) throw new Unprintable()
    return `.{@${keys}}`
  }
  return `${printElement(printing, base, step.value)}${createSuffix(base, create)}`
}

function isInteger([header = 0]: Buffer): boolean {
  return header < 0x80 || header >= 0xe0 || (header >= 0xcc && header <= 0xd3)
}

function isListLiteral([header = 0]: Buffer): boolean {
  return (header >= 0x90 && header < 0xa0) || header === 0xdc || header === 0xdd
}

function printElement(printing: Printing, base: number, packed: Buffer): string {
  const value = printing.packed(packed)
  const isPlace =
    base !== ContextType.listValue && base !== ContextType.mapValue && base !== ContextType.mapKey
  if (isPlace && !isInteger(packed)) throw new Unprintable()
  switch (base) {
    case ContextType.listIndex:
      return `.[${value}]`
    case ContextType.listRank:
      return `.[#${value}]`
    case ContextType.listValue:
      return `.[=${value}]`
    case ContextType.mapIndex:
      return `.{${value}}`
    case ContextType.mapRank:
      return `.{#${value}}`
    case ContextType.mapValue:
      return `.{=${value}}`
    case ContextType.mapKey:
      // It would be taken for a list of keys.
      if (isListLiteral(packed)) throw new Unprintable()
      return /^'\w+'$/.test(value) && isIdentifier(value.slice(1, -1))
        ? `.${value.slice(1, -1)}`
        : `.{@${value}}`
    default:
      throw new Unprintable()
  }
}

/** What to create of a missing list, and of a missing map. */
export const LIST_CREATES: Readonly<Record<number, string>> = {
  [ContextCreate.listUnordered]: 'UNORDERED',
  [ContextCreate.listUnorderedPadded]: 'PADDED',
  [ContextCreate.listOrdered]: 'ORDERED',
}
export const MAP_CREATES: Readonly<Record<number, string>> = {
  [ContextCreate.mapUnordered]: 'UNORDERED',
  [ContextCreate.mapKeyOrdered]: 'KEY_ORDERED',
  [ContextCreate.mapKeyValueOrdered]: 'KEY_VALUE_ORDERED',
}

function createSuffix(base: number, create: number): string {
  if (create === 0) return ''
  const words = (base & ContextType.mapIndex) === 0 ? LIST_CREATES : MAP_CREATES
  const word = words[create & ~ContextCreate.persistIndex]
  if (word === undefined) throw new Unprintable()
  return `:${word}${(create & ContextCreate.persistIndex) === 0 ? '' : ':PERSIST_INDEX'}`
}

const MODE_MASK = 0x0f
const SELECTS: Readonly<Record<number, keyof typeof SELECT_WORDS>> = {
  [PathFlag.tree]: 'tree',
  [PathFlag.value]: 'value',
  [PathFlag.key]: 'key',
  [PathFlag.keyValue]: 'keyValue',
}

/** `path.select(return: KEY)`, `path.modify(@ + 1)` */
export function printPath(
  printing: Printing,
  { context, filters, flags, change, on, gives }: PathNode,
): string {
  if ((flags & ~(MODE_MASK | PathFlag.noFail)) !== 0) throw new Unprintable()
  const mode = flags & MODE_MASK
  const word = SELECTS[mode]
  if (change === undefined ? word === undefined : mode !== PathFlag.apply) throw new Unprintable()
  if (
    on.type === 'nil' ||
    on.type === undefined ||
    gives !== (change !== undefined || word === 'tree' ? on.type : 'list')
  )
    throw new Unprintable()
  const steps = printSteps(printing, context, 0, filters)
  const noFail = (flags & PathFlag.noFail) === 0 ? '' : ', noFail: true'
  const path = `${printReceiver(printing, on, startOf(steps))}${steps.join('')}`
  if (change !== undefined) return `${path}.modify(${printing.apart(change)}${noFail})`
  return `${path}.select(return: ${SELECT_WORDS[word ?? 'value']}${noFail})`
}
