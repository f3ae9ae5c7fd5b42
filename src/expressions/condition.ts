import type { Exp } from './node.ts'
import { Expression } from './expression.ts'
import { and, not, or } from './logic.ts'
import type { Operand } from './literal.ts'

/** A condition on a record: an expression that goes on by itself. The functions of `exp` take it as any other. */
export class Condition extends Expression<'bool'> {
  /** Whether this is true and all the others are; one that is false decides, even if others are unknown. */
  and(...others: readonly [Operand<'bool'>, ...Operand<'bool'>[]]): Condition {
    return conditionOf(and(...partsOf('and', this), ...others))
  }

  /** Whether this or one of the others is true; a true one decides, even if others are unknown. */
  or(...others: readonly [Operand<'bool'>, ...Operand<'bool'>[]]): Condition {
    return conditionOf(or(...partsOf('or', this), ...others))
  }

  /** Whether this is false. What is unknown stays unknown. */
  not(): Condition {
    return conditionOf(not(this))
  }
}

/** Conditions in a row become one operation: they would nest else, one level for each. */
function partsOf(op: 'and' | 'or', condition: Condition): readonly Operand<'bool'>[] {
  const { node } = condition
  return node.op === op ? (node.operands as readonly Exp<'bool'>[]) : [condition]
}

/** The same expression with the methods of a condition. */
export function conditionOf({ node, size, depth, scope }: Exp<'bool'>): Condition {
  return new Condition('bool', node, size, depth, scope)
}
