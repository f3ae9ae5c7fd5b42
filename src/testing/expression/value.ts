import { ParticleType } from '../../wire/proto.ts'
import { geoJsonParticle, geoJsonText } from '../geo/index.ts'
import type { Particle } from '../particle.ts'
import { PACKED_FALSE, PACKED_NIL, PACKED_TRUE, packDouble, packInteger, packTyped } from '../payload/pack.ts'
import { booleanParticle, doubleParticle, integerParticle } from '../payload/particles.ts'
import { Kind } from '../payload/msgpack.ts'
import { PayloadReader } from '../payload/reader.ts'

/** Result of an expression that takes the current element out of what a path expression modifies. */
export const REMOVE = Symbol('remove')

/** A packed value that no bin can hold: a wildcard or infinity. Not a wire type. */
export const PACKED_TYPE = -1

/**
 * A value while an expression is evaluated. `undefined` is unknown; integers are bigints, floats numbers; everything else is
 * a particle, lists and maps being raw msgpack.
 */
export type ExpressionValue = undefined | null | boolean | bigint | number | Particle | typeof REMOVE

export function isParticle(value: ExpressionValue): value is Particle {
  return typeof value === 'object' && value !== null
}

/** A bin's value, a key, or an operation's result, as an expression sees it. A number of another size is unknown. */
export function fromParticle(particle: Particle): ExpressionValue {
  switch (particle.type) {
    case ParticleType.null:
      return null
    case ParticleType.integer:
      return particle.data.length === 8 ? particle.data.readBigInt64BE(0) : undefined
    case ParticleType.double:
      return particle.data.length === 8 ? particle.data.readDoubleBE(0) : undefined
    case ParticleType.boolean:
      return particle.data[0] === 1
    default:
      return particle
  }
}

/** The bin an expression's result makes: `null` for none, `undefined` when it is no value for a bin. */
export function toParticle(value: ExpressionValue): Particle | null | undefined {
  switch (typeof value) {
    case 'bigint':
      return integerParticle(value)
    case 'number':
      return doubleParticle(value)
    case 'boolean':
      return booleanParticle(value)
    case 'object':
      return value?.type === PACKED_TYPE ? undefined : value
    default:
      return undefined
  }
}

/** A value packed as the argument of an operation; `undefined` for unknown. */
export function toPacked(value: ExpressionValue): Buffer | undefined {
  switch (typeof value) {
    case 'bigint':
      return packInteger(value)
    case 'number':
      return packDouble(value)
    case 'boolean':
      return value ? PACKED_TRUE : PACKED_FALSE
    case 'object':
      return value === null ? PACKED_NIL : packedParticle(value)
    default:
      return undefined
  }
}

function packedParticle({ type, data }: Particle): Buffer {
  switch (type) {
    case ParticleType.list:
    case ParticleType.map:
    case PACKED_TYPE:
      return data
    case ParticleType.geojson:
      return packTyped(type, geoJsonText(data))
    default:
      return packTyped(type, data)
  }
}

/** A packed element as a value; `undefined` when it is malformed or of no known kind. */
export function fromPacked(element: Buffer): ExpressionValue {
  const reader = new PayloadReader(element)
  switch (reader.peek()) {
    case Kind.nil:
      return null
    case Kind.false:
      return false
    case Kind.true:
      return true
    case Kind.negativeInt:
    case Kind.int:
      return reader.int64()
    case Kind.double:
      return reader.double()
    case Kind.list:
      return { type: ParticleType.list, data: element }
    case Kind.map:
      return { type: ParticleType.map, data: element }
    default:
      return fromTyped(reader.bytes())
  }
}

/** A string, blob, HLL or GeoJSON behind its type byte. */
export function fromTyped(typed: Buffer | undefined): ExpressionValue {
  const data = typed?.subarray(1)
  if (data === undefined) return undefined
  switch (typed?.[0]) {
    case ParticleType.string:
    case ParticleType.blob:
    case ParticleType.hll:
      return { type: typed[0], data }
    case ParticleType.geojson:
      return { type: ParticleType.geojson, data: geoJsonParticle(data) }
    default:
      return undefined
  }
}
