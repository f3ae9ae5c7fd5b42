import type { Exp } from '../node.ts'
import { type Shape, SHAPES } from '../shapes.ts'
import { givesElement } from './selectors.ts'

/** Whether an expression's text says what type it is of, without a `:TYPE`. */
export function showsType({ node, type }: Exp): boolean {
  switch (node.op) {
    case 'value':
    case 'packed':
    case 'path':
      return true
    case 'variable':
      return type !== undefined
    case 'opaque':
    case 'unknown':
      return false
    case 'let':
      return showsType(node.body)
    case 'cond':
      return node.operands.some(
        (operand, index) => (index % 2 === 1 || index === node.operands.length - 1) && showsType(operand),
      )
    case 'call':
      return !givesElement(node)
    case 'loopVariable':
      return false
    default: {
      const { gives }: Shape = SHAPES[node.op]
      return gives === 'operand' ? node.operands.some(showsType) : gives !== 'fixed'
    }
  }
}
