import { HllOp, HllWriteFlag } from '../../collections/hll-codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import type { OpOutcome, Particle } from '../particle.ts'
import { doubleParticle, integerParticle } from '../payload/particles.ts'
import { Code } from '../result-code.ts'
import { union } from './combine.ts'
import {
  cardinality,
  intersectCardinality,
  similarity,
  similarityIsQuotient,
  unionCardinality,
} from './estimate.ts'
import { type HllRequest, parseHllHead } from './parse.ts'
import { isValidHll, Sketch, validBits } from './sketch.ts'

export { isValidHll } from './sketch.ts'

const DONE: OpOutcome = { code: Code.ok }
const REFUSED: OpOutcome = { code: Code.parameter }
const NOT_APPLICABLE: OpOutcome = { code: Code.opNotApplicable }

/**
 * What a reading HyperLogLog operation answers for a bin; a missing bin answers nothing, whatever the payload
 * (hll_read, particle_hll.c; process_bin_read_op, rw_utils.c, 8.1.2).
 */
export function hllRead(bin: Particle | undefined, payload: Buffer): OpOutcome {
  if (bin === undefined) return DONE
  const head = parseHllHead(payload, true)
  if (head === undefined) return REFUSED
  const wrong = wrongBin(bin)
  if (wrong !== undefined) return wrong
  const request = head.request()
  if (request === undefined) return REFUSED
  const sketch = new Sketch(bin.data)
  if (!canIntersect(request, sketch)) return NOT_APPLICABLE
  return { code: Code.ok, result: answer(request, sketch) }
}

/** What a modifying HyperLogLog operation makes of a bin (hll_modify, particle_hll.c, 8.1.2). */
export function hllModify(bin: Particle | undefined, payload: Buffer): OpOutcome {
  const head = parseHllHead(payload, false)
  if (head === undefined) return REFUSED
  const wrong = bin === undefined ? undefined : wrongBin(bin)
  if (wrong !== undefined) return wrong
  const request = head.request()
  if (request === undefined) return REFUSED
  if (bin !== undefined && (request.flags & HllWriteFlag.createOnly) !== 0)
    return failure(request, Code.binExists)
  if (bin === undefined && (request.flags & HllWriteFlag.updateOnly) !== 0)
    return failure(request, Code.binNotFound)
  return modified(request, bin === undefined ? undefined : new Sketch(bin.data))
}

function wrongBin(bin: Particle): OpOutcome | undefined {
  if (bin.type !== ParticleType.hll) return { code: Code.incompatibleType }
  return isValidHll(bin.data) ? undefined : { code: Code.unknown }
}

function failure(request: HllRequest, code: number): OpOutcome {
  return (request.flags & HllWriteFlag.noFail) !== 0 ? DONE : { code }
}

function modified(request: HllRequest, old: Sketch | undefined): OpOutcome {
  switch (request.op) {
    case HllOp.init:
      return stored(initialized(request, old))
    case HllOp.add:
      return added(request, old)
    case HllOp.setUnion:
      return stored(united(request, old))
    case HllOp.refreshCount:
      return old === undefined ? { code: Code.binNotFound } : refreshed(old)
    default:
      return old === undefined ? { code: Code.binNotFound } : stored(folded(request, old))
  }
}

function stored(sketch: Sketch | undefined): OpOutcome {
  return sketch === undefined ? NOT_APPLICABLE : { code: Code.ok, bin: binOf(sketch) }
}

function binOf(sketch: Sketch): Particle {
  return { type: ParticleType.hll, data: sketch.data }
}

/** An empty sketch of the sizes asked for, by default the bin's; `undefined` when they do not go together. */
function initialized(request: HllRequest, old: Sketch | undefined): Sketch | undefined {
  const indexBits = request.indexBits ?? old?.indexBits
  const minhashBits = request.minhashBits ?? old?.minhashBits ?? 0
  if (indexBits === undefined || !validBits(indexBits, minhashBits)) return undefined
  return Sketch.empty(indexBits, minhashBits)
}

function added(request: HllRequest, old: Sketch | undefined): OpOutcome {
  const sketch = old === undefined ? initialized(request, undefined) : old.copy()
  if (sketch === undefined) return NOT_APPLICABLE
  let grown = 0n
  for (const value of request.values) if (sketch.add(value)) grown++
  return { code: Code.ok, bin: binOf(sketch), result: integerParticle(grown) }
}

function united(request: HllRequest, old: Sketch | undefined): Sketch | undefined {
  if (old === undefined) return union(request.sketches)
  const result = union([...request.sketches, old])
  const smaller = result.indexBits !== old.indexBits || result.minhashBits !== old.minhashBits
  return smaller && (request.flags & HllWriteFlag.allowFold) === 0 ? undefined : result
}

function refreshed(old: Sketch): OpOutcome {
  const sketch = old.copy()
  sketch.remembered = cardinality(old)
  return { code: Code.ok, bin: binOf(sketch), result: integerParticle(sketch.remembered) }
}

/** The bin with fewer index bits; `undefined` when it has minhash bits, or has fewer index bits already. */
function folded(request: HllRequest, old: Sketch): Sketch | undefined {
  const indexBits = request.indexBits
  if (old.minhashBits > 0 || indexBits === undefined || indexBits > old.indexBits) return undefined
  return indexBits === old.indexBits ? old.copy() : union([Sketch.empty(indexBits, 0), old])
}

/** Three and more sketches next to the bin's need its minhash bits (hll_read_prepare_intersect). */
function canIntersect(request: HllRequest, sketch: Sketch): boolean {
  const intersects = request.op === HllOp.getIntersectCount || request.op === HllOp.getSimilarity
  if (!intersects || request.sketches.length <= 2) return true
  return sketch.minhashBits !== 0 && sketch.minhashBits === request.sketches[0]?.minhashBits
}

function answer(request: HllRequest, sketch: Sketch): Particle {
  const all = [...request.sketches, sketch]
  switch (request.op) {
    case HllOp.getCount:
      return integerParticle(cardinality(sketch))
    case HllOp.getUnion:
      return binOf(union(all))
    case HllOp.getUnionCount:
      return integerParticle(unionCardinality(all))
    case HllOp.getIntersectCount:
      return integerParticle(intersectCardinality(all))
    case HllOp.getSimilarity:
      return similarityParticle(all)
    case HllOp.describe:
      return {
        type: ParticleType.list,
        data: Buffer.from([0x92, sketch.indexBits, sketch.minhashBits]),
      }
    default:
      return integerParticle(request.values.every((value) => sketch.mayContain(value)) ? 1n : 0n)
  }
}

/** Without values in either, sketches with minhash bits give the constant NaN, whose sign bit is clear. */
function similarityParticle(sketches: readonly Sketch[]): Particle {
  const value = similarity(sketches)
  const particle = doubleParticle(value)
  if (Number.isNaN(value) && !similarityIsQuotient(sketches)) particle.data[0] = 0x7f
  return particle
}
