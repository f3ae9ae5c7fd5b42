/**
 * The numbers of HyperLogLog operations: what a builder packs and the memory server answers.
 * Source: aerospike-server 8.1.2, as/include/base/proto.h (AS_HLL_*) and as/src/base/particle_hll.c.
 */

/** HyperLogLog operations; a payload is `[op, args…]`. Those below 50 modify, the others read. */
export const HllOp = {
  /** `[index bits?, minhash bits?, flags?]`; -1 leaves a number of bits as it is. */
  init: 0,
  /** `[values, index bits?, minhash bits?, flags?]`; answers how many registers grew. */
  add: 1,
  /** `[HLLs, flags?]` */
  setUnion: 2,
  /** `[]`; answers the estimate and keeps it in the bin. */
  refreshCount: 3,
  /** `[index bits]` */
  fold: 4,
  /** `[]` */
  getCount: 50,
  /** `[HLLs]` */
  getUnion: 51,
  /** `[HLLs]` */
  getUnionCount: 52,
  /** `[HLLs]` */
  getIntersectCount: 53,
  /** `[HLLs]` */
  getSimilarity: 54,
  /** `[]`; answers `[index bits, minhash bits]`. */
  describe: 55,
  /** `[values]`; answers 1 when all of them may have been added, else 0. */
  mayContain: 56,
} as const
export type HllOp = (typeof HllOp)[keyof typeof HllOp]

/** What a modifying HyperLogLog operation may do; combined with `|`. */
export const HllWriteFlag = {
  default: 0,
  /** Only create the bin; an existing one is result code 6. */
  createOnly: 1,
  /** Only change an existing bin; a missing one is result code 17. */
  updateOnly: 2,
  /** Do nothing instead of failing on the two above. */
  noFail: 4,
  /** setUnion: let the result have fewer index or minhash bits than the bin. */
  allowFold: 8,
} as const
export type HllWriteFlag = (typeof HllWriteFlag)[keyof typeof HllWriteFlag]

/** Sizes a HyperLogLog may have. */
export const HllLimit = {
  minIndexBits: 4,
  maxIndexBits: 16,
  /** Least number of minhash bits, besides 0. */
  minMinhashBits: 4,
  maxMinhashBits: 51,
  /** Largest sum of both. */
  maxCombinedBits: 64,
} as const
