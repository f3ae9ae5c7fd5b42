import { BITS } from '../collections/bit-calls.ts'
import type { Integer } from '../collections/check.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'

/**
 * Answers bits, starting at the first byte's highest bit; null when the bin is missing.
 * `BIN_TYPE` when it is no blob, `OP_NOT_APPLICABLE` past its end.
 *
 * @example
 * bits.get('flags', 4, 8) // Buffer.of(0xff) for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function get(bin: string, offset: Integer, size: Integer): Operation<Buffer | null> {
  return callOperation(BITS.get, bin, { offset, size })
}

/**
 * Answers how many bits of a range are set, null when the bin is missing; fails as {@link get}.
 *
 * @example
 * bits.count('flags', 0, 16) // 8 for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function count(bin: string, offset: Integer, size: Integer): Operation<number | null> {
  return callOperation(BITS.count, bin, { offset, size })
}

/**
 * Answers where the first bit of this kind stands, counted from `offset`; -1 when there is none, null when the bin is
 * missing. Fails as {@link get}.
 *
 * @example
 * bits.leftScan('flags', 0, 16, true) // 4 for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function leftScan(
  bin: string,
  offset: Integer,
  size: Integer,
  bit: boolean,
): Operation<number | null> {
  return callOperation(BITS.leftScan, bin, { offset, size, bit })
}

/**
 * Answers where the last bit of this kind stands; all else as {@link leftScan}.
 *
 * @example
 * bits.rightScan('flags', 0, 16, true) // 11 for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function rightScan(
  bin: string,
  offset: Integer,
  size: Integer,
  bit: boolean,
): Operation<number | null> {
  return callOperation(BITS.rightScan, bin, { offset, size, bit })
}

/**
 * Answers up to 64 bits as an integer, null when the bin is missing; fails as {@link get}.
 * 64 unsigned bits come back with a sign: the server's integers have one.
 *
 * @example
 * bits.getInt('flags', 0, 16) // 4080 for { flags: Buffer.of(0x0f, 0xf0) }
 */
export function getInt(
  bin: string,
  offset: Integer,
  size: Integer,
  options?: {
    /** Read the bits as two's complement. Default false. */
    readonly signed?: boolean
  },
): Operation<number | bigint | null> {
  return callOperation(BITS.getInt, bin, { offset, size }, options)
}
