import { BitIntegerFlag, BitOp, BitOverflow, BitResizeFlag, BitWriteFlag } from './bit-codes.ts'
import { modifyCalls, readCalls } from './call.ts'

const FLAGS = {
  createOnly: BitWriteFlag.createOnly,
  updateOnly: BitWriteFlag.updateOnly,
  noFail: BitWriteFlag.noFail,
  partial: BitWriteFlag.partial,
} as const
const RESIZE_FLAGS = {
  fromFront: BitResizeFlag.fromFront,
  growOnly: BitResizeFlag.growOnly,
  shrinkOnly: BitResizeFlag.shrinkOnly,
} as const
const SIGNED = { signed: BitIntegerFlag.signed } as const
const INTEGER_FLAGS = { ...SIGNED, overflow: BitOverflow } as const

const RANGE = { offset: 'integer', size: 'count' } as const
const COMBINED = { ...RANGE, bytes: 'bytes' } as const
const SHIFTED = { ...RANGE, shift: 'count' } as const
const COUNTED = { ...RANGE, amount: 'word64' } as const
const SCANNED = { ...RANGE, bit: 'boolean' } as const

/** Calls on the bits of blobs (aerospike-server 8.1.2, as/src/base/particle_blob.c, bits_modify_op_table, bits_read_op_table). */
export const BITS = {
  ...modifyCalls('bits', 'bit', {
    resize: { op: BitOp.resize, params: { byteSize: 'count' }, words: [FLAGS, RESIZE_FLAGS] },
    insert: { op: BitOp.insert, params: { byteOffset: 'integer', bytes: 'bytes' }, words: [FLAGS] },
    remove: { op: BitOp.remove, params: { byteOffset: 'integer', byteSize: 'count' }, words: [FLAGS] },
    set: { op: BitOp.set, params: COMBINED, words: [FLAGS] },
    or: { op: BitOp.or, params: COMBINED, words: [FLAGS] },
    xor: { op: BitOp.xor, params: COMBINED, words: [FLAGS] },
    and: { op: BitOp.and, params: COMBINED, words: [FLAGS] },
    not: { op: BitOp.not, params: RANGE, words: [FLAGS] },
    leftShift: { op: BitOp.leftShift, params: SHIFTED, words: [FLAGS] },
    rightShift: { op: BitOp.rightShift, params: SHIFTED, words: [FLAGS] },
    add: { op: BitOp.add, params: COUNTED, words: [FLAGS, INTEGER_FLAGS] },
    subtract: { op: BitOp.subtract, params: COUNTED, words: [FLAGS, INTEGER_FLAGS] },
    setInt: { op: BitOp.setInt, params: { ...RANGE, value: 'word64' }, words: [FLAGS] },
  }),
  ...readCalls('bits', 'bit', {
    get: { op: BitOp.get, params: RANGE },
    count: { op: BitOp.count, params: RANGE },
    leftScan: { op: BitOp.leftScan, params: SCANNED },
    rightScan: { op: BitOp.rightScan, params: SCANNED },
    getInt: { op: BitOp.getInt, params: RANGE, spareWords: [SIGNED] },
  }),
} as const
