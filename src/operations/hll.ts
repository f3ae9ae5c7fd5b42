import type { HllSizeOptions, HllUnionOptions } from '../collections/call-options.ts'
import type { Integer } from '../collections/check.ts'
import { HLL } from '../collections/hll-calls.ts'
import type { HyperLogLog, Value } from '../values.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'

// Operations on HyperLogLog bins: estimates of how many different values a set has. The server knows no context for them:
// they work on whole bins (particle_hll.c, 8.1.2).

/**
 * Creates an empty sketch, or empties the one that is there. Answers nothing.
 * `PARAMETER` for sizes that are not allowed, `OP_NOT_APPLICABLE` when `indexBits` is not given and the bin is missing;
 * `BIN_TYPE` when it is no HyperLogLog.
 *
 * @example
 * const empty = hll.init('seen', { indexBits: 12 })
 * const { results } = await client.operate(key, [empty, hll.getCount('seen')])
 * results // [null, 0]
 */
export function init(bin: string, options?: HllSizeOptions): Operation<null> {
  return callOperation(HLL.init, bin, {}, options)
}

/**
 * Adds values; a missing bin is created when `indexBits` is given. Answers how many registers changed.
 * Values of different types are different, so are 1 and 1.0. Fails as {@link init}; `PARAMETER` for a list or map.
 *
 * @example
 * hll.add('seen', ['ann', 'bob'], { indexBits: 12 })
 */
export function add(bin: string, values: readonly Value[], options?: HllSizeOptions): Operation<number> {
  return callOperation(HLL.add, bin, { values }, options)
}

/**
 * Makes the bin the union of itself and other sketches; a missing bin is created. Answers nothing.
 * `OP_NOT_APPLICABLE` when the result has fewer bits than the bin and `allowFold` is off; `BIN_TYPE` when it is no
 * HyperLogLog.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const { results } = await client.operate(key, [seen, hll.setUnion('seen', [other]), hll.getCount('seen')])
 * results // [2, null, 3]
 */
export function setUnion(
  bin: string,
  sketches: readonly HyperLogLog[],
  options?: HllUnionOptions,
): Operation<null> {
  return callOperation(HLL.setUnion, bin, { sketches }, options)
}

/**
 * Answers the estimated count, and keeps it in the bin. `BIN_NOT_FOUND` when the bin is missing, `BIN_TYPE` when it is no HyperLogLog.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 12 })
 * const { results } = await client.operate(key, [seen, hll.refreshCount('seen')])
 * results // [2, 2]
 */
export function refreshCount(bin: string): Operation<number> {
  return callOperation(HLL.refreshCount, bin, {})
}

/**
 * Halves the registers down to 2^`indexBits`. Answers nothing.
 * `OP_NOT_APPLICABLE` when the sketch has minhash bits, or fewer index bits; `BIN_NOT_FOUND` when the bin is missing.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 12 })
 * const { results } = await client.operate(key, [seen, hll.fold('seen', 8), hll.describe('seen')])
 * results // [2, null, [8, 0]]
 */
export function fold(bin: string, indexBits: Integer): Operation<null> {
  return callOperation(HLL.fold, bin, { indexBits })
}

/**
 * Answers the estimated count, null when the bin is missing. `BIN_TYPE` when it is no HyperLogLog.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 12 })
 * const { results } = await client.operate(key, [seen, hll.getCount('seen')])
 * results // [2, 2]
 */
export function getCount(bin: string): Operation<number | null> {
  return callOperation(HLL.getCount, bin, {})
}

/**
 * Answers the union of the bin and other sketches, null when the bin is missing. `BIN_TYPE` when it is no HyperLogLog.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * await client.operate(key, [hll.add('seen', ['ann'], { indexBits: 4 }), hll.getUnion('seen', [other])])
 */
export function getUnion(bin: string, sketches: readonly HyperLogLog[]): Operation<HyperLogLog | null> {
  return callOperation(HLL.getUnion, bin, { sketches })
}

/**
 * Answers the estimated count of the union; all else as {@link getUnion}.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const { results } = await client.operate(key, [seen, hll.getUnionCount('seen', [other])])
 * results // [2, 3]
 */
export function getUnionCount(bin: string, sketches: readonly HyperLogLog[]): Operation<number | null> {
  return callOperation(HLL.getUnionCount, bin, { sketches })
}

/**
 * Answers the estimated count of the intersection of the bin and other sketches, null when the bin is missing.
 * `PARAMETER` for more than two sketches without minhash bits; `OP_NOT_APPLICABLE` when they do not fit together.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const { results } = await client.operate(key, [seen, hll.getIntersectCount('seen', [other])])
 * results // [2, 1]
 */
export function getIntersectCount(bin: string, sketches: readonly HyperLogLog[]): Operation<number | null> {
  return callOperation(HLL.getIntersectCount, bin, { sketches })
}

/**
 * Answers how similar the sets are, from 0 to 1; all else as {@link getIntersectCount}.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const { results } = await client.operate(key, [seen, hll.getSimilarity('seen', [other])])
 * results // [2, 1 / 3]
 */
export function getSimilarity(bin: string, sketches: readonly HyperLogLog[]): Operation<number | null> {
  return callOperation(HLL.getSimilarity, bin, { sketches })
}

/**
 * Answers the numbers of index and minhash bits, null when the bin is missing. `BIN_TYPE` when it is no HyperLogLog.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 12 })
 * const { results } = await client.operate(key, [seen, hll.describe('seen')])
 * results // [2, [12, 0]]
 */
export function describe(bin: string): Operation<[indexBits: number, minhashBits: number] | null> {
  return callOperation(HLL.describe, bin, {})
}

/**
 * Answers 1 when all values may have been added, 0 when one was not for certain, null when the bin is missing.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 12 })
 * const { results } = await client.operate(key, [seen, hll.mayContain('seen', ['ann'])])
 * results // [2, 1]
 */
export function mayContain(bin: string, values: readonly Value[]): Operation<0 | 1 | null> {
  return callOperation(HLL.mayContain, bin, { values })
}
