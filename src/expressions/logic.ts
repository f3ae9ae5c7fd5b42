import { build } from './build.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

// What is unknown (a missing bin, say) is neither true nor false: a filter does not let the record pass.

/**
 * Whether all of two or more conditions are true. One that is false decides, even if others are unknown.
 *
 * @example
 * exp.and(exp.ge(exp.bin('age', 'int'), 18), exp.eq(exp.bin('state', 'string'), 'open'))
 * // false for { age: 31, state: 'closed' }
 */
export function and(...conditions: Operand<'bool'>[]): Expression<'bool'> {
  return build('exp.and', 'and', conditions)
}

/**
 * Whether one at least of two or more conditions is true. A true one decides, even if others are unknown.
 *
 * @example
 * exp.or(exp.ge(exp.bin('age', 'int'), 18), exp.eq(exp.bin('state', 'string'), 'open'))
 * // true for { age: 31, state: 'closed' }
 */
export function or(...conditions: Operand<'bool'>[]): Expression<'bool'> {
  return build('exp.or', 'or', conditions)
}

/**
 * Whether it is false. What is unknown stays unknown.
 *
 * @example
 * exp.not(exp.bin('hidden', 'bool')) // true for { hidden: false }
 */
export function not(condition: Operand<'bool'>): Expression<'bool'> {
  return build('exp.not', 'not', [condition])
}

/**
 * Whether exactly one of two or more conditions is true. Unknown when one on the way is.
 *
 * @example
 * exp.exclusive(exp.bin('byMail', 'bool'), exp.bin('byPhone', 'bool'))
 * // true for { byMail: true, byPhone: false }
 */
export function exclusive(...conditions: Operand<'bool'>[]): Expression<'bool'> {
  return build('exp.exclusive', 'exclusive', conditions)
}
