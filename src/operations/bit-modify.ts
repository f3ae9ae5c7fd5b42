import { bitModify, range } from './bit-call.ts'
import { BitIntegerFlag, BitOp, BitOverflow, BitResizeFlag, BitWriteFlag } from '../collections/bit-codes.ts'
import {
  badArgument,
  checkBytes,
  checkCount,
  checkInteger,
  checkOptions,
  flagsOf,
  type Integer,
  type OptionRules,
} from '../collections/check.ts'
import type { Operation } from './operation.ts'
import type { Args } from '../collections/packed.ts'

/** What a bit write may do. */
export interface BitWriteOptions {
  /** Refuse a bin that is there already, with `BIN_EXISTS`; for resize and insert. Default false. */
  readonly createOnly?: boolean
  /** Refuse a missing bin, with `BIN_NOT_FOUND`. Default false. */
  readonly updateOnly?: boolean
  /** Leave the bin as it was instead of failing. Default false. */
  readonly noFail?: boolean
  /** Shorten what reaches past the end of the blob. Default false. */
  readonly partial?: boolean
}

/** How resize works. */
export interface BitResizeOptions extends BitWriteOptions {
  /** Add or remove bytes at the beginning instead of the end. Default false. */
  readonly fromFront?: boolean
  /** Refuse to shrink, with `PARAMETER`. Default false. */
  readonly growOnly?: boolean
  /** Refuse to grow, with `PARAMETER`. Default false. */
  readonly shrinkOnly?: boolean
}

/** What to do when a result does not fit: fail, take the nearest value that does, or the low bits. */
export type BitOverflowName = 'fail' | 'saturate' | 'wrap'

/** How add and subtract work. */
export interface BitArithmeticOptions extends BitWriteOptions {
  /** Read the bits as two's complement. Default false. */
  readonly signed?: boolean
  /** What to do when the result does not fit: `OP_NOT_APPLICABLE`, the nearest number that fits, or its low bits. Default `fail`. */
  readonly overflow?: BitOverflowName
}

const WRITE_FLAGS = {
  createOnly: BitWriteFlag.createOnly,
  updateOnly: BitWriteFlag.updateOnly,
  noFail: BitWriteFlag.noFail,
  partial: BitWriteFlag.partial,
} as const
const WRITE: OptionRules = {
  createOnly: 'boolean',
  updateOnly: 'boolean',
  noFail: 'boolean',
  partial: 'boolean',
}
const RESIZE: OptionRules = { fromFront: 'boolean', growOnly: 'boolean', shrinkOnly: 'boolean', ...WRITE }
const ARITHMETIC: OptionRules = { signed: 'boolean', overflow: Object.keys(BitOverflow), ...WRITE }
const UINT64_MAX = 2n ** 64n - 1n

/**
 * Sets the number of bytes; new ones are 0. A missing bin is created. Answers nothing.
 * `PARAMETER` when only the other direction is allowed; `BIN_TYPE` when it is no blob.
 */
export function resize(bin: string, byteSize: Integer, options: BitResizeOptions = {}): Operation<null> {
  const where = 'bits.resize'
  checkOptions(where, options, RESIZE)
  const { fromFront, growOnly, shrinkOnly } = BitResizeFlag
  return bitModify(where, bin, BitOp.resize, {
    byteSize: checkCount(where, 'byteSize', byteSize),
    flags: flagsOf({ ...options }, WRITE_FLAGS),
    resize: flagsOf({ ...options }, { fromFront, growOnly, shrinkOnly }),
  })
}

/**
 * Inserts bytes before a byte; beyond the end, zeros fill the gap. A missing bin is created. Answers nothing.
 * `PARAMETER` for an offset before the start; `BIN_TYPE` when it is no blob.
 */
export function insert(
  bin: string,
  byteOffset: Integer,
  bytes: Uint8Array,
  options: BitWriteOptions = {},
): Operation<null> {
  const where = 'bits.insert'
  const args = {
    byteOffset: checkInteger(where, 'byteOffset', byteOffset),
    bytes: checkBytes(where, 'bytes', bytes),
  }
  return writing(where, bin, BitOp.insert, args, options)
}

/**
 * Removes bytes. Answers nothing.
 * `BIN_NOT_FOUND` when the bin is missing, `BIN_TYPE` when it is no blob, `PARAMETER` past its end.
 */
export function remove(
  bin: string,
  byteOffset: Integer,
  byteSize: Integer,
  options: BitWriteOptions = {},
): Operation<null> {
  const where = 'bits.remove'
  const args = {
    byteOffset: checkInteger(where, 'byteOffset', byteOffset),
    byteSize: checkCount(where, 'byteSize', byteSize),
  }
  return writing(where, bin, BitOp.remove, args, options)
}

/**
 * Writes bits, the first ones of `bytes`. Answers nothing.
 * `BIN_NOT_FOUND` when the bin is missing, `BIN_TYPE` when it is no blob, `OP_NOT_APPLICABLE` past its end, `PARAMETER` for
 * an offset before its start, a size of 0 and too few bytes.
 */
export function set(
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options: BitWriteOptions = {},
): Operation<null> {
  return combining('bits.set', BitOp.set, bin, offset, size, bytes, options)
}

/** Sets the bits that `bytes` has set. Answers nothing; fails as {@link set}. */
export function or(
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options: BitWriteOptions = {},
): Operation<null> {
  return combining('bits.or', BitOp.or, bin, offset, size, bytes, options)
}

/** Turns over the bits that `bytes` has set. Answers nothing; fails as {@link set}. */
export function xor(
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options: BitWriteOptions = {},
): Operation<null> {
  return combining('bits.xor', BitOp.xor, bin, offset, size, bytes, options)
}

/** Clears the bits that `bytes` does not have set. Answers nothing; fails as {@link set}. */
export function and(
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options: BitWriteOptions = {},
): Operation<null> {
  return combining('bits.and', BitOp.and, bin, offset, size, bytes, options)
}

/** Turns over all bits of a range. Answers nothing; fails as {@link set}. */
export function not(
  bin: string,
  offset: Integer,
  size: Integer,
  options: BitWriteOptions = {},
): Operation<null> {
  return writing('bits.not', bin, BitOp.not, range('bits.not', offset, size), options)
}

/** Shifts the bits of a range towards its start; zeros come in. Answers nothing; fails as {@link set}. */
export function leftShift(
  bin: string,
  offset: Integer,
  size: Integer,
  shift: Integer,
  options: BitWriteOptions = {},
): Operation<null> {
  const where = 'bits.leftShift'
  const args = { ...range(where, offset, size), shift: checkCount(where, 'shift', shift) }
  return writing(where, bin, BitOp.leftShift, args, options)
}

/** Shifts the bits of a range towards its end; zeros come in. Answers nothing; fails as {@link set}. */
export function rightShift(
  bin: string,
  offset: Integer,
  size: Integer,
  shift: Integer,
  options: BitWriteOptions = {},
): Operation<null> {
  const where = 'bits.rightShift'
  const args = { ...range(where, offset, size), shift: checkCount(where, 'shift', shift) }
  return writing(where, bin, BitOp.rightShift, args, options)
}

/**
 * Adds to the integer that up to 64 bits are. Answers nothing; fails as {@link set}, and with `OP_NOT_APPLICABLE` when
 * the result does not fit and `overflow` is `fail`.
 */
export function add(
  bin: string,
  offset: Integer,
  size: Integer,
  amount: Integer,
  options: BitArithmeticOptions = {},
): Operation<null> {
  return arithmetic('bits.add', BitOp.add, bin, offset, size, amount, options)
}

/** Takes from the integer that up to 64 bits are; all else as {@link add}. */
export function subtract(
  bin: string,
  offset: Integer,
  size: Integer,
  amount: Integer,
  options: BitArithmeticOptions = {},
): Operation<null> {
  return arithmetic('bits.subtract', BitOp.subtract, bin, offset, size, amount, options)
}

/** Writes the low bits of an integer into up to 64 bits. Answers nothing; fails as {@link set}. */
export function setInt(
  bin: string,
  offset: Integer,
  size: Integer,
  value: Integer,
  options: BitWriteOptions = {},
): Operation<null> {
  const where = 'bits.setInt'
  const args = { ...range(where, offset, size), value: checkWord64(where, 'value', value) }
  return writing(where, bin, BitOp.setInt, args, options)
}

/** 64 bits, with or without a sign; given to the packer with one, since only the bits count. */
function checkWord64(where: string, name: string, value: Integer): Integer {
  if (typeof value !== 'bigint' || value < 0n) return checkInteger(where, name, value)
  if (value > UINT64_MAX) throw badArgument(where, name, 'must fit 64 bits', value)
  return BigInt.asIntN(64, value)
}

function combining(
  where: string,
  op: number,
  bin: string,
  offset: Integer,
  size: Integer,
  bytes: Uint8Array,
  options: BitWriteOptions,
): Operation<null> {
  const args = { ...range(where, offset, size), bytes: checkBytes(where, 'bytes', bytes) }
  return writing(where, bin, op, args, options)
}

function arithmetic(
  where: string,
  op: number,
  bin: string,
  offset: Integer,
  size: Integer,
  amount: Integer,
  options: BitArithmeticOptions,
): Operation<null> {
  checkOptions(where, options, ARITHMETIC)
  const { signed = false, overflow = 'fail' } = options
  return bitModify(where, bin, op, {
    ...range(where, offset, size),
    amount: checkWord64(where, 'amount', amount),
    flags: flagsOf({ ...options }, WRITE_FLAGS),
    integer: BitOverflow[overflow] | (signed ? BitIntegerFlag.signed : BitIntegerFlag.unsigned),
  })
}

function writing(
  where: string,
  bin: string,
  op: number,
  args: Args,
  options: BitWriteOptions,
): Operation<null> {
  checkOptions(where, options, WRITE)
  return bitModify(where, bin, op, { ...args, flags: flagsOf({ ...options }, WRITE_FLAGS) })
}
