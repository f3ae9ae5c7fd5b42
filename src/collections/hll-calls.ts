import { modifyCalls, readCalls } from './call.ts'
import { HllOp, HllWriteFlag } from './hll-codes.ts'

const FLAGS = {
  createOnly: HllWriteFlag.createOnly,
  updateOnly: HllWriteFlag.updateOnly,
  noFail: HllWriteFlag.noFail,
} as const
const SIZES = [{ indexBits: 'integer' }, { minhashBits: 'integer' }] as const

const VALUES = { values: 'values' } as const
const SKETCHES = { sketches: 'sketches' } as const

/** Calls on HyperLogLogs (aerospike-server 8.1.2, as/src/base/particle_hll.c, hll_modify_op_table, hll_read_op_table). */
export const HLL = {
  ...modifyCalls('hll', 'hll', {
    init: { op: HllOp.init, params: {}, words: [...SIZES, FLAGS] },
    add: { op: HllOp.add, params: VALUES, words: [...SIZES, FLAGS] },
    setUnion: {
      op: HllOp.setUnion,
      params: SKETCHES,
      words: [{ ...FLAGS, allowFold: HllWriteFlag.allowFold }],
    },
    refreshCount: { op: HllOp.refreshCount, params: {} },
    fold: { op: HllOp.fold, params: { indexBits: 'integer' } },
  }),
  ...readCalls('hll', 'hll', {
    getCount: { op: HllOp.getCount, params: {} },
    getUnion: { op: HllOp.getUnion, params: SKETCHES },
    getUnionCount: { op: HllOp.getUnionCount, params: SKETCHES },
    getIntersectCount: { op: HllOp.getIntersectCount, params: SKETCHES },
    getSimilarity: { op: HllOp.getSimilarity, params: SKETCHES },
    describe: { op: HllOp.describe, params: {} },
    mayContain: { op: HllOp.mayContain, params: VALUES },
  }),
} as const
