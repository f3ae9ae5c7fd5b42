/** A point of the unit sphere. */
export type Vector = readonly [number, number, number]

const DEGREE = Math.PI / 180

export function fromDegrees(longitude: number, latitude: number): Vector {
  const phi = latitude * DEGREE
  const theta = longitude * DEGREE
  return [Math.cos(theta) * Math.cos(phi), Math.sin(theta) * Math.cos(phi), Math.sin(phi)]
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

export function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/** Cells per edge of a cube face at the finest level. */
const CELLS = 2 ** 30

/**
 * The middle of the finest S2 cell around a point, about a centimetre across: the server keeps points as cells
 * (S2CellId with the quadratic projection).
 */
export function snapToCell(point: Vector): Vector {
  const face = faceOf(point)
  const [u, v] = toFace(face, point)
  const centre = fromFace(face, cellCentre(u), cellCentre(v))
  const length = Math.sqrt(dot(centre, centre))
  return [centre[0] / length, centre[1] / length, centre[2] / length]
}

function cellCentre(u: number): number {
  const s = u >= 0 ? 0.5 * Math.sqrt(1 + 3 * u) : 1 - 0.5 * Math.sqrt(1 - 3 * u)
  const cell = Math.max(0, Math.min(CELLS - 1, Math.floor(s * CELLS)))
  const middle = (cell + 0.5) / CELLS
  return middle >= 0.5 ? (4 * middle * middle - 1) / 3 : (1 - 4 * (1 - middle) * (1 - middle)) / 3
}

function faceOf([x, y, z]: Vector): number {
  const [ax, ay, az] = [Math.abs(x), Math.abs(y), Math.abs(z)]
  const axis = ax > ay ? (ax > az ? 0 : 2) : ay > az ? 1 : 2
  const value = axis === 0 ? x : axis === 1 ? y : z
  return value < 0 ? axis + 3 : axis
}

function toFace(face: number, [x, y, z]: Vector): readonly [number, number] {
  switch (face) {
    case 0:
      return [y / x, z / x]
    case 1:
      return [-x / y, z / y]
    case 2:
      return [-x / z, -y / z]
    case 3:
      return [z / x, y / x]
    case 4:
      return [z / y, -x / y]
    default:
      return [-y / z, -x / z]
  }
}

function fromFace(face: number, u: number, v: number): Vector {
  switch (face) {
    case 0:
      return [1, u, v]
    case 1:
      return [-u, 1, v]
    case 2:
      return [-u, -v, 1]
    case 3:
      return [-1, -v, -u]
    case 4:
      return [v, -1, -u]
    default:
      return [v, u, -1]
  }
}
