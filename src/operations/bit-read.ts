import { bitRead, range } from './bit-call.ts'
import { BitIntegerFlag, BitOp } from '../collections/bit-codes.ts'
import { checkBoolean, checkOptions, type Integer } from '../collections/check.ts'
import type { Operation } from './operation.ts'

/**
 * Answers bits, starting at the first byte's highest bit; null when the bin is missing.
 * `BIN_TYPE` when it is no blob, `OP_NOT_APPLICABLE` past its end.
 */
export function get(bin: string, offset: Integer, size: Integer): Operation<Buffer | null> {
  return bitRead('bits.get', bin, BitOp.get, range('bits.get', offset, size))
}

/** Answers how many bits of a range are set, null when the bin is missing; fails as {@link get}. */
export function count(bin: string, offset: Integer, size: Integer): Operation<number | null> {
  return bitRead('bits.count', bin, BitOp.count, range('bits.count', offset, size))
}

/**
 * Answers where the first bit of this kind stands, counted from `offset`; -1 when there is none, null when the bin is
 * missing. Fails as {@link get}.
 */
export function leftScan(
  bin: string,
  offset: Integer,
  size: Integer,
  bit: boolean,
): Operation<number | null> {
  const where = 'bits.leftScan'
  return bitRead(where, bin, BitOp.leftScan, {
    ...range(where, offset, size),
    bit: checkBoolean(where, 'bit', bit),
  })
}

/** Answers where the last bit of this kind stands; all else as {@link leftScan}. */
export function rightScan(
  bin: string,
  offset: Integer,
  size: Integer,
  bit: boolean,
): Operation<number | null> {
  const where = 'bits.rightScan'
  return bitRead(where, bin, BitOp.rightScan, {
    ...range(where, offset, size),
    bit: checkBoolean(where, 'bit', bit),
  })
}

/**
 * Answers up to 64 bits as an integer, null when the bin is missing; fails as {@link get}.
 * 64 unsigned bits come back with a sign: the server's integers have one.
 */
export function getInt(
  bin: string,
  offset: Integer,
  size: Integer,
  options: {
    /** Read the bits as two's complement. Default false. */
    readonly signed?: boolean
  } = {},
): Operation<number | bigint | null> {
  const where = 'bits.getInt'
  checkOptions(where, options, { signed: 'boolean' })
  const args = range(where, offset, size)
  const all = options.signed === true ? { ...args, flags: BitIntegerFlag.signed } : args
  return bitRead(where, bin, BitOp.getInt, all)
}
