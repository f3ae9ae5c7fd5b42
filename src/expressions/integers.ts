import { build } from './build.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

// The 64 bits of an integer. The bits of a blob have `exp.bits`.

/** Bits that all of one or more integers have: `exp.intAnd(exp.bin('flags', 'int'), 0b100)`. */
export function intAnd(...values: [Operand<'int'>, ...Operand<'int'>[]]): Expression<'int'> {
  return build('exp.intAnd', 'intAnd', values)
}

/** Bits that any of one or more integers has: `exp.intOr(exp.bin('flags', 'int'), 1)`. */
export function intOr(...values: [Operand<'int'>, ...Operand<'int'>[]]): Expression<'int'> {
  return build('exp.intOr', 'intOr', values)
}

/** Bits that an odd number of the integers have: `exp.intXor(exp.bin('flags', 'int'), 1)`. */
export function intXor(...values: [Operand<'int'>, ...Operand<'int'>[]]): Expression<'int'> {
  return build('exp.intXor', 'intXor', values)
}

/** All bits the other way round: `exp.intNot(exp.bin('flags', 'int'))`. */
export function intNot(value: Operand<'int'>): Expression<'int'> {
  return build('exp.intNot', 'intNot', [value])
}

/** Bits moved to the left; of the distance the lowest 6 bits count: `exp.intLeftShift(exp.bin('n', 'int'), 3)`. */
export function intLeftShift(value: Operand<'int'>, shift: Operand<'int'>): Expression<'int'> {
  return build('exp.intLeftShift', 'intLeftShift', [value, shift])
}

/** Bits moved to the right, with zeros from the left: `exp.intRightShift(exp.bin('n', 'int'), 3)`. */
export function intRightShift(value: Operand<'int'>, shift: Operand<'int'>): Expression<'int'> {
  return build('exp.intRightShift', 'intRightShift', [value, shift])
}

/** Bits moved to the right, with the sign from the left: `exp.intArithmeticRightShift(exp.bin('n', 'int'), 3)`. */
export function intArithmeticRightShift(value: Operand<'int'>, shift: Operand<'int'>): Expression<'int'> {
  return build('exp.intArithmeticRightShift', 'intArithmeticRightShift', [value, shift])
}

/** How many bits are set: `exp.intCount(exp.bin('flags', 'int'))`. */
export function intCount(value: Operand<'int'>): Expression<'int'> {
  return build('exp.intCount', 'intCount', [value])
}

/** Where the first bit of that kind is, from the left; -1 when there is none: `exp.intLeftScan(exp.bin('n', 'int'), true)`. */
export function intLeftScan(value: Operand<'int'>, bit: Operand<'bool'>): Expression<'int'> {
  return build('exp.intLeftScan', 'intLeftScan', [value, bit])
}

/** The same from the right; the place is counted from the left too: `exp.intRightScan(exp.bin('n', 'int'), true)`. */
export function intRightScan(value: Operand<'int'>, bit: Operand<'bool'>): Expression<'int'> {
  return build('exp.intRightScan', 'intRightScan', [value, bit])
}
