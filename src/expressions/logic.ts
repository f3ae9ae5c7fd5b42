import { build } from './build.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

// What is unknown (a missing bin, say) is neither true nor false: a filter does not let the record pass.

/** Whether all of two or more conditions are true: `exp.and(isAdult, isActive)`. One that is false decides, even if others are unknown. */
export function and(...conditions: Operand<'bool'>[]): Expression<'bool'> {
  return build('exp.and', 'and', conditions)
}

/** Whether one at least of two or more conditions is true: `exp.or(isAdmin, isOwner)`. A true one decides, even if others are unknown. */
export function or(...conditions: Operand<'bool'>[]): Expression<'bool'> {
  return build('exp.or', 'or', conditions)
}

/** Whether it is false: `exp.not(exp.bin('hidden', 'bool'))`. What is unknown stays unknown. */
export function not(condition: Operand<'bool'>): Expression<'bool'> {
  return build('exp.not', 'not', [condition])
}

/** Whether exactly one of two or more conditions is true: `exp.exclusive(byMail, byPhone)`. Unknown when one on the way is. */
export function exclusive(...conditions: Operand<'bool'>[]): Expression<'bool'> {
  return build('exp.exclusive', 'exclusive', conditions)
}
