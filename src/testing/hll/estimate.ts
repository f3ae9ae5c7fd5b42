import { exactPow } from '../exact-math.ts'
import { compatible, intersect, union, unite, usedRegisters } from './combine.ts'
import { HEADER_SIZE, type Sketch } from './sketch.ts'

/** Number of values a run of zeros can take (HLL_MAX_VALUE). */
const RUNS = 64

/** Estimated number of values added (Ertl 2017, algorithm 6, as hmh_estimate_cardinality of particle_hll.c has it). */
export function cardinality(sketch: Sketch): bigint {
  if (sketch.remembered !== 0n) return sketch.remembered
  const registers = sketch.count
  const histogram = new Array<number>(RUNS + 1).fill(0)
  for (let register = 0; register < registers; register++) {
    const run = sketch.run(register)
    histogram[run] = (histogram[run] ?? 0) + 1
  }
  let z = registers * tau((histogram[RUNS] ?? 0) / registers)
  for (let run = RUNS; run > 0; run--) z = 0.5 * (z + (histogram[run] ?? 0))
  z += registers * sigma((histogram[0] ?? 0) / registers)
  return rounded((alpha(sketch.indexBits) * registers * registers) / z)
}

export function unionCardinality(sketches: readonly Sketch[]): bigint {
  return cardinality(union(sketches))
}

export function intersectCardinality(sketches: readonly Sketch[]): bigint {
  if (compatible(sketches).minhashBits === 0) return runsIntersectCardinality(sketches)
  const share = minhashSimilarity(sketches)
  return Number.isNaN(share) ? 0n : rounded(Number(unionCardinality(sketches)) * share)
}

/** Share of the union that is in all of them, from 0 to 1; `undefined` when the union is empty. */
export function similarity(sketches: readonly Sketch[]): number {
  if (compatible(sketches).minhashBits !== 0) return minhashSimilarity(sketches)
  return Number(runsIntersectCardinality(sketches)) / Number(unionCardinality(sketches))
}

/** Whether {@link similarity} is a quotient of two counts, whose 0 / 0 has the sign bit set on the server's hardware. */
export function similarityIsQuotient(sketches: readonly Sketch[]): boolean {
  return compatible(sketches).minhashBits === 0
}

/** By inclusion and exclusion, of two or three sketches. */
function runsIntersectCardinality(sketches: readonly Sketch[]): bigint {
  const all = unionCardinality(sketches)
  const sum = sketches.reduce((total, sketch) => saturatingAdd(total, cardinality(sketch)), 0n)
  const [a, b, c] = sketches
  if (a === undefined || b === undefined || c === undefined) return sum > all ? sum - all : 0n
  const pairs = intersectCardinality([a, b]) + intersectCardinality([b, c]) + intersectCardinality([a, c])
  const result = BigInt.asIntN(64, all - (sum - pairs))
  return result < 0n ? 0n : result
}

function saturatingAdd(a: bigint, b: bigint): bigint {
  return a + b > UINT64_MAX ? UINT64_MAX : a + b
}
const UINT64_MAX = 2n ** 64n - 1n

/** Share of equal registers (Yu and Weber 2017, as hmh_estimate_similarity has it). */
function minhashSimilarity(sketches: readonly Sketch[]): number {
  const filled = sketches.filter(hasData)
  if (filled.length < sketches.length) return filled.length > 0 ? 0 : NaN
  const unionUsed = usedRegisters(union(sketches))
  const common = compatible(sketches)
  const [first, second, ...others] = sketches
  if (first === undefined || second === undefined) return NaN
  unite(common, first)
  for (const sketch of [second, ...others]) intersect(common, sketch)
  const collisions = others.length === 0 ? expectedCollisions(common, first, second) : 0
  return Math.max(0, (usedRegisters(common) - collisions) / unionUsed)
}

/** The server looks at the first 2^indexBits bytes of the registers only (hmh_has_data). */
function hasData(sketch: Sketch): boolean {
  const bytes = sketch.data.subarray(HEADER_SIZE, HEADER_SIZE + sketch.count)
  return bytes.some((byte) => byte !== 0)
}

function expectedCollisions(common: Sketch, first: Sketch, second: Sketch): number {
  const registers = common.count
  const a = Number(cardinality(first))
  const b = Number(cardinality(second))
  let sum = 0
  for (let run = 1; run <= RUNS; run++) {
    const low = 1 - (run === RUNS ? 0 : 2 ** -run) / registers
    const high = 1 - 2 ** (1 - run) / registers
    sum += (exactPow(low, a) - exactPow(high, a)) * (exactPow(low, b) - exactPow(high, b))
  }
  return (sum * registers) / 2 ** common.minhashBits
}

function rounded(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.round(value)) : 0n
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0
  let value = share
  let y = 1
  let z = 1 - value
  for (let before = NaN; before !== z;) {
    value = Math.sqrt(value)
    before = z
    y *= 0.5
    z -= (1 - value) * (1 - value) * y
  }
  return z / 3
}

function sigma(share: number): number {
  if (share === 1) return Infinity
  let value = share
  let y = 1
  let z = value
  for (let before = NaN; before !== z;) {
    value *= value
    before = z
    z += value * y
    y += y
  }
  return z
}

function alpha(indexBits: number): number {
  if (indexBits === 4) return 0.673
  if (indexBits === 5) return 0.697
  if (indexBits === 6) return 0.709
  return 0.7213 / (1 + 1.079 / (1 << indexBits))
}
