import { checkInteger, type Integer } from '../collections/check.ts'
import type { Double } from '../values.ts'
import type { ExpressionType } from '../expression.ts'
import { toExp } from './build.ts'
import type { Expression } from './expression.ts'
import { literal, type Literals, type TypeOf, typeOf } from './literal.ts'

/**
 * A plain value as an expression, where one stands alone or first: `exp.eq(exp.val('x'), exp.bin('name', 'string'))`.
 * A whole number is an integer; {@link int} and {@link float} say which it is. `WILDCARD` and `INFINITY` are for the arguments of
 * calls on lists and maps. A value that cannot be stored is refused with `INVALID_VALUE`.
 *
 * @example
 * exp.cond(exp.bin('vip', 'bool'), exp.val('gold'), 'standard') // 'gold' for { vip: true }
 */
export function val<const Value extends Literals[ExpressionType]>(value: Value): Expression<TypeOf<Value>> {
  return literal('exp.val', 'value', value, typeOf(value)) as Expression<TypeOf<Value>>
}

/**
 * An integer as an expression. `INVALID_ARGUMENT` for what is none, or does not fit 64 bits.
 *
 * @example
 * exp.add(exp.int(5), exp.bin('n', 'int')) // 6 for { n: 1 }
 */
export function int(value: Integer): Expression<'int'> {
  return literal('exp.int', 'value', checkInteger('exp.int', 'value', value), 'int') as Expression<'int'>
}

/**
 * A float as an expression, also of a whole number: `exp.float(5)` is 5.0.
 *
 * @example
 * exp.mul(exp.float(5), exp.bin('x', 'float')) // 12.5 for { x: 2.5 }
 */
export function float(value: number | Double): Expression<'float'> {
  const made = toExp('exp.float', 'value', value, 'float')
  return made as Expression<'float'>
}
