import type { BitArithmeticOptions, BitResizeOptions, BitWriteOptions } from '../collections/call-options.ts'
import { BITS } from '../collections/bit-calls.ts'
import { callOn } from './call.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

// The bits of blobs. Offsets and sizes are in bits where their names don't say bytes; a negative offset counts from the end.

/** How an integer is read. */
export interface BitSignOption {
  /** As two's complement. Default false. */
  readonly signed?: boolean
}

/**
 * The blob with another number of bytes; new ones are 0.
 *
 * @example
 * exp.bits.resize(exp.bin('flags', 'blob'), 4)
 * // Buffer.of(0x0f, 0xf0, 0, 0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function resize(
  blob: Operand<'blob'>,
  byteSize: Operand<'int'>,
  options?: BitResizeOptions,
): Expression<'blob'> {
  return callOn(BITS.resize, 'blob', blob, { byteSize }, 'blob', options)
}

/**
 * The blob with bytes put in.
 *
 * @example
 * exp.bits.insert(exp.bin('flags', 'blob'), 0, Buffer.of(1))
 * // Buffer.of(1, 0x0f, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function insert(
  blob: Operand<'blob'>,
  byteOffset: Operand<'int'>,
  bytes: Operand<'blob'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.insert, 'blob', blob, { byteOffset, bytes }, 'blob', options)
}

/**
 * The blob without a range of bytes.
 *
 * @example
 * exp.bits.remove(exp.bin('flags', 'blob'), 0, 1) // Buffer.of(0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function remove(
  blob: Operand<'blob'>,
  byteOffset: Operand<'int'>,
  byteSize: Operand<'int'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.remove, 'blob', blob, { byteOffset, byteSize }, 'blob', options)
}

/**
 * The blob with a range of bits replaced.
 *
 * @example
 * exp.bits.set(exp.bin('flags', 'blob'), 0, 8, Buffer.of(255))
 * // Buffer.of(0xff, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function set(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  bytes: Operand<'blob'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.set, 'blob', blob, { offset, size, bytes }, 'blob', options)
}

/**
 * The blob with a range of bits or-ed.
 *
 * @example
 * exp.bits.or(exp.bin('flags', 'blob'), 0, 8, Buffer.of(0x81))
 * // Buffer.of(0x8f, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function or(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  bytes: Operand<'blob'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.or, 'blob', blob, { offset, size, bytes }, 'blob', options)
}

/**
 * The blob with a range of bits xor-ed.
 *
 * @example
 * exp.bits.xor(exp.bin('flags', 'blob'), 0, 8, Buffer.of(0xff))
 * // Buffer.of(0xf0, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function xor(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  bytes: Operand<'blob'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.xor, 'blob', blob, { offset, size, bytes }, 'blob', options)
}

/**
 * The blob with a range of bits and-ed.
 *
 * @example
 * exp.bits.and(exp.bin('flags', 'blob'), 0, 8, Buffer.of(0x81))
 * // Buffer.of(1, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function and(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  bytes: Operand<'blob'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.and, 'blob', blob, { offset, size, bytes }, 'blob', options)
}

/**
 * The blob with a range of bits the other way round.
 *
 * @example
 * exp.bits.not(exp.bin('flags', 'blob'), 0, 8) // Buffer.of(0xf0, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function not(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.not, 'blob', blob, { offset, size }, 'blob', options)
}

/**
 * The blob with a range of bits moved to the left.
 *
 * @example
 * exp.bits.leftShift(exp.bin('flags', 'blob'), 0, 16, 4)
 * // Buffer.of(0xff, 0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function leftShift(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  shift: Operand<'int'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.leftShift, 'blob', blob, { offset, size, shift }, 'blob', options)
}

/**
 * The blob with a range of bits moved to the right.
 *
 * @example
 * exp.bits.rightShift(exp.bin('flags', 'blob'), 0, 16, 4)
 * // Buffer.of(0, 0xff) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function rightShift(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  shift: Operand<'int'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.rightShift, 'blob', blob, { offset, size, shift }, 'blob', options)
}

/**
 * The blob with more of the integer in a range of at most 64 bits.
 *
 * @example
 * exp.bits.add(exp.bin('flags', 'blob'), 0, 8, 1)
 * // Buffer.of(0x10, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function add(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  amount: Operand<'int'>,
  options?: BitArithmeticOptions,
): Expression<'blob'> {
  return callOn(BITS.add, 'blob', blob, { offset, size, amount }, 'blob', options)
}

/**
 * The blob with less of the integer in a range of at most 64 bits.
 *
 * @example
 * exp.bits.subtract(exp.bin('flags', 'blob'), 0, 8, 1)
 * // Buffer.of(0x0e, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function subtract(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  amount: Operand<'int'>,
  options?: BitArithmeticOptions,
): Expression<'blob'> {
  return callOn(BITS.subtract, 'blob', blob, { offset, size, amount }, 'blob', options)
}

/**
 * The blob with another integer in a range of at most 64 bits.
 *
 * @example
 * exp.bits.setInt(exp.bin('flags', 'blob'), 0, 8, 42)
 * // Buffer.of(0x2a, 0xf0) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function setInt(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  value: Operand<'int'>,
  options?: BitWriteOptions,
): Expression<'blob'> {
  return callOn(BITS.setInt, 'blob', blob, { offset, size, value }, 'blob', options)
}

/**
 * A range of bits, from the left of a new blob.
 *
 * @example
 * exp.bits.get(exp.bin('flags', 'blob'), 4, 8) // Buffer.of(0xff) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function get(blob: Operand<'blob'>, offset: Operand<'int'>, size: Operand<'int'>): Expression<'blob'> {
  return callOn(BITS.get, 'blob', blob, { offset, size }, 'blob')
}

/**
 * How many bits of a range are set.
 *
 * @example
 * exp.bits.count(exp.bin('flags', 'blob'), 0, 8) // 4 for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function count(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
): Expression<'int'> {
  return callOn(BITS.count, 'blob', blob, { offset, size }, 'int')
}

/**
 * Where the first bit of that kind is in a range, from the left; -1 when there is none.
 *
 * @example
 * exp.bits.leftScan(exp.bin('flags', 'blob'), 0, 8, true) // 4 for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function leftScan(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  bit: Operand<'bool'>,
): Expression<'int'> {
  return callOn(BITS.leftScan, 'blob', blob, { offset, size, bit }, 'int')
}

/**
 * Where the last bit of that kind is in a range, counted from the left; -1 when there is none.
 *
 * @example
 * exp.bits.rightScan(exp.bin('flags', 'blob'), 0, 8, true) // 7 for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function rightScan(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  bit: Operand<'bool'>,
): Expression<'int'> {
  return callOn(BITS.rightScan, 'blob', blob, { offset, size, bit }, 'int')
}

/**
 * The integer in a range of at most 64 bits.
 *
 * @example
 * exp.bits.getInt(exp.bin('flags', 'blob'), 8, 8, { signed: true })
 * // -16 for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function getInt(
  blob: Operand<'blob'>,
  offset: Operand<'int'>,
  size: Operand<'int'>,
  options?: BitSignOption,
): Expression<'int'> {
  return callOn(BITS.getInt, 'blob', blob, { offset, size }, 'int', options)
}
