import {
  BitIntegerFlag,
  BitOp,
  BitOverflow,
  BitResizeFlag,
  BitWriteFlag,
} from '../../collections/bit-codes.ts'
import { PROTO_BODY_MAX } from '../../wire/proto.ts'
import { PayloadReader } from '../payload/reader.ts'

/** A bit operation as its payload says it. */
export interface BitRequest {
  readonly op: BitOp
  /** In bits; negative counts from the end. */
  offset: number
  /** In bits. */
  size: number
  value: bigint
  bytes: Buffer
  flags: number
  subflags: number
}

type ArgumentReader = (reader: PayloadReader, request: BitRequest) => boolean

interface Grammar {
  readonly required: number
  readonly args: readonly ArgumentReader[]
}

const BITS_MAX = PROTO_BODY_MAX * 8

/** An integer within ±max; the server keeps its low 32 bits (labs of the least int64 is itself negative). */
function readOffset(reader: PayloadReader, max: number, unit: number, request: BitRequest): boolean {
  const offset = reader.int64()
  if (offset === undefined) return false
  if (offset !== LEAST_INT64 && (offset > max || offset < -max)) return false
  request.offset = Number(BigInt.asIntN(32, offset)) * unit
  return true
}
const LEAST_INT64 = -(2n ** 63n)

function readSize(
  reader: PayloadReader,
  min: number,
  max: number,
  unit: number,
  request: BitRequest,
): boolean {
  const size = reader.uint64()
  if (size === undefined || size < min || size > max) return false
  request.size = Number(size) * unit
  return true
}

const byteOffset: ArgumentReader = (reader, request) => readOffset(reader, PROTO_BODY_MAX, 8, request)
const bitOffset: ArgumentReader = (reader, request) => readOffset(reader, BITS_MAX, 1, request)
const byteSize: ArgumentReader = (reader, request) => readSize(reader, 1, PROTO_BODY_MAX, 8, request)
const newByteSize: ArgumentReader = (reader, request) => readSize(reader, 0, PROTO_BODY_MAX, 8, request)
const bitSize: ArgumentReader = (reader, request) => readSize(reader, 1, BITS_MAX, 1, request)
const integerSize: ArgumentReader = (reader, request) => readSize(reader, 1, 64, 1, request)

const wantedBit: ArgumentReader = (reader, request) => {
  const bit = reader.bool()
  request.value = bit === true ? 1n : 0n
  return bit !== undefined
}

const integer: ArgumentReader = (reader, request) => {
  const value = reader.uint64()
  request.value = value ?? 0n
  return value !== undefined
}

const shift: ArgumentReader = (reader, request) => integer(reader, request) && request.value <= BITS_MAX

/** Bytes behind a blob's type byte, which is not looked at; never fewer than the size asked for. */
const bytes: ArgumentReader = (reader, request) => {
  const typed = reader.bytes()
  if (typed === undefined || typed.length <= 1) return false
  request.bytes = typed.subarray(1)
  if (request.size === 0) request.size = request.bytes.length * 8
  return request.bytes.length * 8 >= request.size
}

/** Flags of `allowed`, never both of `pair`. */
function readFlags(reader: PayloadReader, allowed: number, pair: number): number | undefined {
  const value = reader.uint64()
  if (value === undefined || (value & ~BigInt(allowed)) !== 0n) return undefined
  const flags = Number(value)
  return (flags & pair) === pair ? undefined : flags
}

function flags(allowed: number): ArgumentReader {
  return (reader, request) => {
    const value = readFlags(reader, allowed, BitWriteFlag.createOnly | BitWriteFlag.updateOnly)
    request.flags = value ?? 0
    return value !== undefined
  }
}

function subflags(allowed: number, pair: number): ArgumentReader {
  return (reader, request) => {
    const value = readFlags(reader, allowed, pair)
    request.subflags = value ?? 0
    return value !== undefined
  }
}

const createFlags = flags(BitWriteFlag.createOnly | BitWriteFlag.updateOnly | BitWriteFlag.noFail)
const changeFlags = flags(BitWriteFlag.updateOnly | BitWriteFlag.noFail | BitWriteFlag.partial)
const integerFlags = flags(BitWriteFlag.updateOnly | BitWriteFlag.noFail)
const oneWay = BitResizeFlag.growOnly | BitResizeFlag.shrinkOnly
const sizeFlags = subflags(oneWay | BitResizeFlag.fromFront, oneWay)
const overflows = BitOverflow.saturate | BitOverflow.wrap
const arithmeticFlags = subflags(overflows | BitIntegerFlag.signed, overflows)
const signFlag = subflags(BitIntegerFlag.signed, overflows)

const change = (...args: ArgumentReader[]): Grammar => ({ required: args.length - 1, args })

/** Each operation's arguments (bits_modify_op_table and bits_read_op_table, particle_blob.c, 8.1.2). */
const GRAMMARS: Readonly<Record<number, Grammar>> = {
  [BitOp.resize]: { required: 1, args: [newByteSize, createFlags, sizeFlags] },
  [BitOp.insert]: change(byteOffset, bytes, createFlags),
  [BitOp.remove]: change(byteOffset, byteSize, changeFlags),
  [BitOp.set]: change(bitOffset, bitSize, bytes, changeFlags),
  [BitOp.or]: change(bitOffset, bitSize, bytes, changeFlags),
  [BitOp.xor]: change(bitOffset, bitSize, bytes, changeFlags),
  [BitOp.and]: change(bitOffset, bitSize, bytes, changeFlags),
  [BitOp.not]: change(bitOffset, bitSize, changeFlags),
  [BitOp.leftShift]: change(bitOffset, bitSize, shift, changeFlags),
  [BitOp.rightShift]: change(bitOffset, bitSize, shift, changeFlags),
  [BitOp.add]: { required: 3, args: [bitOffset, integerSize, integer, integerFlags, arithmeticFlags] },
  [BitOp.subtract]: { required: 3, args: [bitOffset, integerSize, integer, integerFlags, arithmeticFlags] },
  [BitOp.setInt]: change(bitOffset, integerSize, integer, integerFlags),
  [BitOp.get]: { required: 2, args: [bitOffset, bitSize] },
  [BitOp.count]: { required: 2, args: [bitOffset, bitSize] },
  [BitOp.leftScan]: { required: 3, args: [bitOffset, bitSize, wantedBit] },
  [BitOp.rightScan]: { required: 3, args: [bitOffset, bitSize, wantedBit] },
  [BitOp.getInt]: { required: 2, args: [bitOffset, integerSize, signFlag] },
}

/** Reads a payload `[op, args…]`; `undefined` when the server would call it a bad parameter. */
export function parseBitRequest(payload: Buffer, reads: boolean): BitRequest | undefined {
  const reader = new PayloadReader(payload)
  const count = reader.listCount()
  const op = count === undefined || count === 0 ? undefined : reader.uint64()
  if (count === undefined || op === undefined) return undefined
  // The server keeps the code's low 32 bits.
  const code = Number(BigInt.asUintN(32, op))
  const grammar = GRAMMARS[code]
  if (grammar === undefined || code >= BitOp.get !== reads) return undefined
  const given = count - 1
  if (given < grammar.required || given > grammar.args.length) return undefined
  const request: BitRequest = {
    op: code as BitOp,
    offset: 0,
    size: 0,
    value: 0n,
    bytes: NO_BYTES,
    flags: 0,
    subflags: 0,
  }
  for (const read of grammar.args.slice(0, given)) if (!read(reader, request)) return undefined
  return request
}
const NO_BYTES = Buffer.alloc(0)
