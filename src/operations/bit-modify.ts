import type { BitArithmeticOptions, BitResizeOptions, BitWriteOptions } from '../collections/call-options.ts'
import { BITS } from '../collections/bit-calls.ts'
import type { Integer } from '../collections/check.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'

/**
 * Sets the number of bytes; new ones are 0. A missing bin is created. Answers nothing.
 * `PARAMETER` when only the other direction is allowed; `BIN_TYPE` when it is no blob.
 *
 * @example
 * bits.resize('flags', 4) // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0x0f, 0xf0, 0, 0) }
 */
export function resize(bin: string, byteSize: Integer, options?: BitResizeOptions): Operation<null> {
  return callOperation(BITS.resize, bin, { byteSize }, options)
}

/**
 * Inserts bytes before a byte; beyond the end, zeros fill the gap. A missing bin is created. Answers nothing.
 * `PARAMETER` for an offset before the start; `BIN_TYPE` when it is no blob.
 *
 * @example
 * bits.insert('flags', 1, Buffer.of(1, 2))
 * // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0x0f, 1, 2, 0xf0) }
 */
export function insert(
  bin: string,
  byteOffset: Integer,
  bytes: Uint8Array,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.insert, bin, { byteOffset, bytes }, options)
}

/**
 * Removes bytes. Answers nothing.
 * `BIN_NOT_FOUND` when the bin is missing, `BIN_TYPE` when it is no blob, `PARAMETER` past its end.
 *
 * @example
 * bits.remove('flags', 0, 1) // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0xf0) }
 */
export function remove(
  bin: string,
  byteOffset: Integer,
  byteSize: Integer,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.remove, bin, { byteOffset, byteSize }, options)
}

/**
 * Writes bits, the first ones of `bytes`. Answers nothing.
 * `BIN_NOT_FOUND` when the bin is missing, `BIN_TYPE` when it is no blob, `OP_NOT_APPLICABLE` past its end, `PARAMETER` for
 * an offset before its start, a size of 0 and too few bytes.
 *
 * @example
 * bits.set('flags', 0, 4, Buffer.of(0xa0))
 * // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0xaf, 0xf0) }
 */
export function set(
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.set, bin, { offset, size, bytes }, options)
}

/**
 * Sets the bits that `bytes` has set. Answers nothing; fails as {@link set}.
 *
 * @example
 * bits.or('flags', 0, 8, Buffer.of(0x81))
 * // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0x8f, 0xf0) }
 */
export function or(
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.or, bin, { offset, size, bytes }, options)
}

/**
 * Turns over the bits that `bytes` has set. Answers nothing; fails as {@link set}.
 *
 * @example
 * bits.xor('flags', 0, 8, Buffer.of(0xff))
 * // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0xf0, 0xf0) }
 */
export function xor(
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.xor, bin, { offset, size, bytes }, options)
}

/**
 * Clears the bits that `bytes` does not have set. Answers nothing; fails as {@link set}.
 *
 * @example
 * bits.and('flags', 0, 8, Buffer.of(0x81))
 * // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(1, 0xf0) }
 */
export function and(
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.and, bin, { offset, size, bytes }, options)
}

/**
 * Turns over all bits of a range. Answers nothing; fails as {@link set}.
 *
 * @example
 * bits.not('flags', 0, 16) // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0xf0, 0x0f) }
 */
export function not(bin: string, offset: Integer, size: Integer, options?: BitWriteOptions): Operation<null> {
  return callOperation(BITS.not, bin, { offset, size }, options)
}

/**
 * Shifts the bits of a range towards its start; zeros come in. Answers nothing; fails as {@link set}.
 *
 * @example
 * bits.leftShift('flags', 0, 16, 4) // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0xff, 0) }
 */
export function leftShift(
  bin: string,
  offset: Integer,
  size: Integer,
  shift: Integer,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.leftShift, bin, { offset, size, shift }, options)
}

/**
 * Shifts the bits of a range towards its end; zeros come in. Answers nothing; fails as {@link set}.
 *
 * @example
 * bits.rightShift('flags', 0, 16, 4)
 * // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0, 0xff) }
 */
export function rightShift(
  bin: string,
  offset: Integer,
  size: Integer,
  shift: Integer,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.rightShift, bin, { offset, size, shift }, options)
}

/**
 * Adds to the integer that up to 64 bits are. Answers nothing; fails as {@link set}, and with `OP_NOT_APPLICABLE` when
 * the result does not fit and `overflow` is `fail`.
 *
 * @example
 * bits.add('flags', 0, 8, 1) // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0x10, 0xf0) }
 */
export function add(
  bin: string,
  offset: Integer,
  size: Integer,
  amount: Integer,
  options?: BitArithmeticOptions,
): Operation<null> {
  return callOperation(BITS.add, bin, { offset, size, amount }, options)
}

/**
 * Takes from the integer that up to 64 bits are; all else as {@link add}.
 *
 * @example
 * bits.subtract('flags', 0, 8, 1)
 * // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0x0e, 0xf0) }
 */
export function subtract(
  bin: string,
  offset: Integer,
  size: Integer,
  amount: Integer,
  options?: BitArithmeticOptions,
): Operation<null> {
  return callOperation(BITS.subtract, bin, { offset, size, amount }, options)
}

/**
 * Writes the low bits of an integer into up to 64 bits. Answers nothing; fails as {@link set}.
 *
 * @example
 * bits.setInt('flags', 0, 8, 42) // { flags: Buffer.of(0x0f, 0xf0) } becomes { flags: Buffer.of(0x2a, 0xf0) }
 */
export function setInt(
  bin: string,
  offset: Integer,
  size: Integer,
  value: Integer,
  options?: BitWriteOptions,
): Operation<null> {
  return callOperation(BITS.setInt, bin, { offset, size, value }, options)
}
