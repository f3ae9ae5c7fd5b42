import { type HyperLogLog, isA, type Value } from '../values.ts'
import { OpCode } from '../wire/proto.ts'
import {
  badArgument,
  checkArray,
  checkInteger,
  checkOptions,
  flagsOf,
  type Integer,
  type OptionRules,
} from '../collections/check.ts'
import { HllOp, HllWriteFlag } from '../collections/hll-codes.ts'
import { operation, type Operation } from './operation.ts'
import { type Args, packCall, packed } from '../collections/packed.ts'
import { checkBin } from '../collections/bin-name.ts'

// Operations on HyperLogLog bins: estimates of how many different values a set has. The server knows no context for them:
// they work on whole bins (particle_hll.c, 8.1.2).

/** What a HyperLogLog write may do. */
export interface HllWriteOptions {
  /** Refuse a bin that is there already, with `BIN_EXISTS`. Default false. */
  readonly createOnly?: boolean
  /** Refuse a missing bin, with `BIN_NOT_FOUND`. Default false. */
  readonly updateOnly?: boolean
  /** Leave the bin as it was instead of failing on one of these. Default false. */
  readonly noFail?: boolean
}

/** Size of a sketch: 2^`indexBits` registers, and what it knows beside them. */
export interface HllSizeOptions extends HllWriteOptions {
  /** 4 to 16; the error of a count is about 1.04 / √(2^indexBits). Default: that of the bin, which must be there. */
  readonly indexBits?: Integer
  /** 0, or 4 to 51, for intersections of more than two sketches; together at most 64. Default: that of the bin, else 0. */
  readonly minhashBits?: Integer
}

/** Options of `hll.setUnion`. */
export interface HllUnionOptions extends HllWriteOptions {
  /** Let the bin shrink to the smallest sketch of the union. Default false. */
  readonly allowFold?: boolean
}

const WRITE_FLAGS = {
  createOnly: HllWriteFlag.createOnly,
  updateOnly: HllWriteFlag.updateOnly,
  noFail: HllWriteFlag.noFail,
  allowFold: HllWriteFlag.allowFold,
} as const
const WRITE: OptionRules = { createOnly: 'boolean', updateOnly: 'boolean', noFail: 'boolean' }
const SIZE: OptionRules = { indexBits: 'integer', minhashBits: 'integer', ...WRITE }
/** Leaves a number of bits as the bin has it. */
const UNCHANGED = -1

/**
 * Creates an empty sketch, or empties the one that is there. Answers nothing.
 * `PARAMETER` for sizes that are not allowed, `OP_NOT_APPLICABLE` when `indexBits` is not given and the bin is missing;
 * `BIN_TYPE` when it is no HyperLogLog.
 */
export function init(bin: string, options: HllSizeOptions = {}): Operation<null> {
  checkOptions('hll.init', options, SIZE)
  return modify('hll.init', bin, HllOp.init, {
    ...sizes(options),
    flags: flagsOf({ ...options }, WRITE_FLAGS),
  })
}

/**
 * Adds values; a missing bin is created when `indexBits` is given. Answers how many registers changed.
 * Values of different types are different, so are 1 and 1.0. Fails as {@link init}; `PARAMETER` for a list or map.
 */
export function add(bin: string, values: readonly Value[], options: HllSizeOptions = {}): Operation<number> {
  const where = 'hll.add'
  checkOptions(where, options, SIZE)
  return modify(where, bin, HllOp.add, {
    values: checkArray(where, 'values', values),
    ...sizes(options),
    flags: flagsOf({ ...options }, WRITE_FLAGS),
  })
}

/**
 * Makes the bin the union of itself and other sketches; a missing bin is created. Answers nothing.
 * `OP_NOT_APPLICABLE` when the result has fewer bits than the bin and `allowFold` is off; `BIN_TYPE` when it is no
 * HyperLogLog.
 */
export function setUnion(
  bin: string,
  sketches: readonly HyperLogLog[],
  options: HllUnionOptions = {},
): Operation<null> {
  const where = 'hll.setUnion'
  checkOptions(where, options, { ...WRITE, allowFold: 'boolean' })
  return modify(where, bin, HllOp.setUnion, {
    ...checkSketches(where, sketches),
    flags: flagsOf({ ...options }, WRITE_FLAGS),
  })
}

/** Answers the estimated count, and keeps it in the bin. `BIN_NOT_FOUND` when the bin is missing, `BIN_TYPE` when it is no HyperLogLog. */
export function refreshCount(bin: string): Operation<number> {
  return modify('hll.refreshCount', bin, HllOp.refreshCount, {})
}

/**
 * Halves the registers down to 2^`indexBits`. Answers nothing.
 * `OP_NOT_APPLICABLE` when the sketch has minhash bits, or fewer index bits; `BIN_NOT_FOUND` when the bin is missing.
 */
export function fold(bin: string, indexBits: Integer): Operation<null> {
  const where = 'hll.fold'
  return modify(where, bin, HllOp.fold, { indexBits: checkInteger(where, 'indexBits', indexBits) })
}

/** Answers the estimated count, null when the bin is missing. `BIN_TYPE` when it is no HyperLogLog. */
export function getCount(bin: string): Operation<number | null> {
  return reading('hll.getCount', bin, HllOp.getCount, {})
}

/** Answers the union of the bin and other sketches, null when the bin is missing. `BIN_TYPE` when it is no HyperLogLog. */
export function getUnion(bin: string, sketches: readonly HyperLogLog[]): Operation<HyperLogLog | null> {
  return reading('hll.getUnion', bin, HllOp.getUnion, checkSketches('hll.getUnion', sketches))
}

/** Answers the estimated count of the union; all else as {@link getUnion}. */
export function getUnionCount(bin: string, sketches: readonly HyperLogLog[]): Operation<number | null> {
  return reading('hll.getUnionCount', bin, HllOp.getUnionCount, checkSketches('hll.getUnionCount', sketches))
}

/**
 * Answers the estimated count of the intersection of the bin and other sketches, null when the bin is missing.
 * `PARAMETER` for more than two sketches without minhash bits; `OP_NOT_APPLICABLE` when they do not fit together.
 */
export function getIntersectCount(bin: string, sketches: readonly HyperLogLog[]): Operation<number | null> {
  const where = 'hll.getIntersectCount'
  return reading(where, bin, HllOp.getIntersectCount, checkSketches(where, sketches))
}

/** Answers how similar the sets are, from 0 to 1; all else as {@link getIntersectCount}. */
export function getSimilarity(bin: string, sketches: readonly HyperLogLog[]): Operation<number | null> {
  return reading('hll.getSimilarity', bin, HllOp.getSimilarity, checkSketches('hll.getSimilarity', sketches))
}

/** Answers the numbers of index and minhash bits, null when the bin is missing. `BIN_TYPE` when it is no HyperLogLog. */
export function describe(bin: string): Operation<[indexBits: number, minhashBits: number] | null> {
  return reading('hll.describe', bin, HllOp.describe, {})
}

/** Answers 1 when all values may have been added, 0 when one was not for certain, null when the bin is missing. */
export function mayContain(bin: string, values: readonly Value[]): Operation<0 | 1 | null> {
  const where = 'hll.mayContain'
  return reading(where, bin, HllOp.mayContain, { values: checkArray(where, 'values', values) })
}

function sizes({ indexBits = UNCHANGED, minhashBits = UNCHANGED }: HllSizeOptions): Args {
  return { indexBits, minhashBits }
}

function checkSketches(where: string, sketches: readonly HyperLogLog[]): Args {
  for (const [index, sketch] of checkArray(where, 'sketches', sketches).entries()) {
    if (!isA(sketch, 'HyperLogLog')) {
      throw badArgument(where, `sketches[${index}]`, 'must be a HyperLogLog', sketch)
    }
  }
  return { sketches }
}

function modify<Result>(where: string, bin: string, op: number, args: Args): Operation<Result> {
  return operation(where, {
    code: OpCode.hllModify,
    bin: checkBin(bin),
    isWrite: true,
    payload: payload(where, op, args),
  })
}

function reading<Result>(where: string, bin: string, op: number, args: Args): Operation<Result> {
  return operation(where, {
    code: OpCode.hllRead,
    bin: checkBin(bin),
    isWrite: false,
    payload: payload(where, op, args),
  })
}

function payload(where: string, op: number, args: Args): Buffer {
  return packed((writer) => {
    packCall(writer, where, op, args)
  })
}
