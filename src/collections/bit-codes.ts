/**
 * The numbers of bit operations on blob bins: what a builder packs and the memory server answers.
 * Source: aerospike-server 8.1.2, as/include/base/proto.h (AS_BITS_*).
 */

/** Bit operations; a payload is `[op, args…]`. Those below 50 modify, the others read. */
export const BitOp = {
  /** `[size in bytes, flags?, resize flags?]` */
  resize: 0,
  /** `[offset in bytes, bytes, flags?]` */
  insert: 1,
  /** `[offset in bytes, size in bytes, flags?]` */
  remove: 2,
  /** `[offset in bits, size in bits, bytes, flags?]` */
  set: 3,
  /** `[offset, size, bytes, flags?]` */
  or: 4,
  /** `[offset, size, bytes, flags?]` */
  xor: 5,
  /** `[offset, size, bytes, flags?]` */
  and: 6,
  /** `[offset, size, flags?]` */
  not: 7,
  /** `[offset, size, shift, flags?]` */
  leftShift: 8,
  /** `[offset, size, shift, flags?]` */
  rightShift: 9,
  /** `[offset, size ≤ 64, value, flags?, integer flags?]` */
  add: 10,
  /** `[offset, size ≤ 64, value, flags?, integer flags?]` */
  subtract: 11,
  /** `[offset, size ≤ 64, value, flags?]` */
  setInt: 12,
  /** `[offset, size]` */
  get: 50,
  /** `[offset, size]` */
  count: 51,
  /** `[offset, size, wanted bit]` */
  leftScan: 52,
  /** `[offset, size, wanted bit]` */
  rightScan: 53,
  /** `[offset, size ≤ 64, integer flags?]` */
  getInt: 54,
} as const
export type BitOp = (typeof BitOp)[keyof typeof BitOp]

/** What a modifying bit operation may do; combined with `|`. */
export const BitWriteFlag = {
  default: 0,
  /** Only create the bin (resize and insert); an existing one is result code 6. */
  createOnly: 1,
  /** Only change an existing bin; a missing one is result code 17. */
  updateOnly: 2,
  /** Do nothing instead of failing. */
  noFail: 4,
  /** Shorten an operation that reaches past the end of the blob. */
  partial: 8,
} as const
export type BitWriteFlag = (typeof BitWriteFlag)[keyof typeof BitWriteFlag]

/** How resize changes the size; combined with `|`. */
export const BitResizeFlag = {
  /** Add or remove bytes at the end. */
  default: 0,
  /** Add or remove bytes at the beginning. */
  fromFront: 1,
  growOnly: 2,
  shrinkOnly: 4,
} as const
export type BitResizeFlag = (typeof BitResizeFlag)[keyof typeof BitResizeFlag]

/** What add and subtract do when the result does not fit. Shares one integer with {@link BitIntegerFlag}. */
export const BitOverflow = {
  /** Result code 26. */
  fail: 0,
  /** The largest or smallest value that fits. */
  saturate: 2,
  /** The low bits of the result. */
  wrap: 4,
} as const
export type BitOverflow = (typeof BitOverflow)[keyof typeof BitOverflow]

/** How the bits of an integer are read. */
export const BitIntegerFlag = {
  unsigned: 0,
  /** Two's complement. */
  signed: 1,
} as const
export type BitIntegerFlag = (typeof BitIntegerFlag)[keyof typeof BitIntegerFlag]
