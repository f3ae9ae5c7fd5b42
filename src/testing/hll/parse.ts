import { HllOp, HllWriteFlag } from '../../collections/hll-codes.ts'
import { compactScalar } from '../payload/compact.ts'
import { Kind } from '../payload/msgpack.ts'
import { PayloadReader } from '../payload/reader.ts'
import { HEADER_SIZE, Sketch, sketchSize, validBits, validIndexBits, validMinhashBits } from './sketch.ts'

/** A HyperLogLog operation as its payload says it. */
export interface HllRequest {
  readonly op: HllOp
  /** `undefined` when not given. */
  indexBits: number | undefined
  minhashBits: number | undefined
  flags: number
  /** Values to add or look for, each packed. */
  values: Buffer[]
  sketches: Sketch[]
}

type ArgumentReader = (reader: PayloadReader, request: HllRequest) => boolean

interface Grammar {
  readonly required: number
  readonly args: readonly ArgumentReader[]
}

const indexBits: ArgumentReader = (reader, request) => {
  const bits = reader.int64()
  if (bits === undefined) return false
  if (bits === -1n) return true
  if (bits < 0n || !validIndexBits(Number(bits))) return false
  request.indexBits = Number(bits)
  return true
}

const minhashBits: ArgumentReader = (reader, request) => {
  const bits = reader.int64()
  if (bits === undefined) return false
  if (bits === -1n) return true
  if (bits < 0n || !validMinhashBits(Number(bits))) return false
  request.minhashBits = Number(bits)
  return request.indexBits === undefined || validBits(request.indexBits, request.minhashBits)
}

function flags(allowed: number): ArgumentReader {
  const both = HllWriteFlag.createOnly | HllWriteFlag.updateOnly
  return (reader, request) => {
    const value = reader.uint64()
    if (value === undefined || (value & ~BigInt(allowed)) !== 0n) return false
    request.flags = Number(value)
    return (request.flags & both) !== both
  }
}

const values: ArgumentReader = (reader, request) => {
  const count = reader.listCount()
  if (count === undefined || count === 0) return false
  for (let i = 0; i < count; i++) {
    const type = reader.peek()
    if (type === Kind.list || type === Kind.map) return false
    const element = reader.element()
    if (element === undefined) return false
    request.values.push(compactScalar(element))
  }
  return true
}

/** A list of HLLs, or one alone. */
const sketches: ArgumentReader = (reader, request) => {
  const count = reader.peek() === Kind.list ? reader.listCount() : 1
  if (count === undefined || count === 0) return false
  for (let i = 0; i < count; i++) {
    const typed = reader.bytes()
    const sketch = typed === undefined ? undefined : sketchOf(typed.subarray(1))
    if (sketch === undefined) return false
    request.sketches.push(sketch)
  }
  return true
}

/** More than two can only be intersected by their minhash bits, which then must be the same. */
const sketchesToIntersect: ArgumentReader = (reader, request) => {
  if (!sketches(reader, request)) return false
  if (request.sketches.length <= 2) return true
  const bits = request.sketches[0]?.minhashBits
  return bits !== 0 && request.sketches.every((sketch) => sketch.minhashBits === bits)
}

/** Unlike a bin's, an argument's index and minhash bits are not limited in their sum. */
function sketchOf(data: Buffer): Sketch | undefined {
  const [flag, index = 0, minhash = 0] = data
  if (data.length < HEADER_SIZE || flag !== 0 || !validIndexBits(index) || !validMinhashBits(minhash))
    return undefined
  return data.length === sketchSize(index, minhash) ? new Sketch(data) : undefined
}

const createFlags = HllWriteFlag.createOnly | HllWriteFlag.noFail
const bothFlags = createFlags | HllWriteFlag.updateOnly

/** Each operation's arguments (hll_modify_op_table and hll_read_op_table, particle_hll.c, 8.1.2). */
const GRAMMARS: Readonly<Record<number, Grammar>> = {
  [HllOp.init]: { required: 0, args: [indexBits, minhashBits, flags(bothFlags)] },
  [HllOp.add]: { required: 1, args: [values, indexBits, minhashBits, flags(createFlags)] },
  [HllOp.setUnion]: { required: 1, args: [sketches, flags(bothFlags | HllWriteFlag.allowFold)] },
  [HllOp.refreshCount]: { required: 0, args: [] },
  [HllOp.fold]: { required: 1, args: [indexBits] },
  [HllOp.getCount]: { required: 0, args: [] },
  [HllOp.getUnion]: { required: 1, args: [sketches] },
  [HllOp.getUnionCount]: { required: 1, args: [sketches] },
  [HllOp.getIntersectCount]: { required: 1, args: [sketchesToIntersect] },
  [HllOp.getSimilarity]: { required: 1, args: [sketchesToIntersect] },
  [HllOp.describe]: { required: 0, args: [] },
  [HllOp.mayContain]: { required: 1, args: [values] },
}

/** The head of a payload `[op, args…]`, whose arguments are read by {@link HllHead.request}. */
export interface HllHead {
  /** Reads the arguments; `undefined` when the server would call one a bad parameter. */
  request(): HllRequest | undefined
}

/** Reads the operation's code; `undefined` when the server would call it a bad parameter. */
export function parseHllHead(payload: Buffer, reads: boolean): HllHead | undefined {
  const reader = new PayloadReader(payload)
  const count = reader.listCount()
  const op = count === undefined || count === 0 ? undefined : reader.uint64()
  if (count === undefined || op === undefined) return undefined
  // The server keeps the code's low 32 bits.
  const code = Number(BigInt.asUintN(32, op))
  const grammar = GRAMMARS[code]
  if (grammar === undefined || code >= HllOp.getCount !== reads) return undefined
  return { request: () => parseArguments(code as HllOp, grammar, reader, count - 1) }
}

function parseArguments(
  op: HllOp,
  grammar: Grammar,
  reader: PayloadReader,
  given: number,
): HllRequest | undefined {
  if (given < grammar.required || given > grammar.args.length) return undefined
  const request: HllRequest = {
    op,
    indexBits: undefined,
    minhashBits: undefined,
    flags: 0,
    values: [],
    sketches: [],
  }
  for (const read of grammar.args.slice(0, given)) if (!read(reader, request)) return undefined
  return request
}
