import type { HyperLogLog } from '../values.ts'
import type { HllSizeOptions, HllUnionOptions } from '../collections/call-options.ts'
import { HLL } from '../collections/hll-calls.ts'
import { callOn } from './call.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'
import type { Exp } from './node.ts'

// HyperLogLog sketches.

/** The sketch emptied, with these sizes. `exp.hll.init(exp.bin('visitors', 'hll'), { indexBits: 12 })` */
export function init(sketch: Operand<'hll'>, options?: HllSizeOptions): Expression<'hll'> {
  return callOn(HLL.init, 'hll', sketch, {}, 'hll', options)
}

/** The sketch with values added. `exp.hll.add(exp.bin('visitors', 'hll'), ['ann', 'bob'])` */
export function add(
  sketch: Operand<'hll'>,
  values: Operand<'list'>,
  options?: HllSizeOptions,
): Expression<'hll'> {
  return callOn(HLL.add, 'hll', sketch, { values }, 'hll', options)
}

/** The sketch united with others. `exp.hll.setUnion(exp.bin('visitors', 'hll'), [other])` */
export function setUnion(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
  options?: HllUnionOptions,
): Expression<'hll'> {
  return callOn(HLL.setUnion, 'hll', sketch, { sketches }, 'hll', options)
}

/** The sketch made smaller. `exp.hll.fold(exp.bin('visitors', 'hll'), 8)` */
export function fold(sketch: Operand<'hll'>, indexBits: Operand<'int'>): Expression<'hll'> {
  return callOn(HLL.fold, 'hll', sketch, { indexBits }, 'hll')
}

/** About how many values the sketch has seen. `exp.hll.getCount(exp.bin('visitors', 'hll'))` */
export function getCount(sketch: Operand<'hll'>): Expression<'int'> {
  return callOn(HLL.getCount, 'hll', sketch, {}, 'int')
}

/** The union with other sketches. `exp.hll.getUnion(exp.bin('visitors', 'hll'), [other])` */
export function getUnion(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
): Expression<'hll'> {
  return callOn(HLL.getUnion, 'hll', sketch, { sketches }, 'hll')
}

/** About how many values the union with other sketches has seen. `exp.hll.getUnionCount(exp.bin('visitors', 'hll'), [other])` */
export function getUnionCount(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
): Expression<'int'> {
  return callOn(HLL.getUnionCount, 'hll', sketch, { sketches }, 'int')
}

/** About how many values all sketches have seen. `exp.hll.getIntersectCount(exp.bin('visitors', 'hll'), [other])` */
export function getIntersectCount(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
): Expression<'int'> {
  return callOn(HLL.getIntersectCount, 'hll', sketch, { sketches }, 'int')
}

/** How alike the sketches are, from 0 to 1. `exp.hll.getSimilarity(exp.bin('visitors', 'hll'), [other])` */
export function getSimilarity(
  sketch: Operand<'hll'>,
  sketches: readonly HyperLogLog[] | Exp<'list'>,
): Expression<'float'> {
  return callOn(HLL.getSimilarity, 'hll', sketch, { sketches }, 'float')
}

/** Its sizes, as a list of indexBits and minhashBits. `exp.hll.describe(exp.bin('visitors', 'hll'))` */
export function describe(sketch: Operand<'hll'>): Expression<'list'> {
  return callOn(HLL.describe, 'hll', sketch, {}, 'list')
}

/** 1 when the sketch may have seen all values, 0 when it has not for sure. `exp.hll.mayContain(exp.bin('visitors', 'hll'), ['ann'])` */
export function mayContain(sketch: Operand<'hll'>, values: Operand<'list'>): Expression<'int'> {
  return callOn(HLL.mayContain, 'hll', sketch, { values }, 'int')
}
