import { isLess, Sketch } from './sketch.ts'

/** An empty sketch that all of them can be brought to: the fewest index bits, and minhash bits when all agree. */
export function compatible(sketches: readonly Sketch[]): Sketch {
  const indexBits = Math.min(...sketches.map((sketch) => sketch.indexBits))
  const minhashBits = sketches[0]?.minhashBits ?? 0
  const agree = sketches.every((sketch) => sketch.minhashBits === minhashBits)
  return Sketch.empty(indexBits, agree ? minhashBits : 0)
}

/** The union of all (hmh_union, particle_hll.c, 8.1.2). */
export function union(sketches: readonly Sketch[]): Sketch {
  const into = compatible(sketches)
  for (const sketch of sketches) unite(into, sketch)
  return into
}

/** Raises the registers of `into`, which has no more index bits, to those of `sketch`. */
export function unite(into: Sketch, sketch: Sketch): void {
  const mask = into.count - 1
  const runsOnly = into.minhashBits === 0
  for (let register = 0; register < sketch.count; register++) {
    const at = register & mask
    const run = sketch.run(register)
    const minhash = runsOnly ? 0 : sketch.minhash(register)
    if (isLess(into.run(at), into.minhash(at), run, minhash)) into.set(at, run, minhash)
  }
}

/** Clears the registers of `into` that differ from those of `sketch`. */
export function intersect(into: Sketch, sketch: Sketch): void {
  const mask = into.count - 1
  for (let register = 0; register < sketch.count; register++) {
    const at = register & mask
    const equal = into.run(at) === sketch.run(register) && into.minhash(at) === sketch.minhash(register)
    if (!equal) into.set(at, 0, 0)
  }
}

export function usedRegisters(sketch: Sketch): number {
  let used = 0
  for (let register = 0; register < sketch.count; register++) {
    if (sketch.run(register) !== 0 || sketch.minhash(register) !== 0) used++
  }
  return used
}
