import { ExpOp, ExpType } from '../../expressions/codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import { type Geometry, geoJsonText, geoMatches, parseGeoJson } from '../geo/index.ts'
import type { Particle } from '../particle.ts'
import { compareElements } from '../payload/compare.ts'
import { PayloadReader } from '../payload/reader.ts'
import { compileRegex } from '../regex/index.ts'
import { type Builder, demand, given, type Node, pair, toUint32 } from './node.ts'
import { type ExpressionValue, isParticle, PACKED_TYPE, toPacked } from './value.ts'

/** Judges an order: negative, 0, positive, or NaN for what has none. */
type Judge = (order: number) => boolean

const JUDGES: Readonly<Record<number, Judge>> = {
  [ExpOp.eq]: (order) => order === 0,
  [ExpOp.ne]: (order) => order !== 0,
  [ExpOp.gt]: (order) => order > 0,
  [ExpOp.ge]: (order) => order >= 0,
  [ExpOp.lt]: (order) => order < 0,
  [ExpOp.le]: (order) => order <= 0,
}

function comparing(judge: Judge): Builder {
  return (source, count) => {
    const [left, right] = pair(source, count)
    demand(left.type === right.type && left.type !== ExpType.geo && left.type !== ExpType.hll)
    return both(left, right, (a, b) => {
      const order = orderOf(a, b)
      return order === undefined ? undefined : judge(order)
    })
  }
}

/** Evaluates the left, then the right; the first unknown is the result. */
function both(
  left: Node,
  right: Node,
  join: (a: ExpressionValue, b: ExpressionValue) => ExpressionValue,
): Node {
  return {
    type: ExpType.bool,
    evaluate: (runtime) => {
      const a = left.evaluate(runtime)
      if (a === undefined) return undefined
      const b = right.evaluate(runtime)
      return b === undefined ? undefined : join(a, b)
    },
  }
}

/** `undefined` for what cannot be compared, such as maps without order. */
function orderOf(a: ExpressionValue, b: ExpressionValue): number | undefined {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a === null && b === null) return 0
  return isParticle(a) && isParticle(b) ? orderOfParticles(a, b) : undefined
}

function orderOfParticles(a: Particle, b: Particle): number | undefined {
  const packed = isPacked(a)
  if (packed !== isPacked(b)) return undefined
  if (!packed) return a.type === b.type ? Buffer.compare(a.data, b.data) : undefined
  const { order, unordered } = compareElements(new PayloadReader(a.data), new PayloadReader(b.data))
  return unordered ? undefined : order
}

function isPacked({ type }: Particle): boolean {
  return type === ParticleType.list || type === ParticleType.map || type === PACKED_TYPE
}

const regex: Builder = (source, count) => {
  demand(count === 3)
  const flags = toUint32(given(source.reader.int64()))
  const pattern = given(source.reader.bytes())
  const subject = source.next(ExpType.string)
  const compiled = given(compileRegex(pattern, flags))
  return {
    type: ExpType.bool,
    evaluate: (runtime) => {
      const value = subject.evaluate(runtime)
      if (!isParticle(value) || value.type !== ParticleType.string) return undefined
      return compiled.matches(value.data)
    },
  }
}

const geo: Builder = (source, count) => {
  const [left, right] = pair(source, count, ExpType.geo)
  return both(left, right, (a, b) => {
    const candidate = geometryOf(a)
    const query = geometryOf(b)
    return candidate === undefined || query === undefined ? undefined : geoMatches(candidate, query)
  })
}

/** Geometries of values seen before: a literal or a bin is asked for again and again. */
const geometries = new WeakMap<Particle, Geometry>()

function geometryOf(value: ExpressionValue): Geometry | undefined {
  if (!isParticle(value)) return undefined
  const known = geometries.get(value)
  if (known !== undefined) return known
  const geometry = parseGeoJson(geoJsonText(value.data))
  if (geometry !== undefined) geometries.set(value, geometry)
  return geometry
}

const inList: Builder = (source, count) => {
  demand(count === 2)
  const element = source.next()
  return both(element, source.next(ExpType.list), (value, list) => {
    const packed = toPacked(value)
    return packed === undefined || !isParticle(list) ? undefined : contains(list.data, packed)
  })
}

function contains(list: Buffer, element: Buffer): boolean | undefined {
  const reader = new PayloadReader(list)
  const count = reader.listCount()
  if (count === undefined) return undefined
  for (let i = 0; i < count; i++) {
    const { order } = compareElements(new PayloadReader(element), reader)
    if (order === undefined || order === 0) return order === 0 ? true : undefined
  }
  return false
}

export const COMPARISONS: Readonly<Record<number, Builder>> = {
  ...Object.fromEntries(Object.entries(JUDGES).map(([op, judge]) => [op, comparing(judge)])),
  [ExpOp.regex]: regex,
  [ExpOp.geo]: geo,
  [ExpOp.inList]: inList,
}
