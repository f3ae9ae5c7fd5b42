import { cross, dot, minus, type Vector } from './sphere.ts'

/** An area of the sphere. */
export interface Region {
  contains(point: Vector): boolean
}

/** All points within an angle (radians) of a centre; compares squared chords, as S2Cap does. */
export function circle(centre: Vector, angle: number): Region {
  const half = Math.sin(Math.min(angle, Math.PI) / 2)
  const limit = Math.min(4, 4 * half * half)
  return {
    contains: (point) => {
      const chord = minus(centre, point)
      return angle >= 0 && Math.min(4, dot(chord, chord)) <= limit
    },
  }
}

/** Points inside an odd number of loops: the first is the outline, the others are holes or islands. */
export function polygon(loops: readonly Region[]): Region {
  return { contains: (point) => loops.filter((loop) => loop.contains(point)).length % 2 === 1 }
}

export function anyOf(regions: readonly Region[]): Region {
  return { contains: (point) => regions.some((region) => region.contains(point)) }
}

/** The smaller of the two areas a closed line of great circles bounds, whichever way it turns (S2Loop::Normalize). */
export function loop(vertices: readonly Vector[]): Region {
  const line = signedArea(vertices) < 0 ? [...vertices].reverse() : vertices
  return { contains: (point) => turns(line, point) > Math.PI }
}

/** Positive when the line goes counterclockwise around less than half of the sphere. */
function signedArea(vertices: readonly Vector[]): number {
  const [apex, ...others] = vertices
  let area = 0
  others.forEach((vertex, i) => {
    const next = others[i + 1]
    if (apex !== undefined && next !== undefined) area += triangleArea(apex, vertex, next)
  })
  return area > 2 * Math.PI ? area - 4 * Math.PI : area < -2 * Math.PI ? area + 4 * Math.PI : area
}

function triangleArea(a: Vector, b: Vector, c: Vector): number {
  return 2 * Math.atan2(dot(a, cross(b, c)), 1 + dot(a, b) + dot(b, c) + dot(c, a))
}

/** The angle the line turns around a point, seen from above it: 2π when it goes around once. */
function turns(line: readonly Vector[], point: Vector): number {
  let angle = 0
  line.forEach((vertex, i) => {
    const next = line[(i + 1) % line.length]
    if (next === undefined) return
    const from = cross(point, vertex)
    const to = cross(point, next)
    angle += Math.atan2(dot(point, cross(from, to)), dot(from, to))
  })
  return angle
}
