import { ReturnType } from '../../collections/cdt-codes.ts'
import type { CallNode, Exp } from '../node.ts'
import type { Printing } from './printing.ts'
import type { Selector } from './selectors.ts'
import { isIdentifier } from './words.ts'

/** `.[1:3]`, `.{@'a'}`, `.name`; `undefined` where AEL has no sign for what is selected by an expression. */
export function printSelector(
  printing: Printing,
  node: CallNode,
  { mark, form }: Selector,
): string | undefined {
  const { call, values, returns = 0 } = node
  const inverted = (returns & ReturnType.inverted) !== 0 ? '!' : ''
  const inside = printInside(printing, values, { mark, form })
  if (inside === undefined || (inverted !== '' && form === 'one')) return undefined
  const [first] = values
  if (mark === '@' && form === 'one' && first?.node.op === 'value' && typeof first.node.value === 'string') {
    if (!printing.hidden && isIdentifier(first.node.value)) return `.${first.node.value}`
  }
  const content = `${inverted}${mark}${inside}`
  return call.name.startsWith('lists') ? `.[${content}]` : `.{${content}}`
}

function printInside(
  printing: Printing,
  values: readonly Exp[],
  { mark, form }: Selector,
): string | undefined {
  const texts = values.map((value) => operand(printing, value))
  switch (form) {
    case 'one':
    case 'all': {
      // A list would be taken for a list of keys; of values, only one that is not written out.
      const isList = values[0]?.type === 'list' && (mark === '@' || texts[0]?.startsWith('(') === true)
      return isList ? undefined : texts[0]
    }
    case 'list':
      return printList(printing, values[0] as Exp, mark)
    case 'range':
      // Behind a colon, NIL alone would be taken for a type.
      return `${isOpen(values[0]) ? '' : texts[0]}:${texts[1] === 'NIL' ? '(NIL)' : (texts[1] ?? '')}`
    case 'count':
      return printCount(printing, values, texts[0] as string)
    case 'near': {
      // The value or key, where to begin, and how many.
      const range = printCount(printing, values.slice(1), texts[1] as string)
      return range === undefined ? undefined : `${range}~${texts[0]}`
    }
  }
}

/** A literal as it is, anything else in parentheses. */
function operand(printing: Printing, value: Exp): string {
  return printing.literal(value) ?? `(${printing.print(value)})`
}

function isOpen(value: Exp | undefined): boolean {
  return value?.node.op === 'value' && value.node.value === null
}

/** A range that AEL writes as begin and end; `undefined` when these are not known. */
function printCount(printing: Printing, [begin, count]: readonly Exp[], text: string): string | undefined {
  if (count === undefined) return `${text}:`
  const [from, many] = [wholeOf(begin), wholeOf(count)]
  if (from === undefined || many === undefined || many < 0) return undefined
  return printing.hidden ? '?:?' : `${text}:${from + many}`
}

function wholeOf(value: Exp | undefined): number | undefined {
  if (value?.node.op !== 'value' || value.type !== 'int') return undefined
  const { value: number } = value.node
  return typeof number === 'number' && Math.abs(number) < 2 ** 31 ? number : undefined
}

/** Values as they stand in a selector: two or more, or of keys a list of any length. */
function printList(printing: Printing, list: Exp, mark: Selector['mark']): string | undefined {
  if (list.node.op === 'packed') {
    const several = printing.items(list.node.packed)?.join(', ')
    return several ?? (mark === '@' ? printing.literal(list) : undefined)
  }
  return list.type === 'list' ? `(${printing.print(list)})` : undefined
}
