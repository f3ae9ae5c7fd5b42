import { build } from './build.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

// Numbers are integers of 64 bits or floats, and an operation takes one kind only: toInt and toFloat convert. Integers that
// grow too large wrap around. Plain numbers are of the kind that the first expression among the operands has.

/** The two kinds of numbers. */
export type NumberType = 'int' | 'float'

/** One or more numbers of one kind. */
export type Numbers<Type extends NumberType> = readonly [first: Operand<Type>, ...others: Operand<Type>[]]

/**
 * The sum.
 *
 * @example
 * exp.add(exp.bin('a', 'int'), exp.bin('b', 'int'), 1) // 9 for { a: 5, b: 3 }
 */
export function add(...values: Numbers<'int'>): Expression<'int'>
export function add(...values: Numbers<'float'>): Expression<'float'>
export function add(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.add', 'add', values)
}

/**
 * The first less all others. One alone is negated.
 *
 * @example
 * exp.sub(exp.bin('stock', 'int'), exp.bin('sold', 'int')) // 2 for { stock: 5, sold: 3 }
 */
export function sub(...values: Numbers<'int'>): Expression<'int'>
export function sub(...values: Numbers<'float'>): Expression<'float'>
export function sub(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.sub', 'sub', values)
}

/**
 * The product.
 *
 * @example
 * exp.mul(exp.bin('price', 'float'), 1.08) // 9.936 for { price: 9.2 }
 */
export function mul(...values: Numbers<'int'>): Expression<'int'>
export function mul(...values: Numbers<'float'>): Expression<'float'>
export function mul(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.mul', 'mul', values)
}

/**
 * The first by the product of all others,; one alone divides 1. Integers are cut, and unknown when divided by 0. Beware:
 * the smallest integer divided by -1 ends servers of version 8.1.2.
 *
 * @example
 * exp.div(exp.bin('sum', 'float'), 2) // 2.25 for { sum: 4.5 }
 */
export function div(...values: Numbers<'int'>): Expression<'int'>
export function div(...values: Numbers<'float'>): Expression<'float'>
export function div(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.div', 'div', values)
}

/**
 * A float to the power of another.
 *
 * @example
 * exp.pow(exp.bin('x', 'float'), 2) // 6.25 for { x: 2.5 }
 */
export function pow(base: Operand<'float'>, exponent: Operand<'float'>): Expression<'float'> {
  return build('exp.pow', 'pow', [base, exponent])
}

/**
 * The logarithm of a float to a base.
 *
 * @example
 * exp.log(exp.bin('x', 'float'), 2) // -1 for { x: 0.5 }
 */
export function log(value: Operand<'float'>, base: Operand<'float'>): Expression<'float'> {
  return build('exp.log', 'log', [value, base])
}

/**
 * What is left of an integer after division, with its sign. Unknown for a divisor of 0. Beware: the smallest integer
 * divided by -1 ends servers of version 8.1.2.
 *
 * @example
 * exp.mod(exp.bin('n', 'int'), 2) // 1 for { n: 5 }
 */
export function mod(value: Operand<'int'>, divisor: Operand<'int'>): Expression<'int'> {
  return build('exp.mod', 'mod', [value, divisor])
}

/**
 * The number without its sign.
 *
 * @example
 * exp.abs(exp.sub(exp.bin('a', 'int'), exp.bin('b', 'int'))) // 2 for { a: 5, b: 3 }
 */
export function abs(value: Operand<'int'>): Expression<'int'>
export function abs(value: Operand<'float'>): Expression<'float'>
export function abs(value: Operand<NumberType>): Expression<NumberType> {
  return build('exp.abs', 'abs', [value])
}

/**
 * The greatest whole float that is not greater.
 *
 * @example
 * exp.floor(exp.bin('x', 'float')) // 2 for { x: 2.5 }
 */
export function floor(value: Operand<'float'>): Expression<'float'> {
  return build('exp.floor', 'floor', [value])
}

/**
 * The least whole float that is not less.
 *
 * @example
 * exp.ceil(exp.bin('x', 'float')) // 3 for { x: 2.5 }
 */
export function ceil(value: Operand<'float'>): Expression<'float'> {
  return build('exp.ceil', 'ceil', [value])
}

/**
 * A float as an integer, cut towards 0. What does not fit is the smallest integer.
 *
 * @example
 * exp.toInt(exp.bin('x', 'float')) // 2 for { x: 2.5 }
 */
export function toInt(value: Operand<'float'>): Expression<'int'> {
  return build('exp.toInt', 'toInt', [value])
}

/**
 * An integer as a float.
 *
 * @example
 * exp.mul(exp.toFloat(exp.bin('n', 'int')), 0.5) // 2.5 for { n: 5 }
 */
export function toFloat(value: Operand<'int'>): Expression<'float'> {
  return build('exp.toFloat', 'toFloat', [value])
}

/**
 * The least of one or more numbers.
 *
 * @example
 * exp.min(exp.bin('a', 'int'), 100) // 5 for { a: 5 }
 */
export function min(...values: Numbers<'int'>): Expression<'int'>
export function min(...values: Numbers<'float'>): Expression<'float'>
export function min(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.min', 'min', values)
}

/**
 * The greatest of one or more numbers.
 *
 * @example
 * exp.max(exp.bin('a', 'int'), 0) // 0 for { a: -5 }
 */
export function max(...values: Numbers<'int'>): Expression<'int'>
export function max(...values: Numbers<'float'>): Expression<'float'>
export function max(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.max', 'max', values)
}
