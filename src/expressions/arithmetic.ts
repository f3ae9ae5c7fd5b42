import { build } from './build.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

// Numbers are integers of 64 bits or floats, and an operation takes one kind only: toInt and toFloat convert. Integers that
// grow too large wrap around. Plain numbers are of the kind that the first expression among the operands has.

/** The two kinds of numbers. */
export type NumberType = 'int' | 'float'

/** One or more numbers of one kind. */
export type Numbers<Type extends NumberType> = readonly [first: Operand<Type>, ...others: Operand<Type>[]]

/** The sum: `exp.add(exp.bin('a', 'int'), exp.bin('b', 'int'), 1)`. */
export function add(...values: Numbers<'int'>): Expression<'int'>
export function add(...values: Numbers<'float'>): Expression<'float'>
export function add(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.add', 'add', values)
}

/** The first less all others: `exp.sub(exp.bin('stock', 'int'), exp.bin('sold', 'int'))`. One alone is negated. */
export function sub(...values: Numbers<'int'>): Expression<'int'>
export function sub(...values: Numbers<'float'>): Expression<'float'>
export function sub(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.sub', 'sub', values)
}

/** The product: `exp.mul(exp.bin('price', 'float'), 1.08)`. */
export function mul(...values: Numbers<'int'>): Expression<'int'>
export function mul(...values: Numbers<'float'>): Expression<'float'>
export function mul(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.mul', 'mul', values)
}

/**
 * The first by the product of all others, `exp.div(exp.bin('sum', 'float'), 2)`; one alone divides 1. Integers are cut, and unknown
 * when divided by 0. Beware: the smallest integer divided by -1 ends servers of version 8.1.2.
 */
export function div(...values: Numbers<'int'>): Expression<'int'>
export function div(...values: Numbers<'float'>): Expression<'float'>
export function div(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.div', 'div', values)
}

/** A float to the power of another: `exp.pow(exp.bin('x', 'float'), 2)`. */
export function pow(base: Operand<'float'>, exponent: Operand<'float'>): Expression<'float'> {
  return build('exp.pow', 'pow', [base, exponent])
}

/** The logarithm of a float to a base: `exp.log(exp.bin('x', 'float'), 10)`. */
export function log(value: Operand<'float'>, base: Operand<'float'>): Expression<'float'> {
  return build('exp.log', 'log', [value, base])
}

/**
 * What is left of an integer after division, with its sign: `exp.mod(exp.bin('n', 'int'), 2)`. Unknown for a divisor of 0. Beware: the
 * smallest integer divided by -1 ends servers of version 8.1.2.
 */
export function mod(value: Operand<'int'>, divisor: Operand<'int'>): Expression<'int'> {
  return build('exp.mod', 'mod', [value, divisor])
}

/** The number without its sign: `exp.abs(exp.sub(exp.bin('a', 'int'), exp.bin('b', 'int')))`. */
export function abs(value: Operand<'int'>): Expression<'int'>
export function abs(value: Operand<'float'>): Expression<'float'>
export function abs(value: Operand<NumberType>): Expression<NumberType> {
  return build('exp.abs', 'abs', [value])
}

/** The greatest whole float that is not greater: `exp.floor(exp.bin('x', 'float'))`. */
export function floor(value: Operand<'float'>): Expression<'float'> {
  return build('exp.floor', 'floor', [value])
}

/** The least whole float that is not less: `exp.ceil(exp.bin('x', 'float'))`. */
export function ceil(value: Operand<'float'>): Expression<'float'> {
  return build('exp.ceil', 'ceil', [value])
}

/** A float as an integer, cut towards 0: `exp.toInt(exp.bin('x', 'float'))`. What does not fit is the smallest integer. */
export function toInt(value: Operand<'float'>): Expression<'int'> {
  return build('exp.toInt', 'toInt', [value])
}

/** An integer as a float: `exp.mul(exp.toFloat(exp.bin('n', 'int')), 0.5)`. */
export function toFloat(value: Operand<'int'>): Expression<'float'> {
  return build('exp.toFloat', 'toFloat', [value])
}

/** The least of one or more numbers: `exp.min(exp.bin('a', 'int'), 100)`. */
export function min(...values: Numbers<'int'>): Expression<'int'>
export function min(...values: Numbers<'float'>): Expression<'float'>
export function min(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.min', 'min', values)
}

/** The greatest of one or more numbers: `exp.max(exp.bin('a', 'int'), 0)`. */
export function max(...values: Numbers<'int'>): Expression<'int'>
export function max(...values: Numbers<'float'>): Expression<'float'>
export function max(...values: Numbers<NumberType>): Expression<NumberType> {
  return build('exp.max', 'max', values)
}
