import { BIN_NAME_MAX, ParticleType } from '../../wire/proto.ts'
import { geoJsonText, geoMatches, type Geometry, parseGeoJson } from '../geo/index.ts'
import { latin1 } from '../latin1.ts'
import type { Particle } from '../particle.ts'

/** Longest string or blob that can be asked for, and longest GeoJSON (sindex.h). */
const MAX_BYTES = 2048
const MAX_GEOJSON = 1024 * 1024

/** What a query asks an index for. */
export interface IndexRange {
  /** Empty when the index is named, or on an expression. */
  readonly bin: string
  readonly type: number
  /** More than one value can match, so that one record can be found twice. */
  readonly isRange: boolean
  readonly matches: (value: Particle) => boolean
}

/** Reads the range field: one range, with a bin's name or without (get_range_field, as/src/query/query.c, 8.1.2). */
export function parseRange(field: Buffer, needsBin: boolean): IndexRange | undefined {
  const nameSize = field[1]
  if (field[0] !== 1 || nameSize === undefined || nameSize > BIN_NAME_MAX) return undefined
  if ((nameSize === 0) === needsBin || field.length < 3 + nameSize) return undefined
  const bin = latin1(field, 2, 2 + nameSize)
  const type = field[2 + nameSize] as number
  const values = matcherOf(type, field.subarray(3 + nameSize))
  return values === undefined ? undefined : { bin, type, ...values }
}

type Matcher = Pick<IndexRange, 'isRange' | 'matches'>

function matcherOf(type: number, data: Buffer): Matcher | undefined {
  switch (type) {
    case ParticleType.integer:
      return integerMatcher(data)
    case ParticleType.string:
    case ParticleType.blob:
      return bytesMatcher(data)
    case ParticleType.geojson:
      return geoMatcher(data)
    default:
      return undefined
  }
}

function integerMatcher(data: Buffer): Matcher | undefined {
  if (data.length < 24 || data.readUInt32BE(0) !== 8 || data.readUInt32BE(12) !== 8) return undefined
  const start = data.readBigInt64BE(4)
  const end = data.readBigInt64BE(16)
  if (start > end) return undefined
  const matches = (value: Particle): boolean => {
    const number = value.data.readBigInt64BE(0)
    return start <= number && number <= end
  }
  return { isRange: start !== end, matches }
}

/** The end is sent too, and is the same as the start. */
function startOf(data: Buffer, max: number): Buffer | undefined {
  if (data.length < 4) return undefined
  const size = data.readUInt32BE(0)
  return size >= max || data.length < 4 + size ? undefined : data.subarray(4, 4 + size)
}

function bytesMatcher(data: Buffer): Matcher | undefined {
  const start = startOf(data, MAX_BYTES)
  return start === undefined ? undefined : { isRange: false, matches: (value) => value.data.equals(start) }
}

function geoMatcher(data: Buffer): Matcher | undefined {
  const start = startOf(data, MAX_GEOJSON)
  const query = start === undefined ? undefined : parseGeoJson(start)
  if (query === undefined) return undefined
  const matches = (value: Particle): boolean => {
    const candidate = parseGeoJson(geoJsonText(value.data))
    return candidate !== undefined && isMatch(candidate, query)
  }
  return { isRange: true, matches }
}

function isMatch(candidate: Geometry, query: Geometry): boolean {
  return geoMatches(candidate, query)
}
