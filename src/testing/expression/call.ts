import { CdtEnvelope } from '../../collections/cdt-codes.ts'
import { EXP_CALL_MODIFY, ExpCallModule, ExpOp, ExpType } from '../../expressions/codes.ts'
import { isBytes } from '../../kinds.ts'
import { ParticleType } from '../../wire/proto.ts'
import { bitsModify, bitsRead } from '../bits/index.ts'
import { cdtModify, cdtRead } from '../cdt/index.ts'
import { hllModify, hllRead } from '../hll/index.ts'
import type { OpOutcome, Particle } from '../particle.ts'
import { Kind } from '../payload/msgpack.ts'
import { Code } from '../result-code.ts'
import { PARTICLE_OF_TYPE, readType } from './data.ts'
import { type Builder, demand, given, type Node, type Runtime, type Source, toUint32 } from './node.ts'
import { type ExpressionValue, fromParticle, isParticle, PACKED_TYPE, toPacked } from './value.ts'

type Operation = (bin: Particle | undefined, payload: Buffer) => OpOutcome

interface Module {
  readonly read: Operation
  readonly modify: Operation
  /** Types the bin argument may have. */
  readonly types: readonly number[]
}

const MODULES: Readonly<Record<number, Module>> = {
  [ExpCallModule.cdt]: { read: cdtRead, modify: cdtModify, types: [ExpType.list, ExpType.map] },
  [ExpCallModule.bits]: { read: bitsRead, modify: bitsModify, types: [ExpType.blob] },
  [ExpCallModule.hll]: { read: hllRead, modify: hllModify, types: [ExpType.hll] },
}

/** Bytes of an operation's payload: as they came, or to be evaluated. */
type Part = Buffer | Node

const call: Builder = (source, count) => {
  demand(count === 4)
  const type = readType(source)
  const system = toUint32(given(source.reader.uint64()))
  const parts = readPayload(source)
  const bin = source.next()
  const module = MODULES[system & ~EXP_CALL_MODIFY]
  // A nil as bin gives its own type to the call, whatever the call says it gives (build_call, exp.c, 8.1.2).
  demand(bin.type === ExpType.nil || module?.types.includes(bin.type) === true)
  const modifies = (system & EXP_CALL_MODIFY) !== 0
  const wanted = PARTICLE_OF_TYPE[type]
  return {
    type: bin.type === ExpType.nil ? ExpType.nil : type,
    evaluate: (runtime) => {
      const payload = assemble(parts, runtime)
      const value = payload === undefined ? undefined : bin.evaluate(runtime)
      if (payload === undefined || value === undefined || module === undefined) return undefined
      return modifies ? modified(module, value, payload, wanted) : read(module, value, payload, wanted)
    },
  }
}

function read(
  module: Module,
  value: ExpressionValue,
  payload: Buffer,
  wanted: number | undefined,
): ExpressionValue {
  if (!isParticle(value) || value.type === PACKED_TYPE) return undefined
  const { code, result } = module.read(value, payload)
  return code === Code.ok && (result?.type ?? ParticleType.null) === wanted
    ? fromParticle(result ?? NO_PARTICLE)
    : undefined
}
const NO_PARTICLE: Particle = { type: ParticleType.null, data: Buffer.alloc(0) }

/** The modified value; the record's bin stays as it is. */
function modified(
  module: Module,
  value: ExpressionValue,
  payload: Buffer,
  wanted: number | undefined,
): ExpressionValue {
  if (value !== null && (!isParticle(value) || value.type === PACKED_TYPE)) return undefined
  const bin = value ?? undefined
  const { code, bin: changed = bin } = module.modify(bin, payload)
  return code === Code.ok && (changed?.type ?? ParticleType.null) === wanted ? (changed ?? null) : undefined
}

/** Reads `[op, args…]`: each argument that is a list is an expression, everything else stands for itself. */
function readPayload(source: Source): Part[] {
  const { reader } = source
  const start = reader.offset
  let count = given(reader.listCount())
  demand(count > 0)
  let op = given(reader.uint64())
  if (op === BigInt(CdtEnvelope.context)) {
    demand(count === 3 && reader.skip(1))
    count = given(reader.listCount())
    op = given(reader.uint64())
  } else if (op === BigInt(CdtEnvelope.select)) {
    readSelect(source, count)
    count = 1
  }
  const parts: Part[] = [reader.buffer.subarray(start, reader.offset)]
  for (let i = 1; i < count; i++) parts.push(readArgument(source))
  return parts
}

/** A path expression's parts are never evaluated here. */
function readSelect({ reader }: Source, count: number): void {
  demand(count === 3 || count === 4)
  demand(reader.peek() === Kind.list && reader.skip(1))
  given(reader.uint64())
  demand(count === 3 || reader.skip(1))
}

function readArgument(source: Source): Part {
  return source.reader.peek() === Kind.list ? source.next() : given(source.reader.element())
}

function assemble(parts: readonly Part[], runtime: Runtime): Buffer | undefined {
  if (parts.length === 1 && isBytes(parts[0])) return parts[0]
  const packed: Buffer[] = []
  for (const part of parts) {
    const bytes = isBytes(part) ? part : toPacked(part.evaluate(runtime))
    if (bytes === undefined) return undefined
    packed.push(bytes)
  }
  return Buffer.concat(packed)
}

export const CALL: Readonly<Record<number, Builder>> = { [ExpOp.call]: call }
