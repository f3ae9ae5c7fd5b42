import { build } from './build.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

// The 64 bits of an integer. The bits of a blob have `exp.bits`.

/**
 * Bits that all of one or more integers have.
 *
 * @example
 * exp.intAnd(exp.bin('flags', 'int'), 0b100) // 4 for { flags: 0b101 }
 */
export function intAnd(...values: [Operand<'int'>, ...Operand<'int'>[]]): Expression<'int'> {
  return build('exp.intAnd', 'intAnd', values)
}

/**
 * Bits that any of one or more integers has.
 *
 * @example
 * exp.intOr(exp.bin('flags', 'int'), 0b010) // 7 for { flags: 0b101 }
 */
export function intOr(...values: [Operand<'int'>, ...Operand<'int'>[]]): Expression<'int'> {
  return build('exp.intOr', 'intOr', values)
}

/**
 * Bits that an odd number of the integers have.
 *
 * @example
 * exp.intXor(exp.bin('flags', 'int'), 1) // 4 for { flags: 0b101 }
 */
export function intXor(...values: [Operand<'int'>, ...Operand<'int'>[]]): Expression<'int'> {
  return build('exp.intXor', 'intXor', values)
}

/**
 * All bits the other way round.
 *
 * @example
 * exp.intNot(exp.bin('flags', 'int')) // -6 for { flags: 0b101 }
 */
export function intNot(value: Operand<'int'>): Expression<'int'> {
  return build('exp.intNot', 'intNot', [value])
}

/**
 * Bits moved to the left; of the distance the lowest 6 bits count.
 *
 * @example
 * exp.intLeftShift(exp.bin('n', 'int'), 3) // 40 for { n: 5 }
 */
export function intLeftShift(value: Operand<'int'>, shift: Operand<'int'>): Expression<'int'> {
  return build('exp.intLeftShift', 'intLeftShift', [value, shift])
}

/**
 * Bits moved to the right, with zeros from the left.
 *
 * @example
 * exp.intRightShift(exp.bin('n', 'int'), 60) // 15 for { n: -5 }
 */
export function intRightShift(value: Operand<'int'>, shift: Operand<'int'>): Expression<'int'> {
  return build('exp.intRightShift', 'intRightShift', [value, shift])
}

/**
 * Bits moved to the right, with the sign from the left.
 *
 * @example
 * exp.intArithmeticRightShift(exp.bin('n', 'int'), 1) // -3 for { n: -5 }
 */
export function intArithmeticRightShift(value: Operand<'int'>, shift: Operand<'int'>): Expression<'int'> {
  return build('exp.intArithmeticRightShift', 'intArithmeticRightShift', [value, shift])
}

/**
 * How many bits are set.
 *
 * @example
 * exp.intCount(exp.bin('flags', 'int')) // 2 for { flags: 0b101 }
 */
export function intCount(value: Operand<'int'>): Expression<'int'> {
  return build('exp.intCount', 'intCount', [value])
}

/**
 * Where the first bit of that kind is, from the left; -1 when there is none.
 *
 * @example
 * exp.intLeftScan(exp.bin('n', 'int'), true) // 61 for { n: 5 }
 */
export function intLeftScan(value: Operand<'int'>, bit: Operand<'bool'>): Expression<'int'> {
  return build('exp.intLeftScan', 'intLeftScan', [value, bit])
}

/**
 * The same from the right; the place is counted from the left too.
 *
 * @example
 * exp.intRightScan(exp.bin('n', 'int'), true) // 63 for { n: 5 }
 */
export function intRightScan(value: Operand<'int'>, bit: Operand<'bool'>): Expression<'int'> {
  return build('exp.intRightScan', 'intRightScan', [value, bit])
}
