import { OpCode, ParticleType } from '../../wire/proto.ts'
import { cdtStore } from '../cdt/index.ts'
import { geoJsonParticle, geoJsonText, parseGeoJson } from '../geo/index.ts'
import { isValidHll } from '../hll/index.ts'
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import type { RequestOp } from './request.ts'

/** A value, or the result code that refuses it. */
export type Checked = Particle | number

/** A bin's value as a client sends it, in the form the server keeps (as_bin_particle_from_client, particle.c, 8.1.2). */
export function valueFromClient(type: number, data: Buffer): Checked {
  switch (type) {
    case ParticleType.integer:
      return integerFromClient(data)
    case ParticleType.double:
      return data.length === 8 ? { type, data: Buffer.from(data) } : Code.parameter
    case ParticleType.boolean:
      return data.length === 1 && (data[0] as number) <= 1
        ? { type, data: Buffer.from(data) }
        : Code.parameter
    case ParticleType.string:
    case ParticleType.blob:
    case ParticleType.javaBlob:
    case ParticleType.csharpBlob:
    case ParticleType.pythonBlob:
    case ParticleType.rubyBlob:
    case ParticleType.phpBlob:
    case ParticleType.erlangBlob:
    case ParticleType.vector:
      return { type, data: Buffer.from(data) }
    case ParticleType.hll:
      return isValidHll(data) ? { type, data: Buffer.from(data) } : Code.parameter
    case ParticleType.list:
    case ParticleType.map:
      return cdtStore({ type, data }) ?? Code.unknown
    case ParticleType.geojson:
      return geojsonFromClient(data)
    default:
      return Code.parameter
  }
}

/** Cells that come with it are thrown away (geojson_from_wire, particle_geojson.c). */
function geojsonFromClient(data: Buffer): Checked {
  if (data.length < 3 || data.length < 3 + 8 * data.readUInt16BE(1)) return Code.invalidGeojson
  const text = geoJsonText(data)
  return parseGeoJson(text) === undefined
    ? Code.invalidGeojson
    : { type: ParticleType.geojson, data: geoJsonParticle(text) }
}

/** Types a bin can have; 0, the absence of a value, is none of them (safe_particle_type, particle.c). */
const BIN_TYPES: ReadonlySet<number> = new Set(
  Object.values(ParticleType).filter((type) => type !== ParticleType.null),
)

/** 1, 2, 4 or 8 bytes without a sign, kept as 8 (integer_from_wire, particle_integer.c). */
function integerFromClient(data: Buffer): Checked {
  const value = unsigned(data)
  return value === undefined ? Code.parameter : integer(value)
}

function unsigned(data: Buffer): bigint | undefined {
  switch (data.length) {
    case 8:
      return data.readBigUInt64BE(0)
    case 4:
    case 2:
    case 1:
      return BigInt(data.readUIntBE(0, data.length))
    default:
      return undefined
  }
}

function integer(value: bigint): Particle {
  const data = Buffer.allocUnsafe(8)
  data.writeBigUInt64BE(BigInt.asUintN(64, value))
  return { type: ParticleType.integer, data }
}

/** What add, append or prepend makes of a bin that is there (as_bin_particle_modify_from_client, particle.c, 8.1.2). */
export function modifyValue(old: Particle, op: RequestOp): Checked {
  if (!BIN_TYPES.has(op.type)) return Code.parameter
  if (op.op === OpCode.add) return addTo(old, op)
  switch (old.type) {
    case ParticleType.integer:
    case ParticleType.double:
    case ParticleType.boolean:
    case ParticleType.list:
    case ParticleType.map:
    case ParticleType.hll:
      return Code.incompatibleType
    case ParticleType.geojson:
      return Code.unknown
    default:
      return op.type === old.type ? concatenated(old, op) : Code.incompatibleType
  }
}

function concatenated(old: Particle, op: RequestOp): Particle {
  const parts = op.op === OpCode.append ? [old.data, op.data] : [op.data, old.data]
  return { type: old.type, data: Buffer.concat(parts) }
}

function addTo(old: Particle, op: RequestOp): Checked {
  if (old.type === ParticleType.geojson) return Code.unknown
  const countable = old.type === ParticleType.integer || old.type === ParticleType.double
  if (!countable || op.type !== old.type) return Code.incompatibleType
  if (old.type === ParticleType.double) return addDouble(old.data, op.data)
  const value = op.data.length === 16 ? op.data.readBigUInt64BE(0) : unsigned(op.data)
  if (value === undefined) return Code.parameter
  const sum = integer(old.data.readBigUInt64BE(0) + value)
  return op.data.length === 16 && isBelowZero(old.data, value, sum.data) ? integer(0n) : sum
}

/** The decrement of memcache, 16 bytes long, stops at zero (integer_incr_from_wire). */
function isBelowZero(old: Buffer, value: bigint, sum: Buffer): boolean {
  return value >= 1n << 63n && sum.readBigUInt64BE(0) > old.readBigUInt64BE(0)
}

function addDouble(old: Buffer, more: Buffer): Checked {
  if (more.length !== 8) return Code.parameter
  const data = Buffer.allocUnsafe(8)
  data.writeDoubleBE(old.readDoubleBE(0) + more.readDoubleBE(0))
  return { type: ParticleType.double, data }
}
