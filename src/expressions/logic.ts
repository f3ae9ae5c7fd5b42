import { badArgument } from '../collections/check.ts'
import { packed } from '../collections/packed.ts'
import { Expression, type ExpressionType, isExpression } from '../expression.ts'
import { named } from '../wire/value-failure.ts'
import { ExpOp } from './codes.ts'
import { compile, type Literals, type Operand, operand, packLiteral, typeOf } from './compile.ts'

/**
 * A plain value as an expression. A whole number is an integer; `new Double(2)` is a float.
 * A value that cannot be stored is refused with `INVALID_VALUE`.
 */
export function val<Value extends Literals[ExpressionType]>(value: Value): Expression<TypeOf<Value>> {
  const bytes = packed((writer) => {
    named('exp.val: value', () => {
      packLiteral(writer, value, undefined)
    })
  })
  return new Expression(bytes, typeOf(value) as TypeOf<Value>)
}

/** The type of the expression that a plain value stands for. */
export type TypeOf<Value> = Value extends boolean
  ? 'bool'
  : Value extends string
    ? 'string'
    : Value extends bigint
      ? 'int'
      : Value extends number
        ? 'int' | 'float'
        : Value extends Literals['float']
          ? 'float'
          : Value extends null
            ? 'nil'
            : Value extends Uint8Array
              ? 'blob'
              : Value extends Literals['list']
                ? 'list'
                : Value extends Literals['geo']
                  ? 'geo'
                  : Value extends Literals['hll']
                    ? 'hll'
                    : 'map'

/** A comparison of two expressions of one type; a plain value may stand on the right. */
export type Compare = <Type extends ExpressionType>(
  left: Expression<Type>,
  right: Operand<NoInfer<Type>>,
) => Expression<'bool'>

function comparison(name: string, op: number): Compare {
  const where = `exp.${name}`
  return (left, right) => {
    if (!isExpression(left)) throw badArgument(where, 'left', 'must be an Expression', left)
    const type = left.type ?? typeOf(right)
    return compile('bool', op, [operand(where, 'left', left, type), operand(where, 'right', right, type)])
  }
}

/**
 * Whether both are equal. Both sides are of one type; a plain number is taken for the type of the left side. Maps can be
 * compared when both are ordered, GeoJSON and HyperLogLog cannot: `PARAMETER`.
 */
export const eq: Compare = comparison('eq', ExpOp.eq)
/** Whether they differ. */
export const ne: Compare = comparison('ne', ExpOp.ne)
/** Whether the left one is greater. */
export const gt: Compare = comparison('gt', ExpOp.gt)
/** Whether the left one is greater or equal. */
export const ge: Compare = comparison('ge', ExpOp.ge)
/** Whether the left one is less. */
export const lt: Compare = comparison('lt', ExpOp.lt)
/** Whether the left one is less or equal. */
export const le: Compare = comparison('le', ExpOp.le)

/** Whether all of two or more conditions are true. */
export function and(...conditions: Operand<'bool'>[]): Expression<'bool'> {
  return logic('exp.and', ExpOp.and, conditions)
}

/** Whether one at least of two or more conditions is true. */
export function or(...conditions: Operand<'bool'>[]): Expression<'bool'> {
  return logic('exp.or', ExpOp.or, conditions)
}

/** Whether it is false. */
export function not(condition: Operand<'bool'>): Expression<'bool'> {
  return compile('bool', ExpOp.not, [operand('exp.not', 'condition', condition, 'bool')])
}

function logic(where: string, op: number, conditions: readonly Operand<'bool'>[]): Expression<'bool'> {
  if (conditions.length < 2) throw badArgument(where, 'conditions', 'must be two at least', conditions.length)
  return compile(
    'bool',
    op,
    conditions.map((condition, index) => operand(where, `conditions[${index}]`, condition, 'bool')),
  )
}
