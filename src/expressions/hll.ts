import type { HyperLogLog } from '../values.ts'
import type { HllSizeOptions, HllUnionOptions } from '../collections/call-options.ts'
import { HLL } from '../collections/hll-calls.ts'
import { callOn } from './call.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'
import type { Exp } from './node.ts'

// HyperLogLog sketches.

/**
 * The sketch emptied, with these sizes.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const given = ops.readExpression('given', exp.hll.getCount(exp.hll.init(exp.bin('seen', 'hll'))))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 0]
 */
export function init(sketch: Operand<'hll'>, options?: HllSizeOptions): Expression<'hll'> {
  return callOn(HLL.init, 'hll', sketch, {}, 'hll', options)
}

/**
 * The sketch with values added.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const given = ops.readExpression('given', exp.hll.getCount(exp.hll.add(exp.bin('seen', 'hll'), ['cid'])))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 3]
 */
export function add(
  sketch: Operand<'hll'>,
  values: Operand<'list'>,
  options?: HllSizeOptions,
): Expression<'hll'> {
  return callOn(HLL.add, 'hll', sketch, { values }, 'hll', options)
}

/**
 * The sketch united with others.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const union = exp.hll.setUnion(exp.bin('seen', 'hll'), [other])
 * const given = ops.readExpression('given', exp.hll.getCount(union))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 3]
 */
export function setUnion(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
  options?: HllUnionOptions,
): Expression<'hll'> {
  return callOn(HLL.setUnion, 'hll', sketch, { sketches }, 'hll', options)
}

/**
 * The sketch made smaller.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 12 })
 * const given = ops.readExpression('given', exp.hll.describe(exp.hll.fold(exp.bin('seen', 'hll'), 8)))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, [8, 0]]
 */
export function fold(sketch: Operand<'hll'>, indexBits: Operand<'int'>): Expression<'hll'> {
  return callOn(HLL.fold, 'hll', sketch, { indexBits }, 'hll')
}

/**
 * About how many values the sketch has seen.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const given = ops.readExpression('given', exp.hll.getCount(exp.bin('seen', 'hll')))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 2]
 */
export function getCount(sketch: Operand<'hll'>): Expression<'int'> {
  return callOn(HLL.getCount, 'hll', sketch, {}, 'int')
}

/**
 * The union with other sketches.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const union = exp.hll.getUnion(exp.bin('seen', 'hll'), [other])
 * const given = ops.readExpression('given', exp.hll.getCount(union))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 3]
 */
export function getUnion(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
): Expression<'hll'> {
  return callOn(HLL.getUnion, 'hll', sketch, { sketches }, 'hll')
}

/**
 * About how many values the union with other sketches has seen.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const given = ops.readExpression('given', exp.hll.getUnionCount(exp.bin('seen', 'hll'), [other]))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 3]
 */
export function getUnionCount(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
): Expression<'int'> {
  return callOn(HLL.getUnionCount, 'hll', sketch, { sketches }, 'int')
}

/**
 * About how many values all sketches have seen.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const given = ops.readExpression('given', exp.hll.getIntersectCount(exp.bin('seen', 'hll'), [other]))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 1]
 */
export function getIntersectCount(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
): Expression<'int'> {
  return callOn(HLL.getIntersectCount, 'hll', sketch, { sketches }, 'int')
}

/**
 * How alike the sketches are, from 0 to 1.
 *
 * @example
 * const other = new HyperLogLog(Buffer.from('AAQAAAAAAAAAAAAAAIAAAAAAAMAAAAA=', 'base64'))
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const given = ops.readExpression('given', exp.hll.getSimilarity(exp.bin('seen', 'hll'), [other]))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 1 / 3]
 */
export function getSimilarity(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
): Expression<'float'> {
  return callOn(HLL.getSimilarity, 'hll', sketch, { sketches }, 'float')
}

/**
 * Its sizes, as a list of indexBits and minhashBits.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const given = ops.readExpression('given', exp.hll.describe(exp.bin('seen', 'hll')))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, [4, 0]]
 */
export function describe(sketch: Operand<'hll'>): Expression<'list'> {
  return callOn(HLL.describe, 'hll', sketch, {}, 'list')
}

/**
 * 1 when the sketch may have seen all values, 0 when it has not for sure.
 *
 * @example
 * const seen = hll.add('seen', ['ann', 'bob'], { indexBits: 4 })
 * const given = ops.readExpression('given', exp.hll.mayContain(exp.bin('seen', 'hll'), ['ann']))
 * const { results } = await client.operate(key, [seen, given])
 * results // [2, 1]
 */
export function mayContain(sketch: Operand<'hll'>, values: Operand<'list'>): Expression<'int'> {
  return callOn(HLL.mayContain, 'hll', sketch, { values }, 'int')
}
