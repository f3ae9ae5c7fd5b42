import { badArgument, badWord } from '../collections/check.ts'
import { clientError } from '../errors/index.ts'
import { build } from './build.ts'
import { inList, type OrderedType } from './compare.ts'
import { type Condition, conditionOf } from './condition.ts'
import type { BinType } from './data.ts'
import { type Expression, isExpression } from './expression.ts'
import { and } from './logic.ts'
import { type Literals, type Operand, typeOf } from './literal.ts'
import { Place } from './place.ts'
import { Double } from '../values.ts'

export type CompareOp = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'
export type Other = Operand<OrderedType>

/** Comparisons of something that is of the type of what it is compared with. */
export class Comparisons {
  readonly #name: string
  readonly #typed: (name: string, other: Other) => Expression

  /** @param typed what is compared, of the type that the other side asks for */
  constructor(name: string, typed: (name: string, other: Other) => Expression) {
    this.#name = name
    this.#typed = typed
  }

  eq(value: Other): Condition {
    return this.#compare('eq', value)
  }

  ne(value: Other): Condition {
    return this.#compare('ne', value)
  }

  gt(value: Other): Condition {
    return this.#compare('gt', value)
  }

  ge(value: Other): Condition {
    return this.#compare('ge', value)
  }

  lt(value: Other): Condition {
    return this.#compare('lt', value)
  }

  le(value: Other): Condition {
    return this.#compare('le', value)
  }

  between(first: Other, last: Other): Condition {
    return conditionOf(and(this.#compare('ge', first), this.#compare('le', last)))
  }

  in(values: readonly Other[]): Condition {
    const name = `${this.#name}.in`
    const [first, ...others] = Array.isArray(values) ? (values as readonly Other[]) : []
    if (first === undefined) throw badArgument(name, 'values', 'must be a list of one at least', values)
    if (others.length === 0) return this.eq(first)
    const left = this.#typed(name, first)
    for (const other of others) {
      const { type } = this.#typed(name, other)
      if (type !== left.type) throw badWord(name, 'values', `must all be of type ${left.type}`, type)
    }
    // In a list, a whole number would be an integer.
    const list = left.type === 'float' ? values.map(asFloat) : values
    return conditionOf(inList(left as Expression<OrderedType>, list as Literals['list']))
  }

  #compare(op: CompareOp, other: Other): Condition {
    const name = `${this.#name}.${op}`
    return comparison(name, op, this.#typed(name, other), other)
  }
}

/** One comparison. */
export function comparison(name: string, op: CompareOp, left: Expression, other: Other): Condition {
  return conditionOf(build<'bool'>(name, op, [left, other]))
}

function asFloat(value: Other): Other {
  return typeof value === 'number' ? new Double(value) : value
}

/** What a bin or place must be to be compared with a value. */
export function typeBy(name: string, other: Other): BinType {
  const type = typeOf(other)
  if (type === 'float' && !isExpression(other)) {
    throw clientError(
      'INVALID_ARGUMENT',
      `${name}: the value is no whole number, and integers are compared`,
      {
        hint: 'b.price.float.lt(1.5) compares floats, whole ones too',
      },
    )
  }
  if (type === 'nil' || type === undefined || other instanceof Place) {
    throw clientError('INVALID_ARGUMENT', `${name}: the value says no type`, {
      hint: "exists() tells whether there is anything; b.limit.as('int') gives another bin to compare with",
    })
  }
  return type as BinType
}
